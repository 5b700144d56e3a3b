"""The jobs in the real JobQueue of a running bot."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.concurrency.workers import Workers
from bot.demo.emulator import Emulator
from bot.domain.delivery import Delivery, State, Target
from bot.domain.link import Link
from bot.domain.media import KnownFile, MediaKind
from bot.handlers import kept
from bot.jobs import cleanup, expiry
from bot.jobs.guard import Guard
from bot.service.admins import Admins
from bot.service.expiry import Expiry
from bot.service.links import Links
from bot.service.moments import Schedule
from bot.service.people import People
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.files import FileStore
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.preferences import PreferenceStore
from bot.transfer.chat import TelegramChat
from tests.handlers.running import Message, Person, application, bare, polling
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
AT_ONCE = timedelta(0)
ANN, BEN, ADMIN = 1001, 1002, 9
TEHRAN = ZoneInfo("Asia/Tehran")


class House:
    """A running bot with the daily check, on a real store."""

    def __init__(self, emulator: Emulator, database: Database, workers: Workers) -> None:
        self.database = database
        self.clock = Clock(NOW)
        self.store, self.marks, self.deliveries = LinkStore(database), MarkStore(database), DeliveryStore(database)
        people = PeopleStore(database)
        self.workers = workers
        self.application = application(emulator)
        self.chat = TelegramChat(self.application.bot)
        self.links = Links(store=self.store, workers=workers, ttl=30 * DAY, clock=self.clock)
        self.people = People(store=people, workers=workers, admins=(ADMIN,), allowed=(), now=self.clock)
        admins = Admins((ADMIN,), chat=self.chat, people=people, workers=workers)
        self.guard = Guard(admins, clock=self.clock)
        self.expiry = Expiry(
            Schedule(9, TEHRAN, warn=DAY, ttl=30 * DAY),
            links=self.store,
            people=people,
            preferences=PreferenceStore(database),
            marks=self.marks,
            chat=self.chat,
            left=self.people.left,
            admins=admins,
            workers=workers,
            clock=self.clock,
        )
        self.ann, self.ben, self.admin = (Person(emulator, user_id) for user_id in (ANN, BEN, ADMIN))

    async def deliver(self, link: object, *, target: Target, language: str) -> None:
        raise AssertionError("not asked for")

    def start_check(self) -> None:
        queue = self.application.job_queue
        assert queue is not None
        expiry.schedule(queue, self.guard, self.expiry, first=AT_ONCE, clock=self.clock)

    async def keep(self, person: Person) -> None:
        """A link that expires in twelve hours."""
        await self.people.met(person.id, "en")
        self.clock.now = NOW - 29.5 * DAY
        await self.links.keep(person.id, Link("https://example.com/a"))
        self.clock.now = NOW

    async def seen(self, person: Person, text: str, times: int = 1) -> Message:
        """The last of so many messages with this text."""

        def found() -> list[Message]:
            return [one for one in person.received() if text in bare(one["text"])]

        async with asyncio.timeout(10):
            while len(found()) < times:
                await asyncio.sleep(0.02)
        return found()[-1]


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(folder=tmp_path / "telegram") as running:
        yield running


@pytest.fixture
async def house(emulator: Emulator, tmp_path: Path) -> AsyncIterator[House]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    house = House(emulator, database, workers)
    async with polling(house.application, kept.handlers(house.links, house.chat, house.deliver)):
        yield house
        await house.guard.close()
    workers.close()
    database.close()


async def test_a_check_that_throws_half_way_harms_neither_chats_nor_the_next_run(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await house.keep(house.ann)
    await house.keep(house.ben)
    confirm = house.store.confirm

    def broken(user_id: int, *arguments: object) -> None:
        if user_id == ANN:
            raise ZeroDivisionError("in the middle")
        confirm(user_id, *arguments)  # type: ignore[arg-type]

    house.store.confirm = broken  # type: ignore[method-assign, assignment]
    house.start_check()
    warning = await house.seen(house.admin, "The job expiry failed")
    assert any("ZeroDivisionError" in (record.exc_text or "") for record in caplog.records)

    assert "Your links" in (await house.ann.write("/links"))["text"]
    assert house.ben.received() == []

    house.start_check()
    await house.seen(house.ben, "One of your links")
    await house.seen(house.admin, "Told 1 person about 1 link")
    assert house.guard.failures == {"expiry": 1}
    assert len([one for one in house.ann.received() if "🔔" in one["text"]]) == 1
    assert [one for one in house.admin.received() if "failed" in one["text"]] == [warning]
    assert "Your links" in (await house.ann.write("/links"))["text"]


async def test_a_notice_that_was_missed_while_the_bot_was_down_is_made_up_at_start(house: House) -> None:
    await house.keep(house.ann)
    house.start_check()
    await house.seen(house.ann, "One of your links")


async def test_a_start_after_todays_notice_announces_nothing(house: House) -> None:
    await house.keep(house.ann)
    await house.expiry.run()
    before = house.ann.received()
    house.start_check()
    looked = asyncio.Event()

    async def work() -> None:
        looked.set()

    house.application.job_queue.run_once(house.guard.job("last", work), 0.05)
    await asyncio.wait_for(looked.wait(), 10)
    while house.guard.running:
        await asyncio.sleep(0.01)
    assert house.ann.received() == before


async def test_the_check_runs_soon_and_at_every_quarter_of_an_hour_and_may_be_late(house: House) -> None:
    queue = house.application.job_queue
    expiry.schedule(queue, house.guard, house.expiry)
    (repeated,), (first,) = queue.get_jobs_by_name("expiry"), queue.get_jobs_by_name("expiry-first")
    assert first.next_t < datetime.now(UTC) + timedelta(seconds=6)
    assert (repeated.next_t.minute % 15, repeated.next_t.second, repeated.next_t.microsecond) == (0, 0, 0)
    assert repeated.next_t <= datetime.now(UTC) + timedelta(minutes=15)
    assert repeated.job.trigger.interval == timedelta(minutes=15)
    for job in queue.jobs():
        assert job.job.misfire_grace_time == 3600
        assert job.job.coalesce


async def test_who_blocked_the_bot_is_not_told_again(house: House, emulator: Emulator) -> None:
    await house.keep(house.ann)
    emulator.block(ANN)
    house.start_check()
    await house.seen(house.admin, "1 person has blocked me")
    person = await house.people.get(ANN)
    assert person is not None
    assert person.blocked_at == NOW


async def test_telegrams_429_is_waited_for_and_the_notice_arrives(house: House, emulator: Emulator) -> None:
    await house.keep(house.ann)
    emulator.fault("sendMessage", retry_after=1, match=lambda parameters: str(parameters["chat_id"]) == str(ANN))
    house.start_check()
    await house.seen(house.admin, "Told 1 person about 1 link")
    calls = [call for call in emulator.calls("sendMessage") if str(call.parameters["chat_id"]) == str(ANN)]
    assert [call.status for call in calls] == [429, 200]


async def test_a_notice_whose_answer_got_lost_is_not_sent_again(house: House, emulator: Emulator) -> None:
    await house.keep(house.ann)
    emulator.fault(
        "sendMessage",
        drop=True,
        after_effect=True,
        match=lambda parameters: str(parameters["chat_id"]) == str(ANN),
    )
    house.start_check()
    await house.seen(house.admin, "1 link kept on")
    house.clock.now = NOW + 2 * DAY
    await house.expiry.run()
    assert len(house.ann.received()) == 1
    assert (await house.links.standing(ANN)).next_expiry == NOW + 30 * DAY


async def test_old_ended_deliveries_and_files_sent_long_ago_leave_the_store(house: House) -> None:
    files = FileStore(house.database)
    for name, age in (("old", 91 * DAY), ("young", 89 * DAY)):
        files.put(f"https://example.com/{name}", "best", [KnownFile("id", MediaKind.VIDEO, "a", "A", 5)], NOW - age)

    def delivery(state: State, age: timedelta) -> Delivery:
        return Delivery(
            id=uuid4(),
            user_id=ANN,
            target=Target(ANN),
            link=Link("https://example.com/a"),
            link_id=uuid4(),
            language="en",
            created_at=NOW - age,
            state=state,
        )

    old, young = delivery(State.DONE, 31 * DAY), delivery(State.DONE, 29 * DAY)
    for one in (old, young):
        house.deliveries.add(one)
    queue, deliveries = house.application.job_queue, house.deliveries
    cleanup.schedule(queue, house.guard, deliveries, files, house.workers, first=AT_ONCE, clock=house.clock)
    async with asyncio.timeout(10):
        while deliveries.get(old.id) is not None or files.find("https://example.com/old", "best"):
            await asyncio.sleep(0.02)
    assert deliveries.get(young.id) is not None
    assert files.find("https://example.com/young", "best")
