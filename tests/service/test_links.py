"""The list of kept links, and what it looks like."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bot.concurrency.workers import Workers
from bot.domain.limits import MESSAGE_LENGTH
from bot.domain.link import KeptLink, Link
from bot.domain.person import Standing
from bot.i18n import FOLDER, LANGUAGES
from bot.service.links import LONGEST_TITLE, PAGE, Links, Page
from bot.service.listing import decode, encode, list_page, notice_page, short_name
from bot.store.links import LinkStore
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
TTL = timedelta(days=30)
ANN, BEN = 1001, 1002


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def links(tmp_path: Path, clock: Clock) -> AsyncIterator[Links]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    yield Links(store=LinkStore(database), workers=workers, ttl=TTL, clock=clock)
    workers.close()
    database.close()


async def keep(links: Links, clock: Clock, count: int, user_id: int = ANN) -> list[KeptLink]:
    kept = []
    for number in range(count):
        clock.now += timedelta(seconds=1)
        kept.append(await links.keep(user_id, Link(f"https://example.com/{number}")))
    return kept


async def test_a_link_is_kept_for_its_time(links: Links) -> None:
    kept = await links.keep(ANN, Link("https://example.com/a"))
    assert kept.expires_at == NOW + TTL
    assert await links.get(ANN, kept.id) == kept
    assert await links.standing(ANN) == Standing(1, NOW + TTL)
    assert await links.count() == 1


async def test_keep_starts_its_time_anew(links: Links, clock: Clock) -> None:
    (kept,) = await keep(links, clock, 1)
    clock.now += timedelta(days=3)
    renewed = await links.renew(ANN, kept.id)
    assert renewed == replace(kept, expires_at=clock.now + TTL)
    assert await links.renew(BEN, kept.id) is None


async def test_a_page_beyond_the_end_is_the_last_one(links: Links, clock: Clock) -> None:
    kept = await keep(links, clock, PAGE + 1)
    page = await links.page(ANN, 99)
    assert (page.number, page.pages, page.first, page.total) == (1, 2, PAGE + 1, PAGE + 1)
    assert page.links == (kept[0],)
    await links.delete(ANN, kept[0].id)
    assert (await links.page(ANN, 1)).number == 0


async def test_an_empty_list_is_one_empty_page(links: Links) -> None:
    assert await links.page(ANN, 5) == Page((), 0, 0)


async def test_a_title_is_made_one_line_of_bounded_length(links: Links) -> None:
    kept = await links.keep(ANN, Link("https://example.com/a"))
    await links.describe(ANN, kept.id, " A\n  title\t" + "😀" * 400, 12)
    found = await links.get(ANN, kept.id)
    assert found is not None
    assert found.title is not None
    assert found.title.startswith("A title 😀")
    assert len(found.title.encode("utf-16-le")) // 2 <= LONGEST_TITLE


async def test_a_blank_title_is_none(links: Links) -> None:
    kept = await links.keep(ANN, Link("https://example.com/a"))
    await links.describe(ANN, kept.id, " \n", None)
    found = await links.get(ANN, kept.id)
    assert found is not None
    assert found.title is None
    assert found.name == "example.com/a"


# What it looks like


def link(**fields: object) -> KeptLink:
    kept = KeptLink(
        id=uuid4(),
        user_id=ANN,
        url="https://www.example.com/a?b=1&c=2",
        title="A title",
        size=12_900_000,
        added_at=NOW,
        expires_at=NOW + timedelta(days=29),
        announced_at=NOW,
    )
    return replace(kept, **fields)  # type: ignore[arg-type]


class Text(HTMLParser):
    """What a person reads of a message's HTML; fails when tags don't match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.open, self.links = "", [], []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("a", "b", "code")
        self.open.append(tag)
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def shown(page: Page, language: str = "en") -> tuple[Text, list[list[str]]]:
    text, rows = list_page(language, page, NOW, TTL)
    return Text(text), [[bare(button.text) for button in row] for row in rows]


def bare(text: str) -> str:
    return text.translate({0x2068: None, 0x2069: None})


def test_the_list_says_name_size_host_and_time_left() -> None:
    text, labels = shown(Page((link(), link(title=None, size=None)), 0, 2))
    assert bare(text.text) == (
        "🔗 Your links · 2\n\n"
        "1. A title\n12.3 MB · example.com · 29 days left\n\n"
        "2. www.example.com/a?b=1&c=2\nexample.com · 29 days left"
    )
    assert text.links == ["https://www.example.com/a?b=1&c=2"] * 2
    assert labels == [["⬇️ 1 · Get again", "🔄 Keep", "🗑 Delete"], ["⬇️ 2 · Get again", "🔄 Keep", "🗑 Delete"]]


def test_right_after_keep_the_whole_time_is_left() -> None:
    text, _ = shown(Page((link(expires_at=NOW + TTL - timedelta(milliseconds=5)),), 0, 1))
    assert "30 days left" in bare(text.text)


def test_a_link_over_its_time_says_when_it_goes() -> None:
    text, _ = shown(Page((link(expires_at=NOW - timedelta(days=1)),), 0, 1))
    assert "goes with the next check" in text.text


def test_an_empty_list_has_a_friendly_sentence() -> None:
    text, labels = shown(Page((), 0, 0))
    assert "Send me a link" in text.text
    assert labels == []


@pytest.mark.parametrize(("number", "expected"), [(0, ["Next ›"]), (1, ["‹ Back", "Next ›"]), (2, ["‹ Back"])])
def test_pages_are_turned_at_both_ends(number: int, expected: list[str]) -> None:
    text, labels = shown(Page((link(),), number, 2 * PAGE + 1))
    assert labels[-1] == expected
    assert f"{number * PAGE + 1}. A title" in bare(text.text)
    assert f"Page {number + 1} of 3" in bare(text.text)


def test_a_title_can_break_neither_the_message_nor_its_direction() -> None:
    evil = "</a><b>\u202e gnp.exe \u2069\u2069 & more"
    text, _ = shown(Page((link(title=evil, url='https://example.com/"><script>'),), 0, 1))
    assert "</a><b> gnp.exe  & more" in text.text
    assert text.text.count("\u2068") == text.text.count("\u2069")
    assert short_name(link(title=evil)) == "</a><b> gnp.exe  & more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_pages_fit_into_a_message_and_its_buttons(language: str) -> None:
    long = link(title="😀" * 300, url=f"https://{'h' * 60}.{'o' * 60}.example.com/{'x' * 1900}")
    page = Page((long,) * PAGE, 999_998, 1_000_000 * PAGE, going=PAGE)
    for text, rows in (list_page(language, page, NOW, TTL), notice_page(language, uuid4(), page, NOW, TTL)):
        assert len(Text(text).text.encode("utf-16-le")) // 2 <= MESSAGE_LENGTH
        assert max(len(button.data.encode()) for row in rows for button in row) <= 64


def notice(*links: KeptLink, language: str = "en") -> tuple[str, list[list[str]]]:
    going = sum(link.announced_at is not None for link in links)
    text, rows = notice_page(language, UUID(int=7), Page(links, 0, len(links), going), NOW, TTL)
    return bare(Text(text).text), [[bare(button.text) for button in row] for row in rows]


def test_a_notice_of_one_link_needs_no_keep_all() -> None:
    text, labels = notice(link())
    assert text.startswith("🔔 One of your links is about to expire.\nPress Keep to have it for another 30 days;")
    assert labels == [["✅ 1 · Keep", "🗑 Delete"]]


def test_a_notice_marks_what_was_kept_and_offers_the_rest() -> None:
    text, labels = notice(link(), link(announced_at=None), link())
    assert text.startswith("🔔 2 of your links")
    assert text.count("✅ kept, 29 days left") == 1
    assert labels == [["✅ Keep all (2)"], ["✅ 1 · Keep", "🗑 Delete"], ["✅ 3 · Keep", "🗑 Delete"]]


def test_a_notice_of_which_all_was_kept_says_so() -> None:
    text, labels = notice(link(announced_at=None))
    assert text.startswith("✅ These links stay in your list.")
    assert labels == []


def test_a_notice_of_which_nothing_is_left_says_so() -> None:
    assert notice() == ("None of these links is in your list any more, or a later notice names them.", [])


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "одной из ваших ссылок"), (3, "3 ваших ссылок"), (21, "21 вашей ссылки")]
)
def test_russian_counts_links_as_russian_does(count: int, expected: str) -> None:
    assert expected in notice(*[link()] * count, language="ru")[0]


def test_persian_lines_begin_from_the_right() -> None:
    text, _ = notice(link(), language="fa")
    assert re.findall("(?m)^\u200f", text) == ["\u200f"] * 2
    assert "مگابایت" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    assert ours(language) == ours("en")


def ours(language: str) -> list[str]:
    return re.findall("(?m)^([a-z-]+) =", (FOLDER / language / "links.ftl").read_text())


def test_ids_travel_in_22_letters() -> None:
    for some_id in (uuid4(), UUID(int=0), UUID(int=2**128 - 1)):
        assert re.fullmatch("[A-Za-z0-9_-]{22}", encode(some_id))
        assert decode(encode(some_id)) == some_id
