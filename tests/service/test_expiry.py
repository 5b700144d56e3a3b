"""The check: each link announced exactly once, at its owner's hour, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.domain.link import Link
from bot.domain.preferences import Preferences
from bot.errors import ChatRefused, OutcomeUnknown, TransferError, TransferFailed, TransferUnavailable
from bot.service.admins import Admins
from bot.service.expiry import FAILURES, Expiry
from bot.service.links import PAGE, Links
from bot.service.listing import decode
from bot.service.moments import Daily, Schedule
from bot.service.people import People
from bot.service.snooze import Snooze, Snoozed
from bot.store.database import Database
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.preferences import PreferenceStore
from bot.store.tables import links as table
from tests.service.notice_chat import Clock, NoticeChat, Said
from tests.store.empty import open_empty

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
TTL = 30 * DAY
SCHEDULE = Schedule(9, UTC, warn=DAY, ttl=TTL)
ANN, BEN, ADMIN = 1001, 1002, 9


class House:
    """The check on a real store, in a chat that listens. `again` is a restart on the same store."""

    def __init__(self, database: Database, workers: Workers, admins: tuple[int, ...] = (ADMIN,)) -> None:
        self.database = database
        self.chat = NoticeChat()
        self.clock = Clock(NOON)
        self.links = LinkStore(database)
        self.people_store = PeopleStore(database)
        self.preferences = PreferenceStore(database)
        self.marks = MarkStore(database)
        self.people = People(store=self.people_store, workers=workers, admins=admins, allowed=(), now=self.clock)
        self.list = Links(store=self.links, workers=workers, ttl=TTL, clock=self.clock)
        self.expiry = Expiry(
            SCHEDULE,
            links=self.links,
            people=self.people_store,
            preferences=self.preferences,
            marks=self.marks,
            chat=self.chat,
            left=self.people.left,
            admins=Admins(admins, chat=self.chat, people=self.people_store, workers=workers),
            workers=workers,
            clock=self.clock,
        )
        self.snooze = Snooze(SCHEDULE, links=self.links, workers=workers, clock=self.clock)
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

    def stops(self, user_id: int, after: timedelta) -> None:
        """The addresses of all links of a person stop working so long after noon."""
        with self.database.write() as connection:
            connection.execute(update(table).where(table.c.user_id == user_id).values(gone_at=NOON + after))

    async def run(self, after: timedelta = timedelta(0)) -> list[Said]:
        """What is said by a run so long after noon."""
        before = len(self.chat.said)
        self.clock.now = NOON + after
        await self.expiry.run()
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
    assert notice.labels == [
        ["✅ Keep all (2)"],
        ["✅ 1 · Keep", "🗑 Delete"],
        ["✅ 2 · Keep", "🗑 Delete"],
        ["⏰ In 3 hours", "⏰ Tomorrow"],
    ]


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
    assert len(notice.labels) == PAGE + 3
    assert all(len(button.data.encode()) <= 64 for row in notice.rows for button in row)


async def test_a_link_is_announced_once_and_deleted_after_its_warning(house: House) -> None:
    (link,) = await house.keep(ANN)
    assert [said.user_id for said in await house.run()] == [ANN, ADMIN]
    assert await house.run(timedelta(hours=1)) == []
    assert house.links.get(ANN, link) is not None
    await house.run(DAY)
    assert house.links.get(ANN, link) is None


async def test_expired_links_go_with_the_next_run_and_the_admin_hears_of_it_once_a_day(house: House) -> None:
    (link,) = await house.keep(ANN)
    await house.run(-timedelta(hours=3))
    assert "Told 1 person" in house.chat.to(ADMIN)[-1].text
    assert await house.run(DAY - timedelta(hours=3, minutes=1)) == []
    assert house.links.get(ANN, link) is not None
    assert [said.user_id for said in await house.run(DAY - timedelta(hours=3))] == [ADMIN]
    assert "1 expired link deleted" in house.chat.to(ADMIN)[-1].text
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
    await house.run(TTL - timedelta(hours=3))
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
    assert [said.user_id for said in await house.run(timedelta(hours=2))] == [ANN]
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
    assert [one.user_id for one in await house.run(timedelta(hours=1))] == [ANN]


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
    await restarted.run()
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
    await house.run(timedelta(hours=1))
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


async def test_a_run_that_failed_is_made_up(house: House) -> None:
    await house.keep(ANN)
    house.chat.fails = failing(RuntimeError("bug"))
    with pytest.raises(RuntimeError):
        await house.run()
    await house.keep(BEN)
    assert [said.user_id for said in await house.run(timedelta(minutes=15))] == [BEN, ADMIN]


# Each at their hour


async def told(
    house: House, user_id: int = ANN, *, since: timedelta = timedelta(0), until: timedelta = DAY
) -> list[str]:
    """When a person is told something by a check that runs every quarter of an hour; times are from noon."""
    times = []
    while since <= until:
        if any(said.user_id == user_id for said in await house.run(since)):
            times.append(f"{house.clock.now:%d %H:%M}")
        since += QUARTER
    return times


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (Preferences(), "05 09:00"),
        (Preferences(notice_hour=20), "04 20:00"),
        (Preferences(zone="Asia/Tehran"), "05 05:30"),
        (Preferences(zone="Asia/Kathmandu"), "05 03:15"),
        (Preferences(zone="America/New_York", notice_hour=7), "05 11:00"),
        (Preferences(quiet=(22, 9)), "05 09:00"),
        (Preferences(quiet=(0, 11)), "05 11:00"),
        (Preferences(notice_hour=23, quiet=(22, 7)), "05 07:00"),
        (Preferences(zone="Asia/Tehran", notice_hour=3, quiet=(0, 9)), "05 05:30"),
    ],
)
async def test_each_is_told_at_their_hour_in_their_zone_and_after_their_quiet_hours(
    house: House, chosen: Preferences, expected: str
) -> None:
    await house.keep(ANN, expires_in=DAY)
    house.preferences.set(ANN, chosen)
    assert await told(house) == [expected]


async def test_an_hour_within_quiet_hours_is_their_end_also_for_what_expires_in_between(house: House) -> None:
    await house.keep(ANN, expires_in=timedelta(hours=39))
    house.preferences.set(ANN, Preferences(notice_hour=23, quiet=(22, 7)))
    assert await told(house, until=2 * DAY) == ["05 07:00"]  # at 23:00 it has 28 hours left, at 7:00 only 20


async def test_one_check_tells_people_of_all_zones_each_in_their_time(house: House) -> None:
    for user_id, zone in ((ANN, "Asia/Tokyo"), (BEN, "America/New_York")):
        await house.keep(user_id, expires_in=DAY)
        house.preferences.set(user_id, Preferences(zone=zone))
    assert await told(house, BEN, until=timedelta(hours=1)) == ["04 13:00"]
    assert await told(house, ANN, since=timedelta(hours=2)) == ["05 00:00"]


async def test_the_chosen_language_wins_in_the_notice_too(house: House) -> None:
    await house.keep(ANN, language="en")
    house.preferences.set(ANN, Preferences(language="ru"))
    await house.run()
    assert "Скоро истекает" in house.chat.to(ANN)[0].text


async def test_an_hour_that_was_missed_is_made_up_but_not_in_quiet_hours(house: House) -> None:
    await house.keep(ANN, expires_in=DAY)
    await house.keep(BEN, expires_in=DAY)
    house.preferences.set(ANN, Preferences(notice_hour=20, quiet=(22, 7)))
    house.preferences.set(BEN, Preferences(notice_hour=20))
    down_until = timedelta(hours=11)
    assert [said.user_id for said in await house.run(down_until)] == [BEN, ADMIN]
    assert await told(house, since=down_until) == ["05 07:00"]


async def test_a_notice_hour_that_is_changed_brings_no_second_notice_of_the_same_links(house: House) -> None:
    await house.keep(ANN, expires_in=DAY / 2)
    await house.run()
    house.preferences.set(ANN, Preferences(notice_hour=14))
    assert await told(house) == []


# Addresses that stop by themselves


async def test_an_address_that_stops_is_announced_in_the_last_daily_notice_before(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    house.stops(ANN, timedelta(hours=20))
    assert await told(house, since=-timedelta(hours=12), until=2 * DAY) == ["04 09:00"]
    (notice,) = house.chat.to(ANN)
    assert "address stops working in 23 hours" in notice.text


async def test_one_that_stops_before_the_next_notice_is_announced_at_once(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    house.stops(ANN, timedelta(hours=3))
    assert await told(house) == ["04 12:00"]


async def test_one_that_stops_in_quiet_hours_is_not_announced_in_them_nor_when_it_is_too_late(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    house.preferences.set(ANN, Preferences(quiet=(11, 18)))
    house.stops(ANN, timedelta(hours=3))
    assert await told(house) == []


async def test_one_that_stops_after_quiet_hours_is_announced_when_these_are_over(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    house.preferences.set(ANN, Preferences(quiet=(11, 14)))
    house.stops(ANN, timedelta(hours=3))
    assert await told(house) == ["04 14:00"]


async def test_what_is_announced_since_its_address_stops_goes_then_but_not_before_the_full_warning(
    house: House,
) -> None:
    (link,) = await house.keep(ANN, expires_in=20 * DAY)
    house.stops(ANN, timedelta(hours=3))
    await house.run()
    await house.run(DAY - QUARTER)
    assert house.links.get(ANN, link) is not None
    await house.run(DAY)
    assert house.links.get(ANN, link) is None


async def test_what_is_kept_although_its_address_stops_is_announced_next_when_it_expires(house: House) -> None:
    (link,) = await house.keep(ANN, expires_in=20 * DAY)
    house.stops(ANN, timedelta(hours=3))
    await house.run()
    await house.list.renew(ANN, link)
    assert await told(house, until=2 * DAY) == []
    assert await told(house, since=TTL - DAY, until=TTL) == ["03 09:00"]


async def test_an_address_whose_notice_was_surely_not_sent_is_announced_with_the_next_run(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    house.stops(ANN, timedelta(hours=3))
    house.chat.fails = failing(TransferFailed("no"))
    assert await told(house) == ["04 12:15"]


async def test_the_address_of_another_announces_nothing(house: House) -> None:
    await house.keep(ANN, expires_in=20 * DAY)
    await house.keep(BEN, expires_in=20 * DAY)
    house.stops(BEN, timedelta(hours=3))
    assert await told(house, until=timedelta(hours=1)) == []
    assert len(house.chat.to(BEN)) == 1


# Put off


def notice_of(said: Said) -> UUID:
    return decode(said.rows[-1][-1].data.split(":")[2])


async def test_a_notice_put_off_comes_again_with_all_that_still_goes(house: House) -> None:
    kept, *_ = await house.keep(ANN, "a", "b", "c")
    await house.run()
    await house.list.renew(ANN, kept)
    snoozed = await house.snooze.later(ANN, notice_of(house.chat.to(ANN)[0]), Preferences(), timedelta(hours=3))
    assert snoozed == Snoozed(NOON + timedelta(hours=3), UTC, today=True)
    assert await told(house, since=QUARTER) == ["04 15:00"]
    again = house.chat.to(ANN)[-1]
    assert "2 of your links" in again.text
    assert "1 day left" in again.text


async def test_put_off_until_tomorrow_it_comes_at_their_hour(house: House) -> None:
    await house.keep(ANN, expires_in=timedelta(minutes=1))
    chosen = Preferences(zone="Asia/Tehran", notice_hour=15)
    house.preferences.set(ANN, chosen)
    await house.run()
    snoozed = await house.snooze.tomorrow(ANN, notice_of(house.chat.to(ANN)[0]), chosen)
    assert snoozed == Snoozed(datetime(2026, 5, 5, 11, 30, tzinfo=UTC), ZoneInfo("Asia/Tehran"), today=False)
    assert await told(house, since=QUARTER) == ["05 11:30"]


async def test_put_off_until_tomorrow_it_heeds_their_quiet_hours(house: House) -> None:
    await house.keep(ANN)
    await house.run()
    chosen = Preferences(quiet=(0, 11))
    snoozed = await house.snooze.tomorrow(ANN, notice_of(house.chat.to(ANN)[0]), chosen)
    assert snoozed == Snoozed(NOON + timedelta(hours=23), UTC, today=False)


async def test_what_is_put_off_stays_until_it_was_announced_again_and_the_warning_is_over(house: House) -> None:
    (link,) = await house.keep(ANN, expires_in=timedelta(minutes=1))
    await house.run()
    await house.snooze.tomorrow(ANN, notice_of(house.chat.to(ANN)[0]), Preferences())
    assert await told(house, since=QUARTER, until=DAY - timedelta(hours=3)) == ["05 09:00"]
    await told(house, since=DAY - timedelta(hours=3), until=2 * DAY - timedelta(hours=3, minutes=1))
    assert house.links.get(ANN, link) is not None
    await house.run(2 * DAY - timedelta(hours=3))
    assert house.links.get(ANN, link) is None


async def test_put_off_into_quiet_hours_it_comes_at_their_end(house: House) -> None:
    chosen = Preferences(quiet=(14, 17))
    await house.keep(ANN)
    house.preferences.set(ANN, chosen)
    await house.run()
    snoozed = await house.snooze.later(ANN, notice_of(house.chat.to(ANN)[0]), chosen, timedelta(hours=3))
    assert snoozed == Snoozed(NOON + timedelta(hours=5), UTC, today=True)
    assert await told(house, since=QUARTER) == ["04 17:00"]


async def test_it_is_put_off_to_the_next_run_after_so_long(house: House) -> None:
    await house.keep(ANN)
    await house.run()
    house.clock.now += timedelta(minutes=1)
    snoozed = await house.snooze.later(ANN, notice_of(house.chat.to(ANN)[0]), Preferences(), timedelta(hours=3))
    assert snoozed == Snoozed(NOON + timedelta(hours=3, minutes=15), UTC, today=True)


async def test_pressed_twice_or_by_another_nothing_is_put_off(house: House) -> None:
    await house.keep(ANN)
    await house.run()
    notice = notice_of(house.chat.to(ANN)[0])
    assert await house.snooze.tomorrow(BEN, notice, Preferences()) is None
    assert await house.snooze.tomorrow(ANN, notice, Preferences()) is not None
    assert await house.snooze.tomorrow(ANN, notice, Preferences()) is None


async def test_who_keeps_sending_the_link_hears_nothing_of_a_notice_put_off(house: House) -> None:
    (link,) = await house.keep(ANN)
    await house.run()
    await house.snooze.tomorrow(ANN, notice_of(house.chat.to(ANN)[0]), Preferences())
    await house.list.renew(ANN, link)
    assert await told(house, since=QUARTER, until=2 * DAY) == []


# Clock changes


def last(hour: int, zone: str, now: datetime) -> str:
    return Daily(hour, ZoneInfo(zone)).last(now).strftime("%d %H:%M")


def following(hour: int, zone: str, now: datetime) -> str:
    return Daily(hour, ZoneInfo(zone)).next(now).strftime("%d %H:%M")


def test_the_last_time_is_todays_or_yesterdays_and_the_next_one_todays_or_tomorrows() -> None:
    for zone, now, before, after in (
        ("UTC", datetime(2026, 5, 4, 9, 0, tzinfo=UTC), "04 09:00", "05 09:00"),
        ("UTC", datetime(2026, 5, 4, 8, 59, tzinfo=UTC), "03 09:00", "04 09:00"),
        ("Asia/Tehran", datetime(2026, 5, 4, 5, 30, tzinfo=UTC), "04 05:30", "05 05:30"),
        ("Pacific/Auckland", datetime(2026, 5, 4, 13, 0, tzinfo=UTC), "03 21:00", "04 21:00"),
    ):
        assert (last(9, zone, now), following(9, zone, now)) == (before, after)
    assert last(0, "Pacific/Auckland", datetime(2026, 5, 4, 13, 0, tzinfo=UTC)) == "04 12:00"


def test_the_hour_a_clock_change_skips_comes_an_hour_later() -> None:
    # Berlin, 29 March 2026: 02:00 (01:00 UTC) becomes 03:00
    assert last(2, "Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "28 01:00"
    assert following(2, "Europe/Berlin", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == "29 01:00"
    assert last(2, "Europe/Berlin", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)) == "29 01:00"
    assert last(2, "Europe/Berlin", datetime(2026, 3, 30, 0, 0, tzinfo=UTC)) == "30 00:00"


def test_the_hour_a_clock_change_doubles_counts_once() -> None:
    # Berlin, 25 October 2026: 02:00 comes at 00:00 and again at 01:00 UTC
    assert last(2, "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "25 00:00"
    assert last(2, "Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "25 00:00"
    assert following(2, "Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) == "26 01:00"
