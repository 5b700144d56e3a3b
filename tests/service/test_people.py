"""Who may use the bot, and who has written to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.concurrency.workers import Workers
from bot.domain.person import PeopleCount
from bot.service import people as service
from bot.service.people import NOTE_EVERY, People
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

    def seen(self, user_id: int, language: str, now: datetime) -> None:
        self.told += 1
        super().seen(user_id, language, now)


class Door:
    """People on a real store, with a clock."""

    def __init__(self, database: Database, workers: Workers) -> None:
        self.store = CountingStore(database)
        self.clock = Clock(NOW)
        self._workers = workers
        self.people = self.open_to()

    def open_to(self, *allowed: int) -> People:
        return People(store=self.store, workers=self._workers, admins=(ADMIN,), allowed=allowed, now=self.clock)


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
