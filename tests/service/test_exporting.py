"""A person's links as a file."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from bot.domain.link import KeptLink
from bot.service.exporting import as_csv, as_json

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def link(title: str | None = "A title", url: str = "https://www.example.com/a", **more: object) -> KeptLink:
    return KeptLink(UUID(int=1), 1001, url, title, 12, NOW, NOW + timedelta(days=30), **more)  # type: ignore[arg-type]


def table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_json_says_everything_of_each_link() -> None:
    unknown = link(None, gone_at=NOW)
    assert json.loads(as_json([link("Ёлка «۱»"), unknown])) == [
        {
            "url": "https://www.example.com/a",
            "title": "Ёлка «۱»",
            "host": "example.com",
            "size": 12,
            "added_at": "2026-05-04T12:00:00+00:00",
            "expires_at": "2026-06-03T12:00:00+00:00",
            "stops_working_at": None,
        },
        {
            "url": "https://www.example.com/a",
            "title": None,
            "host": "example.com",
            "size": 12,
            "added_at": "2026-05-04T12:00:00+00:00",
            "expires_at": "2026-06-03T12:00:00+00:00",
            "stops_working_at": "2026-05-04T12:00:00+00:00",
        },
    ]


def test_csv_says_the_same_and_is_known_as_utf_8_by_its_mark() -> None:
    data = as_csv([link('Ёлка, "one"\nline'), link(None)])
    assert data.startswith(b"\xef\xbb\xbf")
    first, second = table(data)
    assert first["title"] == 'Ёлка, "one"\nline'
    assert (first["size"], second["title"], second["stops_working_at"]) == ("12", "", "")
    assert first.keys() == json.loads(as_json([link()]))[0].keys()


@pytest.mark.parametrize(
    "title", ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "-1, =2"]
)
def test_no_title_acts_as_a_formula(title: str) -> None:
    (row,) = table(as_csv([link(title)]))
    assert row["title"] == f"'{title}"


def test_half_a_character_in_a_title_breaks_no_file() -> None:
    assert json.loads(as_json([link("\ud83d")]))[0]["title"] == "?"
    assert table(as_csv([link("\ud83d")]))[0]["title"] == "?"


def test_no_links_are_an_empty_table() -> None:
    assert json.loads(as_json([])) == []
    assert table(as_csv([])) == []
