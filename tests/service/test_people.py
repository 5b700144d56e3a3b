"""Who may use the bot, and who has written to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.concurrency.workers import Workers
from bot.domain.person import Access, Knock, PeopleCount, Quota, Visitor
from bot.service import people as service
from bot.service.people import MOST_ASKED, NOTE_EVERY, People
from bot.store.database import Database
from bot.store.people import PeopleStore
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ADMIN, ANN, BEN = 9, 1001, 1002


class CountingStore(PeopleStore):
    """The real store, which counts how often it is told of somebody."""

    told = 0

    def seen(self, user_id: int, language: str, now: datetime, **shown: str | None) -> None:
        self.told += 1
        super().seen(user_id, language, now, **shown)

    def knock(self, visitor: Visitor, **when: Any) -> Knock:
        self.told += 1
        return super().knock(visitor, **when)


class Door:
    """People on a real store, with a clock."""

    def __init__(self, database: Database, workers: Workers) -> None:
        self.store = CountingStore(database)
        self.clock = Clock(NOW)
        self._workers = workers
        self.people = self.open_to()

    def open_to(self, *allowed: int, admins: tuple[int, ...] = (ADMIN,)) -> People:
        return People(store=self.store, workers=self._workers, admins=admins, allowed=allowed, now=self.clock)


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    yield Door(database, workers)
    workers.close()
    database.close()


async def test_everyone_may_while_nobody_is_named(door: Door) -> None:
    assert door.people.may(ANN)
    assert door.people.may(ADMIN)


async def test_only_who_is_named_may_and_admins_always(door: Door) -> None:
    people = door.open_to(ANN)
    assert people.may(ANN)
    assert not people.may(BEN)
    assert people.may(ADMIN)


async def test_who_is_named_is_no_admin_for_that(door: Door) -> None:
    people = door.open_to(ANN)
    assert people.is_admin(ADMIN)
    assert not people.is_admin(ANN)


async def test_who_writes_is_known_with_language_and_time(door: Door) -> None:
    assert await door.people.get(ANN) is None
    await door.people.met(ANN, "fa")
    person = await door.people.get(ANN)
    assert person is not None
    assert (person.language, person.first_seen, person.last_seen, person.blocked_at) == ("fa", NOW, NOW, None)


async def test_the_store_is_told_once_an_hour(door: Door) -> None:
    for _ in range(5):
        await door.people.met(ANN, "en")
    assert door.store.told == 1
    door.clock.now += NOTE_EVERY
    await door.people.met(ANN, "en")
    assert door.store.told == 2
    person = await door.people.get(ANN)
    assert person is not None
    assert (person.first_seen, person.last_seen) == (NOW, NOW + NOTE_EVERY)


async def test_another_language_is_told_at_once(door: Door) -> None:
    await door.people.met(ANN, "en")
    await door.people.met(ANN, "ru")
    person = await door.people.get(ANN)
    assert person is not None
    assert person.language == "ru"


async def test_who_has_left_is_back_with_the_next_message(door: Door) -> None:
    await door.people.met(ANN, "en")
    await door.people.left(ANN)
    person = await door.people.get(ANN)
    assert person is not None
    assert person.blocked_at == NOW
    await door.people.met(ANN, "en")
    person = await door.people.get(ANN)
    assert person is not None
    assert person.blocked_at is None


async def test_a_stranger_who_leaves_stays_unknown(door: Door) -> None:
    await door.people.left(ANN)
    assert await door.people.get(ANN) is None


async def test_what_is_remembered_to_spare_the_store_is_bounded(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "REMEMBERED", 3)
    for user_id in range(1, 11):
        await door.people.met(user_id, "en")
        assert len(door.people._noted) <= 3
    assert (await door.people.counts(NOW)).known == 10


async def test_counts_tell_known_active_and_blocked(door: Door) -> None:
    await door.people.met(ANN, "en")
    door.clock.now += 2 * DAY
    await door.people.met(BEN, "en")
    await door.people.left(BEN)
    assert await door.people.counts(door.clock.now - DAY) == PeopleCount(known=2, active=1, blocked=1)


# The owner's say


def visitor(user_id: int = BEN) -> Visitor:
    return Visitor(user_id, "en", "Ben", "ben_demo")


async def test_the_owners_say_wins_over_the_settings_and_survives_a_restart(door: Door) -> None:
    people = door.open_to(ANN)
    await people.met(ANN, "en")
    await people.knock(visitor())
    assert await people.rule(BEN, Access.ALLOWED)
    assert await people.rule(ANN, Access.BANNED)
    after = door.open_to(ANN)
    await after.load()
    for house in (people, after):
        assert house.may(BEN)
        assert not house.may(ANN)


async def test_where_everyone_may_the_owner_can_shut_somebody_out(door: Door) -> None:
    await door.people.met(ANN, "en")
    await door.people.rule(ANN, Access.BANNED)
    assert not door.people.may(ANN)
    assert door.people.may(BEN)
    await door.people.rule(ANN, Access.ALLOWED)
    assert door.people.may(ANN)


async def test_nothing_is_said_of_an_admin_or_of_an_id_that_nobody_has(door: Door) -> None:
    await door.people.met(ADMIN, "en")
    assert not await door.people.rule(ADMIN, Access.BANNED)
    assert not await door.people.rule(424242, Access.BANNED)
    assert door.people.may(ADMIN)
    assert door.people.may(424242)


async def test_an_admin_who_was_shut_out_before_comes_in(door: Door) -> None:
    await door.people.met(ANN, "en")
    await door.people.rule(ANN, Access.BANNED)
    people = door.open_to(BEN, admins=(ANN,))
    await people.load()
    assert people.may(ANN)
    assert not people.is_banned(ANN)


async def test_a_stranger_is_new_once_a_day(door: Door) -> None:
    people = door.open_to(ANN)
    assert await people.knock(visitor()) is Knock.NEW
    door.clock.now += timedelta(hours=23)
    assert await people.knock(visitor()) is Knock.TOLD
    door.clock.now += timedelta(hours=2)
    assert await people.knock(visitor()) is Knock.NEW


async def test_a_restart_does_not_make_a_stranger_new(door: Door) -> None:
    await door.open_to(ANN).knock(visitor())
    assert await door.open_to(ANN).knock(visitor()) is Knock.TOLD


async def test_a_stranger_who_goes_on_writing_costs_the_store_nothing(door: Door) -> None:
    people = door.open_to(ANN)
    for _ in range(5):
        await people.knock(visitor())
    assert door.store.told == 1


async def test_a_flood_of_strangers_waits_in_the_list(door: Door) -> None:
    people = door.open_to(ANN)
    knocks = [await people.knock(visitor(user_id)) for user_id in range(5000, 5000 + MOST_ASKED + 5)]
    assert knocks == [Knock.NEW] * MOST_ASKED + [Knock.WAITING] * 5
    assert door.store.waiting(0, 1)[1] == MOST_ASKED + 5
    door.clock.now += DAY + timedelta(seconds=1)
    assert await people.knock(visitor(6000)) is Knock.NEW


async def test_who_is_shut_out_hears_it_once_for_good(door: Door) -> None:
    await door.people.met(BEN, "en")
    await door.people.rule(BEN, Access.BANNED)
    assert await door.people.knock(visitor()) is Knock.REFUSED
    door.clock.now += 90 * DAY
    after = door.open_to()
    await after.load()
    for people in (door.people, after):
        assert await people.knock(visitor()) is Knock.TOLD


async def test_without_an_owner_nobody_is_noted(door: Door) -> None:
    people = door.open_to(ANN, admins=())
    assert await people.knock(visitor()) is Knock.UNASKED
    assert await people.get(BEN) is None


async def test_what_is_remembered_of_strangers_is_bounded(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "REMEMBERED", 3)
    people = door.open_to(ANN)
    for user_id in range(5000, 5010):
        await people.knock(visitor(user_id))
        assert len(people._told) <= 3


async def test_quotas_survive_a_restart_and_bind_no_admin(door: Door) -> None:
    assert door.people.quota(ANN) == Quota()
    await door.people.met(ANN, "en")
    await door.people.grant(ANN, Quota(links=5, size=1000))
    after = door.open_to()
    await after.load()
    assert door.people.quota(ANN) == after.quota(ANN) == Quota(links=5, size=1000)
    assert door.open_to(admins=(ANN,)).quota(ANN) == Quota()
    assert not await door.people.grant(424242, Quota(links=1))
