"""A person's links as a file."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import datetime

from bot.domain.link import KeptLink, Link

FIELDS = ("url", "title", "host", "size", "added_at", "expires_at", "stops_working_at")

# What spreadsheets take for the beginning of a formula: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_json(links: Sequence[KeptLink]) -> bytes:
    """A list of objects in UTF-8; sizes in bytes, times in UTC, unknown values null."""
    rows = [dict(zip(FIELDS, _values(link), strict=True)) for link in links]
    return json.dumps(rows, ensure_ascii=False, indent=1).encode("utf-8", errors="replace")


def as_csv(links: Sequence[KeptLink]) -> bytes:
    """A table in UTF-8 that spreadsheets open as such (by the mark at its beginning), and that can't make them act."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(FIELDS)
    for link in links:
        table.writerow([_cell(value) for value in _values(link)])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _values(link: KeptLink) -> tuple[str | int | None, ...]:
    times = (link.added_at, link.expires_at, link.gone_at)
    return link.url, link.title, Link(link.url).host, link.size, *(_time(when) for when in times)


def _time(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _cell(value: str | int | None) -> str | int | None:
    """Text that looks like a formula gets an apostrophe, which spreadsheets read as: this is text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
