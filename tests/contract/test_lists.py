"""What the store of links has to do for a person who searches, sorts, chooses, deletes and thinks better of it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from bot.domain.link import Deletion
from bot.domain.search import Choice, Order, Search
from bot.service import ports
from bot.store.database import Database
from bot.store.links import LinkStore

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
ANN, BEN = 1001, 5_000_000_002


@pytest.fixture
def links(database: Database) -> ports.LinkStore:
    return LinkStore(database)


def keep(
    links: ports.LinkStore,
    address: str,
    title: str | None = None,
    *,
    user_id: int = ANN,
    now: datetime = NOW,
    days: float = 30,
) -> UUID:
    kept = links.keep(user_id, f"https://{address}", now=now, expires_at=now + days * DAY)
    links.describe(user_id, kept.id, title, 1)
    return kept.id


def ids(links: ports.LinkStore, search: Search, user_id: int = ANN) -> list[UUID]:
    found, total = links.page(user_id, 0, 99, search)
    assert len(found) == total
    return [link.id for link in found]


# Searching and sorting


@pytest.mark.parametrize(
    "words", ["ЁЛКА", "елка", "лк", "straße NEW", "Strasse", "example.com/new", "year ёл", "%D0%B2%D0%B0%D0%BB", "вал"]
)
def test_a_link_is_found_by_its_title_and_address_whatever_the_case(links: ports.LinkStore, words: str) -> None:
    link = keep(links, "example.com/new/%D0%B2%D0%B0%D0%BB", "Ёлка in the Straße, new year")
    keep(links, "example.com/other", "Something else")
    assert ids(links, Search.of(words)) == [link]


@pytest.mark.parametrize("words", ["كتابهاي", "کتاب‌های", "كتاب هاي ١٤٠٥", "1405", "۱۴۰۵"])
def test_persian_is_found_whatever_keyboard_it_was_typed_on(links: ports.LinkStore, words: str) -> None:
    link = keep(links, "example.com/a", "کتاب‌های سال ۱۴۰۵")
    keep(links, "example.com/b", "کتابخانه")
    assert ids(links, Search.of(words)) == [link]


@pytest.mark.parametrize("words", ["%", "_", "100%", "a_b", "/", "\\"])
def test_signs_that_mean_something_to_the_database_mean_themselves(links: ports.LinkStore, words: str) -> None:
    keep(links, "x.example", "nothing")
    link = keep(links, "example.com/b", "100% a_b \\ %_")
    found = ids(links, Search.of(words))
    assert found == [link] if words != "/" else link in found


def test_a_new_title_replaces_what_a_link_was_found_by(links: ports.LinkStore) -> None:
    link = keep(links, "example.com/a", "Before")
    links.describe(ANN, link, "After", 1)
    assert ids(links, Search.of("after example")) == [link]
    assert ids(links, Search.of("before")) == []


def test_a_site_is_found_by_the_letters_people_know_it_by(links: ports.LinkStore) -> None:
    link = keep(links, "xn--e1afmkfd.xn--p1ai/a")
    broken = keep(links, "xn--999999999.example/a")
    assert ids(links, Search.of("пример.рф")) == [link]
    assert ids(links, Search.of("xn--999")) == [broken]


def test_a_title_of_any_letters_can_be_kept(links: ports.LinkStore) -> None:
    keep(links, "example.com/%00%ff", "\x00 nul \x00\u202e")
    assert len(ids(links, Search.of("nul"))) == 1


def test_a_list_is_sorted_by_what_goes_first(links: ports.LinkStore) -> None:
    late, soon, middle = (keep(links, f"a.example/{days}", days=days) for days in (30, 1, 9))
    assert ids(links, Search(order=Order.EXPIRING)) == [soon, middle, late]


def test_pages_of_links_of_one_moment_hold_each_of_them_once(links: ports.LinkStore) -> None:
    kept = {keep(links, f"a.example/{number}") for number in range(7)}
    for order in Order:
        pages = [links.page(ANN, offset, 3, Search(order=order))[0] for offset in (0, 3, 6)]
        assert sorted(link.id for page in pages for link in page) == sorted(kept)


def test_one_sites_links_are_shown_alone(links: ports.LinkStore) -> None:
    link = keep(links, "www.a.example/1", "A boat")
    keep(links, "b.example/1", "A boat")
    keep(links, "a.example/1", "A boat", user_id=BEN)
    assert ids(links, Search(host="a.example")) == [link]
    assert ids(links, Search(("boat",), "a.example")) == [link]
    assert ids(links, Search(("car",), "a.example")) == []


def test_sites_come_with_their_counts_most_first(links: ports.LinkStore) -> None:
    for address in ("b.example/1", "a.example/1", "www.a.example/2", "c.example/1"):
        keep(links, address)
    keep(links, "d.example", user_id=BEN)
    assert links.hosts(ANN, 0, 2) == ([("a.example", 2), ("b.example", 1)], 3)
    assert links.hosts(ANN, 2, 2) == ([("c.example", 1)], 3)
    assert links.hosts(7, 0, 2) == ([], 0)


def test_an_address_that_says_its_end_is_kept_with_it(links: ports.LinkStore) -> None:
    end = NOW + 3 * SECOND
    signed = links.keep(ANN, f"https://a.example/?expires={end.timestamp():.0f}", now=NOW, expires_at=NOW + DAY)
    assert signed.gone_at == end
    assert links.keep(ANN, signed.url, now=NOW + SECOND, expires_at=NOW + DAY).gone_at == end
    assert links.keep(ANN, "https://a.example/", now=NOW, expires_at=NOW + DAY).gone_at is None


# Choosing


def test_chosen_links_are_counted_kept_and_deleted_together(links: ports.LinkStore) -> None:
    first, second, third = (keep(links, f"a.example/{number}", days=number + 1) for number in range(3))
    choice = Choice(ids=frozenset({first, third, uuid4()}))
    assert links.count_chosen(ANN, choice) == 2
    assert links.renew_chosen(ANN, choice, NOW + 40 * DAY) == 2
    assert {link.id: link.expires_at for link in links.page(ANN, 0, 9)[0]} == {
        first: NOW + 40 * DAY,
        second: NOW + 2 * DAY,
        third: NOW + 40 * DAY,
    }
    assert links.delete_chosen(ANN, choice, deletion_id=uuid4(), now=NOW) == 2
    assert ids(links, Search()) == [second]


def test_all_that_was_found_is_chosen_but_what_was_left_out_or_came_later(links: ports.LinkStore) -> None:
    first, out = keep(links, "a.example/1"), keep(links, "a.example/2")
    other, later = keep(links, "b.example/1"), keep(links, "a.example/3", now=NOW + SECOND)
    choice = Choice(Search(host="a.example"), frozenset({out}), until=NOW)
    assert links.count_chosen(ANN, choice) == 1
    assert links.delete_chosen(ANN, choice, deletion_id=uuid4(), now=NOW + SECOND) == 1
    assert set(ids(links, Search())) == {out, other, later}
    assert links.delete_chosen(ANN, choice, deletion_id=uuid4(), now=NOW + SECOND) == 0
    assert first not in ids(links, Search())


def test_nobody_chooses_among_the_links_of_another(links: ports.LinkStore) -> None:
    link = keep(links, "a.example/1")
    before = links.get(ANN, link)
    for choice in (Choice(ids=frozenset({link})), Choice(until=NOW + DAY)):
        assert links.count_chosen(BEN, choice) == 0
        assert links.renew_chosen(BEN, choice, NOW + 90 * DAY) == 0
        assert links.delete_chosen(BEN, choice, deletion_id=uuid4(), now=NOW) == 0
    assert links.get(ANN, link) == before


# Undoing


def test_what_was_deleted_comes_back_as_it_was(links: ports.LinkStore) -> None:
    link, other = keep(links, "a.example/1", "Ёлка", days=0.5), keep(links, "b.example/1")
    notice = uuid4()
    links.claim(ANN, notice, before=NOW + DAY, gone_before=NOW, now=NOW)
    before = links.page(ANN, 0, 9)
    deletion = Deletion(uuid4(), 2)
    links.delete_chosen(ANN, Choice(ids=frozenset({link, other})), deletion_id=deletion.id, now=NOW)
    assert links.page(ANN, 0, 9) == ([], 0)
    assert links.last_deletion(ANN, since=NOW) == deletion
    assert links.restore(ANN, deletion.id, since=NOW) == 2
    assert links.page(ANN, 0, 9) == before
    assert links.notice(ANN, notice, 0, 9)[1:] == (1, 1)
    assert ids(links, Search.of("елка")) == [link]


def test_a_deletion_is_undone_once_and_in_time_and_by_its_person(links: ports.LinkStore) -> None:
    link, deletion = keep(links, "a.example/1"), uuid4()
    links.delete(ANN, link, deletion_id=deletion, now=NOW)
    assert links.restore(BEN, deletion, since=NOW) == 0
    assert links.restore(ANN, uuid4(), since=NOW) == 0
    assert links.restore(ANN, deletion, since=NOW + SECOND) == 0
    assert links.last_deletion(BEN, since=NOW) is None
    assert links.last_deletion(ANN, since=NOW + SECOND) is None
    assert links.restore(ANN, deletion, since=NOW) == 1
    assert links.restore(ANN, deletion, since=NOW) == 0
    assert links.last_deletion(ANN, since=NOW) is None
    assert ids(links, Search()) == [link]


def test_deletions_are_undone_from_the_newest_on(links: ports.LinkStore) -> None:
    deletions = [Deletion(uuid4(), 1) for _ in range(2)]
    for number, deletion in enumerate(deletions):
        link = keep(links, f"a.example/{number}")
        links.delete(ANN, link, deletion_id=deletion.id, now=NOW + number * SECOND)
    for deletion in reversed(deletions):
        assert links.last_deletion(ANN, since=NOW) == deletion
        links.restore(ANN, deletion.id, since=NOW)


def test_an_address_sent_again_meanwhile_is_in_the_list_once(links: ports.LinkStore) -> None:
    old, deletion = keep(links, "a.example/1", "Old"), uuid4()
    links.delete(ANN, old, deletion_id=deletion, now=NOW)
    new = keep(links, "a.example/1", "New", now=NOW + SECOND)
    assert links.restore(ANN, deletion, since=NOW) == 1
    assert ids(links, Search()) == [new]
    assert links.delete(ANN, new, deletion_id=uuid4(), now=NOW + SECOND) is not None


def test_what_was_deleted_is_soon_gone_for_good(links: ports.LinkStore, database: Database) -> None:
    def aside() -> int:
        with database.read() as connection:
            return connection.exec_driver_sql("SELECT count(*) FROM deleted_links").scalar_one()

    first, second = keep(links, "a.example/1"), keep(links, "a.example/2")
    links.delete(ANN, first, deletion_id=uuid4(), now=NOW)
    links.delete(ANN, second, deletion_id=uuid4(), now=NOW + 3 * timedelta(minutes=1))
    assert aside() == 1
    links.delete_expired(NOW + DAY, 9)
    assert aside() == 0
