"""What the store knows of addresses that stop, and of notices that were put off."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, update

from bot.domain.link import Due
from bot.store.database import Database
from bot.store.links import LinkStore
from bot.store.people import PeopleStore
from bot.store.tables import links as table

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANN, BEN = 1001, 5_000_000_002


class Links(LinkStore):
    """The store, in a few words."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.database = database

    def put(
        self, name: str = "a", *, user_id: int = ANN, ends: timedelta = 20 * DAY, stops: timedelta | None = None
    ) -> UUID:
        """A link that expires, and whose address stops, so long after now."""
        link = self.keep(user_id, f"https://example.com/{name}", now=NOW, expires_at=NOW + ends)
        if stops is not None:
            with self.database.write() as connection:
                connection.execute(update(table).where(table.c.id == link.id).values(gone_at=NOW + stops))
        return link.id

    def found(self, now: datetime = NOW, after: int | None = None) -> list[Due]:
        return self.due(now, before=now + DAY, gone_before=now + DAY, after=after, limit=9)

    def name(self, user_id: int = ANN, now: datetime = NOW) -> tuple[UUID, int]:
        """Claim what is due; the notice, and how many links it names."""
        notice = uuid4()
        return notice, self.claim(user_id, notice, before=now + DAY, gone_before=now + DAY, now=now)

    def end(self, link: UUID, user_id: int = ANN) -> datetime:
        found = self.get(user_id, link)
        assert found is not None
        return found.expires_at


@pytest.fixture
def links(database: Database) -> Links:
    return Links(database)


def test_owners_are_due_by_what_expires_first_and_by_what_stops_first(links: Links) -> None:
    links.put("a", ends=5 * HOUR)
    links.put("b", ends=3 * HOUR)
    links.put("c", stops=9 * HOUR)
    links.put("d", stops=7 * HOUR)
    links.put("e", user_id=BEN, stops=HOUR)
    assert links.found() == [Due(ANN, NOW + 3 * HOUR, NOW + 7 * HOUR), Due(BEN, None, NOW + HOUR)]
    assert links.found(after=ANN) == [Due(BEN, None, NOW + HOUR)]


@pytest.mark.parametrize("stops", [timedelta(0), -HOUR, DAY + HOUR, None])
def test_an_address_that_has_stopped_or_stops_later_is_not_due(links: Links, stops: timedelta | None) -> None:
    links.put(stops=stops)
    assert links.found() == []
    assert links.name()[1] == 0


def test_people_who_blocked_the_bot_are_left_out(links: Links, database: Database) -> None:
    links.put(stops=HOUR)
    people = PeopleStore(database)
    people.seen(ANN, "en", NOW)
    people.blocked(ANN, NOW)
    assert links.found() == []


def test_a_confirmed_link_goes_when_its_address_stops_but_gets_its_full_warning(links: Links) -> None:
    soon, later, expiring = links.put("a", stops=HOUR), links.put("b", stops=23 * HOUR), links.put("c", ends=22 * HOUR)
    notice, count = links.name()
    assert count == 3
    links.confirm(ANN, notice, NOW + 12 * HOUR)
    assert [links.end(link) for link in (soon, later, expiring)] == [NOW + 12 * HOUR, NOW + 23 * HOUR, NOW + 22 * HOUR]


def test_an_address_is_announced_once_also_when_the_link_is_kept(links: Links) -> None:
    link = links.put(stops=HOUR)
    notice, _ = links.name()
    links.confirm(ANN, notice, NOW + DAY)
    links.renew(ANN, link, NOW + 20 * DAY)
    assert links.found() == []
    assert links.name()[1] == 0


def test_one_whose_notice_was_not_sent_is_due_again(links: Links) -> None:
    links.put(stops=HOUR)
    notice, _ = links.name()
    assert links.found() == []
    links.release(ANN, notice)
    assert links.found() == [Due(ANN, None, NOW + HOUR)]


def test_a_release_does_not_forget_what_an_earlier_notice_said(links: Links) -> None:
    link = links.put(stops=5 * HOUR)
    first, _ = links.name()
    links.confirm(ANN, first, NOW + DAY)
    links.renew(ANN, link, NOW + 2 * HOUR)
    second, _ = links.name(now=NOW + HOUR)
    links.release(ANN, second)
    links.renew(ANN, link, NOW + 20 * DAY)
    assert links.found(NOW + HOUR) == []


def test_what_was_put_off_is_due_again_from_then_on_whenever_it_expires(links: Links) -> None:
    links.put(ends=HOUR)
    notice, _ = links.name()
    links.confirm(ANN, notice, NOW + 9 * DAY)
    assert links.snooze(ANN, notice, NOW + 3 * HOUR) == 1
    assert links.found(NOW + 3 * HOUR - timedelta(seconds=1)) == []
    assert links.found(NOW + 3 * HOUR) == [Due(ANN, NOW + 3 * HOUR, None)]
    again, count = links.name(now=NOW + 3 * HOUR)
    assert count == 1
    assert links.notice(ANN, notice, 0, 9) == ([], 0, 0)
    links.confirm(ANN, again, NOW + DAY)
    assert links.found(NOW + 3 * HOUR) == []


def test_what_was_put_off_is_due_again_when_its_second_notice_was_not_sent(links: Links) -> None:
    links.put(ends=HOUR)
    notice, _ = links.name()
    links.confirm(ANN, notice, NOW + 9 * DAY)
    links.snooze(ANN, notice, NOW + 3 * HOUR)
    again, _ = links.name(now=NOW + 3 * HOUR)
    links.release(ANN, again)
    assert links.found(NOW + 4 * HOUR) == [Due(ANN, NOW + 3 * HOUR, None)]


def test_what_was_put_off_is_not_deleted_meanwhile(links: Links) -> None:
    links.put(ends=HOUR)
    notice, _ = links.name()
    links.confirm(ANN, notice, NOW + HOUR)
    links.snooze(ANN, notice, NOW + 3 * HOUR)
    assert links.delete_expired(NOW + 2 * DAY, 9) == 0


def test_put_off_before_it_was_confirmed_it_stays_put_off(links: Links) -> None:
    """The button can be pressed in the moment between the message and the note of its arrival."""
    links.put(ends=HOUR)
    notice, _ = links.name()
    assert links.snooze(ANN, notice, NOW + 3 * HOUR) == 1
    links.confirm(ANN, notice, NOW + DAY)
    assert links.renew_unconfirmed(NOW + 30 * DAY) == 0
    assert len(links.found(NOW + 3 * HOUR)) == 1


def test_only_what_still_goes_and_is_ones_own_is_put_off_once(links: Links) -> None:
    kept = links.put("a", ends=HOUR)
    links.put("b", ends=HOUR)
    notice, _ = links.name()
    links.confirm(ANN, notice, NOW + DAY)
    links.renew(ANN, kept, NOW + 20 * DAY)
    assert links.snooze(BEN, notice, NOW + DAY) == 0
    assert links.snooze(ANN, notice, NOW + DAY) == 1
    assert links.snooze(ANN, notice, NOW + DAY) == 0


def test_a_link_kept_while_put_off_is_forgotten_by_the_notice(links: Links) -> None:
    link = links.put(ends=HOUR)
    notice, _ = links.name()
    links.snooze(ANN, notice, NOW + 3 * HOUR)
    links.renew(ANN, link, NOW + 20 * DAY)
    assert links.found(NOW + 3 * HOUR) == []


def test_each_kind_of_due_links_is_found_by_its_index(links: Links, database: Database) -> None:
    asked: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        asked.append((statement, parameters))

    links.put(ends=HOUR)
    event.listen(database._engine, "before_cursor_execute", note)
    links.found()
    event.remove(database._engine, "before_cursor_execute", note)
    statement, parameters = next(one for one in asked if "UNION" in one[0])
    with database.read() as connection:
        plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())  # type: ignore[arg-type]
    for index in ("links_by_expiry", "links_by_end", "links_by_snooze"):
        assert f"SEARCH links USING INDEX {index}" in plan
