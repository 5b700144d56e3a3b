"""The guard: whatever a job raises stays there."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.concurrency.workers import Workers
from bot.jobs.guard import Guard
from bot.service.admins import Admins
from bot.store.people import PeopleStore
from tests.service.notice_chat import Clock, NoticeChat
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ADMIN, SECOND = 9, 10


class House:
    def __init__(self, people: PeopleStore, workers: Workers) -> None:
        self.clock = Clock(NOW)
        self.chat = NoticeChat()
        admins = Admins((ADMIN, SECOND), chat=self.chat, people=people, workers=workers)
        self.guard = Guard(admins, clock=self.clock)
        self.runs = 0

    async def fail(self) -> None:
        self.runs += 1
        raise ValueError(f"run {self.runs}")

    async def run(self, name: str = "job") -> None:
        """One run of a failing job, to its end."""
        self.guard.start(name, self.fail)
        await self.ended()

    async def ended(self) -> None:
        while self.guard.running:
            await asyncio.sleep(0.001)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 1)
    people = PeopleStore(database)
    people.seen(SECOND, "ru", NOW)
    yield House(people, workers)
    workers.close()
    database.close()


async def test_a_failure_is_logged_with_the_reference_that_the_admins_read(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.run()
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    reference = record.getMessage().partition("reference=")[2]
    assert len(reference) >= 6
    (first,), (second,) = house.chat.to(ADMIN), house.chat.to(SECOND)
    assert "The job job failed" in first.text
    assert reference in first.text
    assert "Задача job не выполнена" in second.text


async def test_failures_are_counted_by_job(house: House) -> None:
    await house.run("a")
    await house.run("a")
    await house.run("b")
    assert house.guard.failures == {"a": 2, "b": 1}


async def test_a_kind_of_failure_is_told_once_a_day(house: House) -> None:
    await house.run()
    await house.run()
    assert len(house.chat.to(ADMIN)) == 1
    house.clock.now += timedelta(days=1)
    await house.run()
    assert len(house.chat.to(ADMIN)) == 2


async def test_another_kind_of_failure_is_told_too(house: House) -> None:
    async def other() -> None:
        raise KeyError

    await house.run()
    house.guard.start("job", other)
    await house.ended()
    assert len(house.chat.to(ADMIN)) == 2


async def test_an_admin_who_can_not_be_told_does_no_harm(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.chat.fails = lambda target, count: RuntimeError("the chat is broken as well")
    await house.run()
    assert [record.getMessage().partition(" job=")[0] for record in caplog.records] == ["job failed", "admin not told"]
    await house.run()
    assert house.runs == 2


async def test_a_job_that_is_at_it_is_not_begun_again(house: House) -> None:
    begun, go_on = 0, asyncio.Event()

    async def work() -> None:
        nonlocal begun
        begun += 1
        await go_on.wait()

    house.guard.start("job", work)
    house.guard.start("job", work)
    house.guard.start("other", work)
    await asyncio.sleep(0)
    assert begun == 2
    go_on.set()
    await house.ended()
    house.guard.start("job", work)
    await house.ended()
    assert begun == 3


async def test_close_ends_what_runs_and_tells_nobody(house: House, caplog: pytest.LogCaptureFixture) -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("job")

    house.guard.start("job", work)
    await asyncio.sleep(0)
    await house.guard.close()
    assert ended == ["job"]
    assert house.guard.running == frozenset()
    assert house.chat.said == []
    assert caplog.records == []
