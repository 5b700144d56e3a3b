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
from bot.domain.link import Deletion, KeptLink, Link
from bot.domain.person import Standing
from bot.domain.search import Choice, Order, Search
from bot.i18n import FOLDER, LANGUAGES
from bot.service.links import LONGEST_TITLE, PAGE, SITES_PAGE, UNDO_WITHIN, Links, Page, Sites
from bot.service.listing import PLAIN, decode, encode, link_page, list_page, notice_page, short_name
from bot.service.selecting import choice_page, question, sites_page
from bot.service.views import View, Views
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


async def test_a_deletion_can_be_undone_for_a_minute(links: Links, clock: Clock) -> None:
    first, second = await keep(links, clock, 2)
    await links.delete_chosen(ANN, Choice(ids=frozenset({first.id, second.id})))
    clock.now += UNDO_WITHIN
    page = await links.page(ANN, 0)
    assert page.undo is not None
    assert (page.total, page.undo.links) == (0, 2)
    assert await links.undo(BEN, page.undo.id) == 0
    assert await links.undo(ANN, page.undo.id) == 2
    assert (await links.page(ANN, 0)) == Page((second, first), 0, 2)


async def test_after_a_minute_a_deletion_is_final(links: Links, clock: Clock) -> None:
    (kept,) = await keep(links, clock, 1)
    await links.delete(ANN, kept.id)
    undo = (await links.page(ANN, 0)).undo
    assert undo is not None
    clock.now += UNDO_WITHIN + timedelta(seconds=1)
    assert (await links.page(ANN, 0)).undo is None
    assert await links.undo(ANN, undo.id) == 0


async def test_sites_beyond_the_end_are_the_first_ones(links: Links) -> None:
    await links.keep(ANN, Link("https://a.example/1"))
    assert await links.sites(ANN, 9) == Sites((("a.example", 1),), 0, 1)


async def test_sites_are_those_of_what_is_searched_wherever_it_was_looked_for(links: Links) -> None:
    for address in ("a.example/boat", "b.example/boat", "c.example/car"):
        await links.keep(ANN, Link(f"https://{address}"))
    found = await links.sites(ANN, 0, Search(("boat",), host="a.example"))
    assert found.sites == (("a.example", 1), ("b.example", 1))


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


def shown(page: Page, language: str = "en", view: View = PLAIN) -> tuple[Text, list[list[str]]]:
    text, rows = list_page(language, page, NOW, TTL, view)
    return Text(text), [[bare(button.text) for button in row] for row in rows]


def bare(text: str) -> str:
    return text.translate({0x2068: None, 0x2069: None})


def test_the_list_says_name_size_host_and_time_left() -> None:
    text, labels = shown(Page((link(), link(title=None, size=None)), 0, 2))
    assert bare(text.text) == (
        "🔗 Your links · 2\n\n"
        "1. A title\n12.3 MB · example.com · 29 days left\n\n"
        "2. www.example.com/a?b=1&c=2\nexample.com · 29 days left\n\n"
        "A number opens its link."
    )
    assert text.links == ["https://www.example.com/a?b=1&c=2"] * 2
    assert labels == [
        ["1", "2"],
        ["🔍 Search", "🌐 Sites", "⏳ Expiry"],
        ["☑️ Select", "💾 JSON", "💾 CSV"],
    ]


def test_right_after_keep_the_whole_time_is_left() -> None:
    text, _ = shown(Page((link(expires_at=NOW + TTL - timedelta(milliseconds=5)),), 0, 1))
    assert "30 days left" in bare(text.text)


def test_a_link_over_its_time_says_when_it_goes() -> None:
    text, _ = shown(Page((link(expires_at=NOW - timedelta(days=1)),), 0, 1))
    assert "goes with the next check" in text.text


def test_a_list_of_one_link_needs_no_tools() -> None:
    _, labels = shown(Page((link(),), 0, 1))
    assert labels == [["1"]]


def test_an_opened_link_says_all_and_what_can_be_done_with_it() -> None:
    text, rows = link_page("en", link(gone_at=NOW + timedelta(hours=3)), NOW, View(id="v" * 11), 4)
    assert bare(Text(text).text) == (
        "🔗 A title\n12.3 MB · example.com · 29 days left\n⏳ The address stops working in 3 hours"
    )
    assert [[button.text for button in row] for row in rows] == [
        ["⬇️ Get again"],
        ["🔄 Keep", "🗑 Delete"],
        ["‹ To the list"],
    ]
    assert rows[-1][0].data == f"l:p:4:{'v' * 11}"


def test_a_search_says_what_it_looks_for_and_leads_back_to_the_whole_list() -> None:
    view = View(Search.of("Ёлка <b>"), "Ёлка <b>")
    view = replace(view, search=replace(view.search, host="example.com"))
    text, labels = shown(Page((link(),), 0, 1), view=view)
    assert bare(text.text).startswith("🔗 Your links · 1\n🔍 Ёлка <b>\n🌐 example.com\n\n1. A title")
    assert labels[1:] == [["✕ Show the whole list"]]


def test_a_search_that_finds_nothing_says_so() -> None:
    text, labels = shown(Page((), 0, 0), view=View(Search.of("boat"), "boat"))
    assert "Nothing in your list matches that." in text.text
    assert labels == [["✕ Show the whole list"]]


def test_the_order_that_is_not_shown_is_offered() -> None:
    _, labels = shown(Page((link(),) * 2, 0, 2), view=View(Search(order=Order.EXPIRING)))
    assert labels[1][2] == "🆕 Newest"


@pytest.mark.parametrize("links", [(), (link(),)])
def test_what_was_just_deleted_can_be_brought_back(links: tuple[KeptLink, ...]) -> None:
    _, labels = shown(Page(links, 0, len(links), undo=Deletion(uuid4(), 3)))
    assert labels[0] == ["↩️ Undo (3 links)"]


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(hours=3, minutes=4), "⏳ The address stops working in 3 hours"),
        (timedelta(0), "⌛ The address has stopped working"),
        (-timedelta(days=9), "⌛ The address has stopped working"),
    ],
)
def test_an_address_that_says_its_own_end_is_shown_with_it(left: timedelta, words: str) -> None:
    text, _ = shown(Page((link(gone_at=NOW + left),), 0, 1))
    assert f"29 days left\n{words}\n" in bare(text.text)


def test_an_empty_list_has_a_friendly_sentence() -> None:
    text, labels = shown(Page((), 0, 0))
    assert "Send me a link" in text.text
    assert labels == []


@pytest.mark.parametrize(("number", "expected"), [(0, ["Next ›"]), (1, ["‹ Back", "Next ›"]), (2, ["‹ Back"])])
def test_pages_are_turned_at_both_ends(number: int, expected: list[str]) -> None:
    text, labels = shown(Page((link(),), number, 2 * PAGE + 1))
    assert labels[1] == expected
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
    long = replace(long, gone_at=NOW + timedelta(minutes=59))
    page = Page((long,) * PAGE, 999_998, 1_000_000 * PAGE, going=PAGE, undo=Deletion(uuid4(), 999_999))
    search = replace(Search.of("😀" * 300), host="o" * 253)
    view = Views().put(ANN, View(search, "😀" * 300, Choice(search), ("o" * 253,) * SITES_PAGE))
    for text, rows in (
        list_page(language, page, NOW, TTL, view),
        notice_page(language, uuid4(), page, NOW, TTL),
        link_page(language, long, NOW, view, 999_998),
        choice_page(language, page, NOW, view, 999_999),
        question(language, view, 999_998, 999_999),
        sites_page(language, Sites((("o" * 253, 999_999),) * SITES_PAGE, 1, 999_999), view),
    ):
        assert len(Text(text).text.encode("utf-16-le")) // 2 <= MESSAGE_LENGTH
        assert max(len(button.data.encode()) for row in rows for button in row) <= 64


def notice(*links: KeptLink, language: str = "en") -> tuple[str, list[list[str]]]:
    going = sum(link.announced_at is not None for link in links)
    text, rows = notice_page(language, UUID(int=7), Page(links, 0, len(links), going), NOW, TTL)
    return bare(Text(text).text), [[bare(button.text) for button in row] for row in rows]


def test_a_notice_of_one_link_needs_no_keep_all() -> None:
    text, labels = notice(link())
    assert text.startswith("🔔 One of your links is about to expire.\nPress Keep to have it for another 30 days;")
    assert labels == [["✅ 1 · Keep", "🗑 Delete"], ["⏰ In 3 hours", "⏰ Tomorrow"]]


def test_a_notice_marks_what_was_kept_and_offers_the_rest() -> None:
    text, labels = notice(link(), link(announced_at=None), link())
    assert text.startswith("🔔 2 of your links")
    assert text.count("✅ kept, 29 days left") == 1
    keep = [["✅ 1 · Keep", "🗑 Delete"], ["✅ 3 · Keep", "🗑 Delete"]]
    assert labels == [["✅ Keep all (2)"], *keep, ["⏰ In 3 hours", "⏰ Tomorrow"]]


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
