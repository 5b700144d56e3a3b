"""The daily check: each link announced exactly once, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.domain.link import Link
from bot.errors import ChatRefused, OutcomeUnknown, TransferError, TransferFailed, TransferUnavailable
from bot.service.admins import Admins
from bot.service.expiry import FAILURES, Expiry, Schedule
from bot.service.links import PAGE, Links
from bot.service.people import People
from bot.store.database import Database
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from tests.service.notice_chat import Clock, NoticeChat, Said
from tests.store.empty import open_empty

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TTL = 30 * DAY
ANN, BEN, ADMIN = 1001, 1002, 9


class House:
    """The check on a real store, in a chat that listens. `again` is a restart on the same store."""

    def __init__(self, database: Database, workers: Workers, admins: tuple[int, ...] = (ADMIN,)) -> None:
        self.chat = NoticeChat()
        self.clock = Clock(NOON)
        self.links = LinkStore(database)
        self.people_store = PeopleStore(database)
        self.marks = MarkStore(database)
        self.people = People(store=self.people_store, workers=workers, admins=admins, allowed=(), now=self.clock)
        self.list = Links(store=self.links, workers=workers, ttl=TTL, clock=self.clock)
        self.expiry = Expiry(
            Schedule(9, UTC, warn=DAY, ttl=TTL),
            links=self.links,
            people=self.people_store,
            marks=self.marks,
            chat=self.chat,
            left=self.people.left,
            admins=Admins(admins, chat=self.chat, people=self.people_store, workers=workers),
            workers=workers,
        )
        self.again = lambda: House(database, workers, admins)

    async def keep(
        self, user_id: int, *names: str, expires_in: timedelta = DAY / 2, language: str = "en"
    ) -> list[UUID]:
        """Links of a person that expire so long after noon."""
        await self.people.met(user_id, language)
        before, self.clock.now = self.clock.now, NOON + expires_in - TTL
        kept = [await self.list.keep(user_id, Link(f"https://example.com/{name}")) for name in names or ("a",)]
        self.clock.now = before
        return [link.id for link in kept]

    async def run(self, after: timedelta = timedelta(0)) -> list[Said]:
        """What is said by a run so long after noon."""
        before = len(self.chat.said)
        self.clock.now = NOON + after
        await self.expiry.run(self.clock.now)
        return self.chat.said[before:]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    yield House(database, workers)
    workers.close()
    database.close()


def failing(
    error: Exception, *, user_id: int | None = None, times: int = 1
) -> Callable[[Target, int], Exception | None]:
    """The first messages to a person (or to all but the admin) end with this error."""
    left = times

    def fails(target: Target, _: int) -> Exception | None:
        nonlocal left
        meant = target.chat_id == user_id if user_id else target.chat_id != ADMIN
        if not meant or not left:
            return None
        left -= 1
        return error

    return fails


async def test_an_owner_gets_one_message_about_all_links_that_expire_soon(house: House) -> None:
    await house.keep(ANN, "a", "b")
    await house.keep(ANN, "later", expires_in=2 * DAY)
    said = await house.run()
    (notice,) = house.chat.to(ANN)
    assert said[0] == notice
    assert notice.background
    assert "2 of your links" in notice.text
    assert "example.com/a" in notice.text
    assert "later" not in notice.text
    assert "1 day left" in notice.text
    assert notice.labels == [["✅ Keep all (2)"], ["✅ 1 · Keep", "🗑 Delete"], ["✅ 2 · Keep", "🗑 Delete"]]


async def test_a_notice_is_in_the_language_of_its_owner(house: House) -> None:
    await house.keep(ANN, language="ru")
    await house.run()
    assert "Скоро истекает срок одной из ваших ссылок" in house.chat.to(ANN)[0].text


async def test_a_long_notice_has_pages(house: House) -> None:
    await house.keep(ANN, *(f"{number}-{'x' * 1900}" for number in range(PAGE + 1)))
    await house.run()
    (notice,) = house.chat.to(ANN)
    assert "Page 1 of 2" in notice.text
    assert notice.labels[0] == [f"✅ Keep all ({PAGE + 1})"]
    assert notice.labels[-1] == ["Next ›"]
    assert len(notice.labels) == PAGE + 2
    assert all(len(button.data.encode()) <= 64 for row in notice.rows for button in row)


async def test_a_link_is_announced_once_and_deleted_after_its_warning(house: House) -> None:
    (link,) = await house.keep(ANN)
    assert [said.user_id for said in await house.run()] == [ANN, ADMIN]
    assert await house.run(timedelta(hours=1)) == []
    assert house.links.get(ANN, link) is not None
    (summary,) = await house.run(DAY)
    assert "1 expired link deleted" in summary.text
    assert house.links.get(ANN, link) is None


async def test_a_link_found_late_still_gets_its_full_warning(house: House) -> None:
    (link,) = await house.keep(ANN, expires_in=-9 * DAY)
    await house.run()
    assert "1 day left" in house.chat.to(ANN)[0].text
    await house.run(DAY - timedelta(minutes=1))
    assert house.links.get(ANN, link) is not None
    await house.run(DAY)
    assert house.links.get(ANN, link) is None


async def test_a_kept_link_is_not_deleted_and_announced_again_in_its_time(house: House) -> None:
    (link,) = await house.keep(ANN)
    await house.run()
    await house.list.renew(ANN, link)
    await house.run(2 * DAY)
    assert house.links.get(ANN, link) is not None
    await house.run(TTL - DAY / 2)
    assert len(house.chat.to(ANN)) == 2


async def test_the_admin_gets_one_summary(house: House) -> None:
    await house.keep(ANN, "a", "b")
    await house.keep(BEN)
    await house.run()
    (summary,) = house.chat.to(ADMIN)
    assert "Told 2 people about 3 links" in summary.text


async def test_a_check_that_found_nothing_says_nothing(house: House) -> None:
    await house.keep(ANN, expires_in=5 * DAY)
    assert await house.run() == []


async def test_an_admin_who_can_not_be_reached_does_no_harm(house: House) -> None:
    (link,) = await house.keep(ANN)
    house.chat.fails = failing(ChatRefused("blocked"), user_id=ADMIN)
    await house.run()
    await house.run(DAY)
    assert house.links.get(ANN, link) is None


async def test_who_blocked_the_bot_is_skipped_until_they_write(house: House) -> None:
    (link,) = await house.keep(ANN, expires_in=DAY / 2)
    house.chat.fails = failing(ChatRefused("bot was blocked by the user"), user_id=ANN)
    said = await house.run()
    assert "1 person has blocked me" in said[-1].text
    assert await house.run(timedelta(hours=1)) == []
    await house.people.met(ANN, "en")
    assert [said.user_id for said in await house.run(timedelta(hours=2))] == [ANN, ADMIN]
    assert house.links.get(ANN, link) is not None


async def test_links_of_who_blocked_the_bot_go_in_their_time(house: House) -> None:
    (link,) = await house.keep(ANN, expires_in=DAY / 2)
    house.chat.fails = failing(ChatRefused("bot was blocked by the user"), user_id=ANN)
    await house.run()
    assert house.links.get(ANN, link) is not None
    await house.run(DAY / 2)
    assert house.links.get(ANN, link) is None


async def test_a_notice_that_was_surely_not_sent_goes_out_with_the_next_run(house: House) -> None:
    await house.keep(ANN)
    house.chat.fails = failing(TransferFailed("message text is empty"))
    said = await house.run()
    assert [one.user_id for one in said] == [ADMIN]
    assert "1 notice could not be sent" in said[0].text
    assert [one.user_id for one in await house.run(timedelta(hours=1))] == [ANN, ADMIN]


async def test_a_notice_that_may_have_arrived_is_not_repeated_and_its_links_live_on(house: House) -> None:
    (link,) = await house.keep(ANN)
    house.chat.fails = failing(OutcomeUnknown("timed out"))
    (summary,) = await house.run()
    assert "1 link kept on" in summary.text
    kept = house.links.get(ANN, link)
    assert kept is not None
    assert kept.expires_at == NOON + TTL
    await house.run(2 * DAY)
    assert house.chat.to(ANN) == []
    assert house.links.get(ANN, link) is not None


async def test_a_crash_between_sending_and_noting_it_announces_nothing_twice(house: House) -> None:
    (link,) = await house.keep(ANN)
    await house.keep(BEN, "b")

    class PowerCut(BaseException):
        pass

    def crash(*_: object) -> None:
        raise PowerCut

    house.links.confirm = crash  # type: ignore[method-assign]
    with pytest.raises(PowerCut):
        await house.run()
    assert len(house.chat.to(ANN)) == 1

    restarted = house.again()
    assert await restarted.expiry.catch_up(NOON)
    assert restarted.chat.to(ANN) == []
    assert len(restarted.chat.to(BEN)) == 1
    kept = restarted.links.get(ANN, link)
    assert kept is not None
    assert kept.expires_at == NOON + TTL
    assert "1 link kept on" in restarted.chat.to(ADMIN)[0].text


async def test_stopped_while_a_notice_is_under_way_it_is_brought_to_its_end(house: House) -> None:
    await house.keep(ANN)
    await house.keep(BEN)
    under_way, go_on = asyncio.Event(), asyncio.Event()
    say = house.chat.say

    async def slow(target: Target, text: str, rows: object = (), *, background: bool = False) -> int:
        under_way.set()
        await go_on.wait()
        return await say(target, text, (), background=background)

    house.chat.say = slow  # type: ignore[method-assign, assignment]
    run = asyncio.create_task(house.run())
    await under_way.wait()
    run.cancel()
    asyncio.get_running_loop().call_soon(go_on.set)
    with pytest.raises(asyncio.CancelledError):
        await run
    restarted = house.again()
    said = await restarted.run()
    assert len(house.chat.to(ANN)) == 1
    assert [one.user_id for one in said] == [BEN, ADMIN]
    assert "kept on" not in said[-1].text


async def test_a_link_kept_while_the_run_reaches_its_owner_is_left_alone(house: House) -> None:
    (link,) = await house.keep(BEN)
    await house.keep(ANN)

    def keep_meanwhile(target: Target, _: int) -> None:
        if target.chat_id == ANN:
            house.links.renew(BEN, link, NOON + TTL)

    house.chat.fails = keep_meanwhile
    assert [said.user_id for said in await house.run()] == [ANN, ADMIN]


@pytest.mark.parametrize("error", [TransferUnavailable("away"), OutcomeUnknown("timed out")])
async def test_a_run_ends_when_telegram_is_away_and_the_next_one_goes_on(house: House, error: TransferError) -> None:
    for user_id in range(1, 11):
        await house.keep(user_id + 100)
    house.chat.fails = failing(error, times=99)
    with pytest.raises(type(error)):
        await house.run()
    assert house.chat.count == FAILURES
    assert house.marks.get("expiry") is None
    house.chat.fails = lambda target, count: None
    assert await house.expiry.catch_up(NOON + timedelta(hours=1))
    never_tried = 10 - FAILURES
    told = 10 if isinstance(error, TransferUnavailable) else never_tried
    assert len([said for said in house.chat.said if said.user_id != ADMIN]) == told


async def test_single_failures_do_not_end_a_run(house: House) -> None:
    for user_id in range(1, 11):
        await house.keep(user_id + 100)
    house.chat.fails = lambda target, count: TransferFailed("no") if count % 2 else None
    await house.run()
    assert house.marks.get("expiry") == NOON


async def test_many_owners_are_read_in_batches_and_all_told(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.expiry.OWNERS", 7)
    for user_id in range(1, 31):
        await house.keep(user_id + 100)
    await house.run()
    assert [said.user_id for said in house.chat.said] == [*range(101, 131), ADMIN]


async def test_the_loop_turns_while_owners_are_told(house: House) -> None:
    for user_id in range(1, 21):
        await house.keep(user_id + 100)
    turns = 0

    async def turn() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(turn())
    await house.run()
    other.cancel()
    assert turns > 20


async def test_a_missed_run_is_made_up_once(house: House) -> None:
    await house.keep(ANN)
    assert await house.expiry.catch_up(NOON)
    assert not await house.expiry.catch_up(NOON + timedelta(hours=20))
    assert await house.expiry.catch_up(NOON + timedelta(hours=21))


async def test_a_run_that_failed_is_made_up(house: House) -> None:
    await house.keep(ANN)
    house.chat.fails = failing(RuntimeError("bug"))
    with pytest.raises(RuntimeError):
        await house.expiry.catch_up(NOON)
    assert await house.expiry.catch_up(NOON)


def last(hour: int, zone: str, now: datetime) -> str:
    return Schedule(hour, ZoneInfo(zone), warn=DAY, ttl=TTL).last(now).strftime("%d %H:%M")


def test_the_last_scheduled_time_is_todays_or_yesterdays() -> None:
    assert last(9, "UTC", datetime(2026, 5, 4, 9, 0, tzinfo=UTC)) == "04 09:00"
    assert last(9, "UTC", datetime(2026, 5, 4, 8, 59, tzinfo=UTC)) == "03 09:00"
    assert last(9, "Asia/Tehran", datetime(2026, 5, 4, 5, 30, tzinfo=UTC)) == "04 05:30"
    assert last(0, "Pacific/Auckland", datetime(2026, 5, 4, 13, 0, tzinfo=UTC)) == "04 12:00"


def test_the_hour_a_clock_change_skips_comes_an_hour_later() -> None:
    # Berlin, 29 March 2026: 02:00 (01:00 UTC) becomes 03:00
    assert last(2, "Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "28 01:00"
    assert last(2, "Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "29 01:00"
    assert last(2, "Europe/Berlin", datetime(2026, 3, 30, 0, 0, tzinfo=UTC)) == "30 00:00"


def test_the_hour_a_clock_change_doubles_counts_once() -> None:
    # Berlin, 25 October 2026: 02:00 comes at 00:00 and again at 01:00 UTC
    assert last(2, "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "25 00:00"
    assert last(2, "Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "25 00:00"
