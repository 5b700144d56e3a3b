"""What every store has to do, whatever database is behind it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update

from bot.domain.delivery import Delivery, State, Target
from bot.domain.format import Subtitles
from bot.domain.link import Link
from bot.domain.person import Access, Knock, LargeFiles, PeopleCount, Person, Quota, Standing, Visitor
from bot.domain.preferences import Preferences, Quality
from bot.service import ports
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.preferences import PreferenceStore
from bot.store.tables import preferences as preferences_table

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN = 1001, 5_000_000_002  # the second doesn't fit into 32 bits


@pytest.fixture
def links(database: Database) -> ports.LinkStore:
    return LinkStore(database)


@pytest.fixture
def people(database: Database) -> ports.PeopleStore:
    return PeopleStore(database)


@pytest.fixture
def deliveries(database: Database) -> ports.DeliveryStore:
    return DeliveryStore(database)


@pytest.fixture
def preferences(database: Database) -> ports.PreferenceStore:
    return PreferenceStore(database)


@pytest.fixture
def marks(database: Database) -> ports.MarkStore:
    return MarkStore(database)


def keep(links: ports.LinkStore, name: str = "a", *, user_id: int = ANN, now: datetime = NOW, days: float = 30) -> UUID:
    return links.keep(user_id, f"https://example.com/{name}", now=now, expires_at=now + days * DAY).id


def claim(links: ports.LinkStore, user_id: int, notice_id: UUID, *, now: datetime = NOW, days: float = 1) -> int:
    return links.claim(user_id, notice_id, before=now + days * DAY, gone_before=now, now=now)


def due(links: ports.LinkStore, now: datetime = NOW, *, after: int | None = None, limit: int = 9) -> list[int]:
    found = links.due(now, before=now + DAY, gone_before=now, after=after, limit=limit)
    return [one.user_id for one in found]


def announce(links: ports.LinkStore, *, user_id: int = ANN, now: datetime = NOW, confirm: bool = True) -> UUID:
    notice_id = uuid4()
    assert claim(links, user_id, notice_id, now=now)
    if confirm:
        links.confirm(user_id, notice_id, now + DAY)
    return notice_id


# Kept links


def test_a_kept_link_comes_back_as_it_was_kept(links: ports.LinkStore) -> None:
    kept = links.keep(BEN, "https://example.com/ä?q=1#t", now=NOW, expires_at=NOW + 30 * DAY)
    assert (kept.user_id, kept.url, kept.title, kept.size) == (BEN, "https://example.com/ä?q=1#t", None, None)
    assert (kept.added_at, kept.expires_at, kept.announced_at) == (NOW, NOW + 30 * DAY, None)
    assert links.get(BEN, kept.id) == kept


def test_the_same_address_again_is_renewed_and_moves_to_the_top(links: ports.LinkStore) -> None:
    first = keep(links, "a")
    keep(links, "b", now=NOW + timedelta(minutes=1))
    assert keep(links, "a", now=NOW + timedelta(minutes=2)) == first
    found, total = links.page(ANN, 0, 10)
    assert total == 2
    assert found[0].id == first
    assert found[0].expires_at == NOW + timedelta(minutes=2) + 30 * DAY


def test_the_same_address_of_two_people_is_two_links(links: ports.LinkStore) -> None:
    assert keep(links, user_id=ANN) != keep(links, user_id=BEN)
    assert links.count() == 2


def test_pages_are_cut_from_the_newest_first(links: ports.LinkStore) -> None:
    ids = [keep(links, str(number), now=NOW + timedelta(seconds=number)) for number in range(5)]
    keep(links, "other", user_id=BEN)
    found, total = links.page(ANN, 1, 3)
    assert ([link.id for link in found], total) == (ids[::-1][1:4], 5)
    assert links.page(ANN, 5, 3) == ([], 5)


def test_a_link_is_described_once_it_is_known(links: ports.LinkStore) -> None:
    link = keep(links)
    links.describe(ANN, link, "A title", 3_000_000_000)
    kept = links.get(ANN, link)
    assert kept is not None
    assert (kept.title, kept.size) == ("A title", 3_000_000_000)


def test_nobody_reaches_the_link_of_another(links: ports.LinkStore) -> None:
    link = keep(links, user_id=ANN, days=0.5)
    notice = announce(links, user_id=ANN)
    before = links.get(ANN, link)
    links.describe(BEN, link, "changed", 1)
    links.release(BEN, notice)
    links.confirm(BEN, notice, NOW + 9 * DAY)
    assert links.get(BEN, link) is None
    assert links.renew(BEN, link, NOW + 90 * DAY) is None
    assert links.delete(BEN, link, deletion_id=uuid4(), now=NOW) is None
    assert links.notice(BEN, notice, 0, 10) == ([], 0, 0)
    assert links.renew_notice(BEN, notice, NOW + 90 * DAY) == 0
    assert claim(links, BEN, uuid4(), days=90) == 0
    assert links.get(ANN, link) == before


def test_a_deleted_link_is_given_back_once_and_gone(links: ports.LinkStore) -> None:
    link = keep(links)
    deleted = links.delete(ANN, link, deletion_id=uuid4(), now=NOW)
    assert deleted is not None
    assert deleted.id == link
    assert links.delete(ANN, link, deletion_id=uuid4(), now=NOW) is None
    assert links.get(ANN, link) is None


def test_a_renewed_link_lives_on_in_its_place(links: ports.LinkStore) -> None:
    link, newer = keep(links, "a", days=0.5), keep(links, "b", now=NOW + timedelta(seconds=1))
    announce(links)
    renewed = links.renew(ANN, link, NOW + 40 * DAY)
    assert renewed is not None
    assert (renewed.expires_at, renewed.announced_at) == (NOW + 40 * DAY, None)
    assert [kept.id for kept in links.page(ANN, 0, 9)[0]] == [newer, link]
    assert links.renew(ANN, uuid4(), NOW) is None


def test_what_a_person_keeps_is_counted(links: ports.LinkStore) -> None:
    assert links.standing(ANN) == Standing(0, None)
    keep(links, "a", days=20)
    keep(links, "b", days=10)
    assert links.standing(ANN) == Standing(2, NOW + 10 * DAY)


# Notices


def test_owners_of_due_links_come_in_batches(links: ports.LinkStore) -> None:
    for user_id in (7, 3, 5):
        keep(links, "a", user_id=user_id, days=0.5)
        keep(links, "b", user_id=user_id, days=0.9)
    keep(links, user_id=9, days=2)
    assert due(links, limit=2) == [3, 5]
    assert due(links, after=5, limit=2) == [7]
    assert due(links, after=7, limit=2) == []


def test_people_who_have_blocked_the_bot_are_not_due_until_they_write(
    links: ports.LinkStore, people: ports.PeopleStore
) -> None:
    keep(links, days=0.5)
    people.seen(ANN, "en", NOW)
    people.blocked(ANN, NOW)
    assert due(links) == []
    people.seen(ANN, "en", NOW)
    assert due(links) == [ANN]


def test_a_link_is_claimed_once_and_only_when_it_is_due(links: ports.LinkStore) -> None:
    first, later = keep(links, "a", days=0.5), keep(links, "b", days=2)
    notice = uuid4()
    assert claim(links, ANN, notice) == 1
    assert claim(links, ANN, uuid4()) == 0
    found, total, going = links.notice(ANN, notice, 0, 9)
    assert ([link.id for link in found], total, going) == ([first], 1, 1)
    assert found[0].announced_at == NOW
    assert links.get(ANN, later).announced_at is None  # type: ignore[union-attr]
    assert due(links) == []


def test_a_released_claim_is_due_again_and_its_notice_empty(links: ports.LinkStore) -> None:
    keep(links, days=0.5)
    notice = announce(links, confirm=False)
    links.release(ANN, notice)
    assert due(links) == [ANN]
    assert links.notice(ANN, notice, 0, 9) == ([], 0, 0)


def test_a_confirmed_notice_is_not_released(links: ports.LinkStore) -> None:
    keep(links, days=0.5)
    links.release(ANN, announce(links))
    assert due(links) == []


def test_a_confirmed_link_that_was_late_gets_its_full_warning(links: ports.LinkStore) -> None:
    late, early = keep(links, "a", now=NOW - 40 * DAY, days=30), keep(links, "b", days=1)
    notice = uuid4()
    claim(links, ANN, notice)
    links.confirm(ANN, notice, NOW + DAY / 2)
    found = {link.id: link.expires_at for link in links.notice(ANN, notice, 0, 9)[0]}
    assert found == {late: NOW + DAY / 2, early: NOW + DAY}


def test_a_link_kept_between_claim_and_confirmation_stays_kept(links: ports.LinkStore) -> None:
    link = keep(links, days=0.5)
    notice = announce(links, confirm=False)
    links.renew(ANN, link, NOW + 30 * DAY)
    links.confirm(ANN, notice, NOW + 31 * DAY)
    kept = links.get(ANN, link)
    assert kept is not None
    assert (kept.expires_at, kept.announced_at) == (NOW + 30 * DAY, None)
    assert links.delete_expired(NOW + 30 * DAY, 10) == 0


def test_a_notice_still_shows_what_was_kept_of_it(links: ports.LinkStore) -> None:
    kept, gone, left = (keep(links, name, days=0.5) for name in "abc")
    notice = announce(links)
    links.renew(ANN, kept, NOW + 30 * DAY)
    links.delete(ANN, gone, deletion_id=uuid4(), now=NOW)
    found, total, going = links.notice(ANN, notice, 0, 9)
    assert ({link.id for link in found}, total, going) == ({kept, left}, 2, 1)
    assert len(links.notice(ANN, notice, 1, 9)[0]) == 1


def test_keep_all_renews_only_what_still_goes(links: ports.LinkStore) -> None:
    kept, other = keep(links, "a", days=0.5), keep(links, "b", days=0.5)
    notice = announce(links)
    links.renew(ANN, kept, NOW + 20 * DAY)
    assert links.renew_notice(ANN, notice, NOW + 30 * DAY) == 1
    assert links.renew_notice(ANN, notice, NOW + 30 * DAY) == 0
    found = {link.id: link.expires_at for link in links.notice(ANN, notice, 0, 9)[0]}
    assert found == {kept: NOW + 20 * DAY, other: NOW + 30 * DAY}


def test_a_link_that_was_kept_is_announced_anew_when_its_time_comes(links: ports.LinkStore) -> None:
    link = keep(links, days=0.5)
    first = announce(links)
    links.renew(ANN, link, NOW + 30 * DAY)
    later = NOW + 29.5 * DAY
    assert due(links, later) == [ANN]
    second = announce(links, now=later)
    assert links.notice(ANN, first, 0, 9) == ([], 0, 0)
    assert links.notice(ANN, second, 0, 9)[1:] == (1, 1)


def test_sending_an_announced_link_again_keeps_it(links: ports.LinkStore) -> None:
    link = keep(links, days=0.5)
    announce(links)
    assert keep(links, now=NOW + DAY / 4) == link
    assert links.delete_expired(NOW + 9 * DAY, 10) == 0


def test_only_announced_and_confirmed_links_are_deleted(links: ports.LinkStore) -> None:
    keep(links, "confirmed", user_id=1, days=0.5)
    keep(links, "claimed", user_id=2, days=0.5)
    keep(links, "unannounced", user_id=3, days=0.5)
    announce(links, user_id=1)
    announce(links, user_id=2, confirm=False)
    assert links.delete_expired(NOW + DAY - timedelta(seconds=1), 10) == 0
    assert links.delete_expired(NOW + DAY, 10) == 1
    assert links.standing(1).links == 0
    assert links.count() == 2


def test_whom_the_owner_has_banned_nobody_writes_to_and_their_links_go_unannounced(
    links: ports.LinkStore, people: ports.PeopleStore
) -> None:
    keep(links, days=0.5)
    people.seen(ANN, "en", NOW)
    people.set_access(ANN, Access.BANNED)
    assert due(links) == []
    assert links.delete_expired(NOW + DAY, 10) == 1


def test_expired_links_of_people_who_blocked_the_bot_are_deleted_unannounced(
    links: ports.LinkStore, people: ports.PeopleStore
) -> None:
    keep(links, "a", days=0.5)
    keep(links, "b", days=9)
    people.seen(ANN, "en", NOW)
    people.blocked(ANN, NOW)
    assert links.delete_expired(NOW + DAY, 10) == 1
    assert links.standing(ANN).links == 1


def test_deletion_is_done_in_pieces(links: ports.LinkStore) -> None:
    for number in range(5):
        keep(links, str(number), days=0.5)
    announce(links)
    assert [links.delete_expired(NOW + DAY, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_claims_that_nobody_confirmed_start_their_time_anew(links: ports.LinkStore) -> None:
    unknown = keep(links, "a", days=0.5)
    notice = announce(links, confirm=False)
    assert links.renew_unconfirmed(NOW + 30 * DAY) == 1
    assert links.renew_unconfirmed(NOW + 30 * DAY) == 0
    kept = links.get(ANN, unknown)
    assert kept is not None
    assert (kept.expires_at, kept.announced_at) == (NOW + 30 * DAY, None)
    assert links.notice(ANN, notice, 0, 9)[1:] == (1, 0)  # should it have arrived, its buttons work


# People and marks


def test_a_person_is_known_since_the_first_time(people: ports.PeopleStore) -> None:
    assert people.get(BEN) is None
    people.seen(BEN, "fa", NOW)
    people.seen(BEN, "ru", NOW + DAY)
    assert people.get(BEN) == Person(BEN, "ru", NOW, NOW + DAY, None)


def test_who_blocked_the_bot_is_known_until_they_write(people: ports.PeopleStore) -> None:
    people.seen(ANN, "en", NOW)
    people.blocked(ANN, NOW + DAY)
    assert people.get(ANN) == Person(ANN, "en", NOW, NOW, NOW + DAY)
    people.seen(ANN, "en", NOW + 2 * DAY)
    assert people.get(ANN) == Person(ANN, "en", NOW, NOW + 2 * DAY, None)


def test_a_stranger_can_not_have_blocked_the_bot(people: ports.PeopleStore) -> None:
    people.blocked(ANN, NOW)
    assert people.get(ANN) is None


def test_what_someone_wants_of_large_files_is_kept_until_they_choose_anew(people: ports.PeopleStore) -> None:
    people.seen(ANN, "en", NOW)
    people.seen(BEN, "en", NOW)
    assert people.large_files(ANN) is None
    people.set_large_files(ANN, LargeFiles.WHOLE, NOW)
    people.set_large_files(BEN, LargeFiles.PIECES, NOW)
    people.seen(ANN, "fa", NOW + DAY)
    assert people.large_files(ANN) is LargeFiles.WHOLE
    people.set_large_files(ANN, None, NOW + DAY)
    assert people.large_files(ANN) is None
    assert people.large_files(BEN) is LargeFiles.PIECES


def test_who_chooses_was_there_just_now(people: ports.PeopleStore) -> None:
    people.seen(ANN, "en", NOW)
    people.set_large_files(ANN, LargeFiles.WHOLE, NOW + DAY)
    assert people.get(ANN) == Person(ANN, "en", NOW, NOW + DAY, None)


def test_the_choice_of_a_stranger_is_nothing_and_no_error(people: ports.PeopleStore) -> None:
    people.set_large_files(ANN, LargeFiles.WHOLE, NOW)
    assert people.large_files(ANN) is None
    assert people.get(ANN) is None


def test_languages_come_for_those_who_are_known(people: ports.PeopleStore) -> None:
    people.seen(ANN, "fa", NOW)
    people.seen(BEN, "ru", NOW)
    assert people.languages([ANN, 77]) == {ANN: "fa"}
    assert people.languages([]) == {}


def test_people_are_counted(people: ports.PeopleStore) -> None:
    assert people.counts(NOW) == PeopleCount(0, 0, 0)
    people.seen(1, "en", NOW - DAY)
    people.seen(2, "en", NOW)
    people.seen(3, "en", NOW)
    people.blocked(3, NOW)
    assert people.counts(NOW) == PeopleCount(known=3, active=2, blocked=1)


# Access


def knock(people: ports.PeopleStore, user_id: int = BEN, *, now: datetime = NOW, most: int = 9) -> Knock:
    return people.knock(Visitor(user_id, "fa", "Ben", "ben_demo"), now=now, since=now - DAY, most=most)


def ids(found: tuple[list[Person], int]) -> tuple[list[int], int]:
    people, total = found
    return [person.user_id for person in people], total


def test_who_writes_is_known_by_the_name_they_have_now(people: ports.PeopleStore) -> None:
    people.seen(BEN, "en", NOW, name="Ben", username="ben_demo")
    people.seen(BEN, "en", NOW, name="Benjamin", username=None)
    person = people.get(BEN)
    assert person is not None
    assert (person.name, person.username) == ("Benjamin", None)


def test_a_stranger_waits_until_the_owner_says_something(people: ports.PeopleStore) -> None:
    assert knock(people) is Knock.NEW
    assert people.get(BEN) == Person(BEN, "fa", NOW, NOW, name="Ben", username="ben_demo", access=Access.ASKED)
    assert ids(people.waiting(0, 9)) == ([BEN], 1)
    assert people.set_access(BEN, Access.ALLOWED)
    assert ids(people.waiting(0, 9)) == ([], 0)


def test_a_stranger_is_noted_once_in_the_asked_time(people: ports.PeopleStore) -> None:
    assert knock(people) is Knock.NEW
    assert knock(people, now=NOW + DAY) is Knock.TOLD
    assert knock(people, now=NOW + 1.1 * DAY) is Knock.NEW


def test_the_owner_is_asked_about_so_many_only(people: ports.PeopleStore) -> None:
    assert [knock(people, user_id, most=2) for user_id in (1, 2, 3)] == [Knock.NEW, Knock.NEW, Knock.WAITING]
    assert knock(people, 3, most=2, now=NOW + 1.1 * DAY) is Knock.NEW


def test_someone_known_who_may_no_more_asks_like_a_stranger(people: ports.PeopleStore) -> None:
    people.seen(BEN, "en", NOW - DAY)
    assert knock(people) is Knock.NEW
    people.seen(BEN, "en", NOW)  # and comes in again once everyone may
    person = people.get(BEN)
    assert person is not None
    assert person.access is None


def test_a_banned_person_is_refused_once(people: ports.PeopleStore) -> None:
    people.seen(BEN, "en", NOW)
    people.set_access(BEN, Access.BANNED)
    assert [knock(people, now=NOW + days * DAY) for days in (0, 0, 9)] == [Knock.REFUSED, Knock.TOLD, Knock.TOLD]
    people.set_access(BEN, Access.ALLOWED)
    people.set_access(BEN, Access.BANNED)
    assert knock(people) is Knock.REFUSED


def test_who_waits_outside_is_not_among_the_people(people: ports.PeopleStore) -> None:
    knock(people)
    assert people.counts(NOW) == PeopleCount(0, 0, 0)
    assert ids(people.search("", 0, 9)) == ([], 0)
    assert people.reachable(None, 9) == []


def test_people_are_listed_latest_seen_first(people: ports.PeopleStore) -> None:
    for number in range(5):
        people.seen(number, "en", NOW + number * DAY)
    assert ids(people.search("", 1, 2)) == ([3, 2], 5)


@pytest.mark.parametrize("words", ["ivan", "ИВАН", "иван петров", "IVAN_P", "5000000002", "an_p"])
def test_people_are_found_by_name_username_and_id(people: ports.PeopleStore, words: str) -> None:
    people.seen(BEN, "ru", NOW, name="Иван Петров", username="ivan_p")
    people.seen(ANN, "en", NOW, name="Ann 100%", username=None)
    assert ids(people.search(words, 0, 9)) == ([BEN], 1)


@pytest.mark.parametrize("words", ["%", "_", "9" * 17, "9" * 400])
def test_signs_of_the_query_language_mean_themselves(people: ports.PeopleStore, words: str) -> None:
    people.seen(BEN, "ru", NOW, name="Ben", username="ben")
    assert ids(people.search(words, 0, 9)) == ([], 0)


def test_only_those_of_whom_the_owner_said_something_are_ruled(people: ports.PeopleStore) -> None:
    for user_id in range(1, 6):
        people.seen(user_id, "en", NOW)
    knock(people, 6)
    people.set_access(1, Access.ALLOWED)
    people.set_access(2, Access.BANNED)
    people.set_quota(3, Quota(links=5))
    people.set_quota(4, Quota(size=2**40))
    found = {person.user_id: person for person in people.ruled()}
    assert sorted(found) == [1, 2, 3, 4]
    assert (found[3].quota, found[4].quota) == (Quota(links=5), Quota(size=2**40))
    assert not people.set_access(77, Access.BANNED)
    assert not people.set_quota(77, Quota(links=1))


def test_whoever_can_be_reached_comes_in_order_of_ids(people: ports.PeopleStore) -> None:
    for user_id in range(1, 7):
        people.seen(user_id, "en", NOW)
    people.set_access(1, Access.ALLOWED)
    people.set_access(2, Access.BANNED)
    people.blocked(3, NOW)
    assert [person.user_id for person in people.reachable(None, 2)] == [1, 4]
    assert [person.user_id for person in people.reachable(4, 9)] == [5, 6]


def test_a_mark_is_the_last_one_set(marks: ports.MarkStore) -> None:
    assert marks.get("expiry") is None
    marks.set("expiry", NOW)
    marks.set("expiry", NOW + DAY)
    marks.set("other", NOW)
    assert marks.get("expiry") == NOW + DAY


# Preferences

EVERYTHING = Preferences(
    quality=Quality.P720,
    document=True,
    caption=False,
    subtitles=Subtitles.SOFT,
    subtitle_languages=("fa", "pt-BR"),
    ask=True,
    language="ru",
    zone="Asia/Tehran",
    notice_hour=0,
    quiet=(22, 7),
)


def test_who_has_set_nothing_has_the_defaults(preferences: ports.PreferenceStore) -> None:
    assert preferences.get(ANN) == Preferences()
    assert preferences.get_many([ANN, BEN]) == {}
    assert preferences.get_many([]) == {}


@pytest.mark.parametrize("chat_id", [BEN, -1002000000001])
def test_what_was_set_comes_back_as_it_was(preferences: ports.PreferenceStore, chat_id: int) -> None:
    preferences.set(chat_id, Preferences(ask=True))
    preferences.set(chat_id, EVERYTHING)
    preferences.set(ANN, Preferences(ask=True))
    assert preferences.get(chat_id) == EVERYTHING
    assert preferences.get_many([chat_id, ANN, 77]) == {chat_id: EVERYTHING, ANN: Preferences(ask=True)}


def test_the_defaults_leave_nothing_behind(preferences: ports.PreferenceStore) -> None:
    preferences.set(ANN, EVERYTHING)
    preferences.set(ANN, Preferences())
    assert preferences.get_many([ANN]) == {}
    preferences.set(ANN, Preferences())


def test_what_another_version_has_set_is_passed_over(preferences: ports.PreferenceStore, database: Database) -> None:
    preferences.set(ANN, EVERYTHING)
    chosen = {"quality": "8k", "notice_hour": 7, "colour": "red", "ask": None}
    with database.write() as connection:
        connection.execute(update(preferences_table).values(chosen=chosen))
    assert preferences.get(ANN) == Preferences(notice_hour=7)


# Deliveries


def delivery(state: State = State.QUEUED, *, age: timedelta = timedelta(0)) -> Delivery:
    return Delivery(
        id=uuid4(),
        user_id=BEN,
        target=Target(-1002000000001, 17, 4),
        link=Link("https://example.com/a"),
        link_id=uuid4(),
        language="fa",
        created_at=NOW - age,
        state=state,
    )


def test_a_delivery_comes_back_as_it_was_saved(deliveries: ports.DeliveryStore) -> None:
    added = delivery()
    deliveries.add(added)
    assert deliveries.get(added.id) == added
    saved = replace(added, state=State.FAILED, target=Target(BEN), status_id=12, tries=2, reason="error-disk-full")
    deliveries.save(saved)
    assert deliveries.get(added.id) == saved
    assert deliveries.get(uuid4()) is None


def test_unfinished_deliveries_come_oldest_first(deliveries: ports.DeliveryStore) -> None:
    running = [delivery(state, age=age * DAY) for age, state in enumerate(State) if not state.ended]
    for one in [*running, *(delivery(state) for state in State if state.ended)]:
        deliveries.add(one)
    assert deliveries.unfinished() == running[::-1]


def test_unfinished_deliveries_are_found_by_their_index(database: Database, deliveries: ports.DeliveryStore) -> None:
    deliveries.add(delivery())
    with database.read() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT * FROM deliveries"
                " WHERE NOT (state IN ('done', 'failed', 'cancelled')) ORDER BY created_at"
            )
        ).all()
    assert "deliveries_unfinished" in str(plan)


def test_deliveries_are_counted_by_their_state(deliveries: ports.DeliveryStore) -> None:
    for state in (State.DONE, State.DONE, State.FAILED, State.SENDING):
        deliveries.add(delivery(state))
    deliveries.add(delivery(State.DONE, age=2 * DAY))
    assert deliveries.count(NOW - DAY) == {State.DONE: 2, State.FAILED: 1, State.SENDING: 1}


def test_old_ended_deliveries_are_forgotten_and_no_others(deliveries: ports.DeliveryStore) -> None:
    young, unfinished = delivery(State.DONE), delivery(State.SENDING, age=99 * DAY)
    for one in (young, unfinished, delivery(State.CANCELLED, age=31 * DAY), delivery(State.DONE, age=40 * DAY)):
        deliveries.add(one)
    assert deliveries.forget(NOW - 30 * DAY) == 2
    assert deliveries.get(young.id) is not None
    assert deliveries.get(unfinished.id) is not None
