"""A message of the owner's to everybody: to each once, whatever happens meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.concurrency.workers import Workers
from bot.domain.broadcast import Stage
from bot.domain.delivery import Target
from bot.domain.message import Rows
from bot.domain.person import Access, Visitor
from bot.errors import ChatRefused, OutcomeUnknown, TransferFailed, TransferUnavailable
from bot.service import mailing
from bot.service.broadcast import Broadcasts
from bot.service.mailing import PAUSE, SHOW_EVERY, TRIES, Office
from bot.service.people import People
from bot.store.broadcasts import BroadcastStore
from bot.store.database import Database
from bot.store.people import PeopleStore
from tests.service.delivering import Time, until
from tests.service.notice_chat import Clock, NoticeChat
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OWNER = 5
TEXT = "<b>Hello</b>"


class Chat(NoticeChat):
    """A chat whose messages can be held up, edited and deleted."""

    def __init__(self, fails: Callable[[Target, int], Exception | None] = lambda target, count: None) -> None:
        super().__init__(fails)
        self.hold: dict[int, asyncio.Event] = {}  # whoever's message waits for it
        self.waiting: list[int] = []
        self.edits: list[str] = []
        self.deleted: list[int] = []

    async def say(self, target: Target, text: str, rows: Rows = (), *, background: bool = False, **more: object) -> int:
        if hold := self.hold.get(target.chat_id):
            self.waiting.append(target.chat_id)
            await hold.wait()
        return await super().say(target, text, rows, background=background)

    async def edit(self, chat_id: int, message_id: int, text: str, rows: Rows = (), **more: object) -> bool:
        self.edits.append(text.translate({0x2068: None, 0x2069: None}))
        return True

    async def delete(self, chat_id: int, message_id: int) -> None:
        self.deleted.append(message_id)

    def reached(self) -> list[int]:
        """Who has got the text, in order."""
        return [said.user_id for said in self.said if said.text == TEXT]

    def reports(self) -> list[list[str]]:
        return [said.text.splitlines() for said in self.to(OWNER) if "Sent:" in said.text]


class Scene:
    """Broadcasts on a real store, to people with the ids from 1 on. `again` is a start after a stop."""

    def __init__(self, database: Database, workers: Workers, chat: Chat | None = None) -> None:
        self.database = database
        self.workers = workers
        self.clock = Clock(NOW)
        self.time = Time()
        self.store = BroadcastStore(database)
        self.list = PeopleStore(database)
        self.chat = chat or Chat()
        self.people = People(store=self.list, workers=workers, admins=(OWNER,), allowed=(), now=self.clock)
        self.broadcasts = Broadcasts(
            Office(
                store=self.store,
                people=self.list,
                may=self.people.may,
                left=self.people.left,
                chat=self.chat,
                workers=workers,
                clock=self.time,
                sleep=self.time.sleep,
                now=self.clock,
            )
        )

    def again(self) -> "Scene":
        return Scene(self.database, self.workers, self.chat)

    def meet(self, *user_ids: int) -> None:
        for user_id in user_ids:
            self.list.seen(user_id, "en", NOW)

    async def send(self) -> None:
        draft, _ = await self.broadcasts.draft(OWNER, TEXT)
        assert await self.broadcasts.send(draft.id, "en")

    async def over(self) -> None:
        await until(lambda: not self.broadcasts._tasks)


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[Scene]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    scene = Scene(database, workers)
    yield scene
    await scene.broadcasts.stop()
    workers.close()
    database.close()


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with opened(tmp_path) as made:
        made.meet(*range(1, 11))
        yield made


async def test_everybody_but_its_owner_gets_it_once_in_order_of_ids(scene: Scene) -> None:
    await scene.send()
    await scene.over()
    assert scene.chat.reached() == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert all(said.background for said in scene.chat.said if said.text == TEXT)


async def test_more_people_than_are_read_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing, "BATCH", 2)
    await scene.send()
    await scene.over()
    assert scene.chat.reached() == [1, 2, 3, 4, 6, 7, 8, 9, 10]


async def test_nobody_gets_a_draft(scene: Scene) -> None:
    draft, count = await scene.broadcasts.draft(OWNER, TEXT)
    assert count == 9
    assert await scene.broadcasts.discard(draft.id)
    assert not await scene.broadcasts.send(draft.id, "en")
    assert not await scene.broadcasts.discard(draft.id)
    assert scene.chat.said == []


async def test_a_newer_draft_takes_the_place_of_the_older(scene: Scene) -> None:
    old, _ = await scene.broadcasts.draft(OWNER, "old")
    await scene.broadcasts.draft(OWNER, TEXT)
    assert not await scene.broadcasts.send(old.id, "en")


async def test_pressed_twice_it_is_sent_once(scene: Scene) -> None:
    draft, _ = await scene.broadcasts.draft(OWNER, TEXT)
    sent = await asyncio.gather(*(scene.broadcasts.send(draft.id, "en") for _ in range(3)))
    assert sum(sent) == 1
    await scene.over()
    assert not await scene.broadcasts.send(draft.id, "en")
    assert len(scene.chat.reached()) == 9


async def test_who_is_banned_waits_or_has_left_is_passed_over(scene: Scene) -> None:
    await scene.people.rule(1, Access.BANNED)
    scene.list.blocked(2, NOW)
    scene.list.knock(Visitor(11, "en", "Ben"), now=NOW, since=NOW, most=9)
    await scene.send()
    await scene.over()
    assert scene.chat.reached() == [3, 4, 6, 7, 8, 9, 10]


async def test_the_report_tells_who_got_it_who_has_left_and_what_failed(scene: Scene) -> None:
    errors = {2: ChatRefused("blocked"), 3: TransferFailed("no"), 4: OutcomeUnknown("?")}
    scene.chat.fails = lambda target, _: errors.get(target.chat_id)
    scene.chat.hold[6] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    scene.clock.now += timedelta(minutes=3)
    scene.chat.hold[6].set()
    await scene.over()
    assert scene.chat.reports() == [
        ["✅ <b>Broadcast over</b>, after 3 minutes", "Sent: 6", "Had blocked the bot: 1", "Failed: 2"]
    ]
    left = scene.list.get(2)
    assert left is not None
    assert left.blocked_at is not None
    assert scene.store.unfinished() == []


async def test_the_line_is_edited_every_few_seconds_and_goes_with_the_report(scene: Scene) -> None:
    scene.chat.hold[2] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    (line,) = scene.chat.to(OWNER)
    assert line.text == "📣 Broadcast: 0 of 9"
    assert line.labels == [["◼ Stop"]]
    assert scene.chat.edits == []
    scene.time.now += SHOW_EVERY
    scene.chat.hold[2].set()
    await scene.over()
    assert scene.chat.edits == ["📣 Broadcast: 2 of 9"]
    assert len(scene.chat.deleted) == 1


async def test_while_telegram_is_away_it_waits_and_nobody_is_left_out(scene: Scene) -> None:
    away = True
    scene.chat.fails = lambda target, _: TransferUnavailable("away") if away and target.chat_id == 3 else None
    await scene.send()
    for attempt in range(1, TRIES + 3):
        await scene.time.sleeping(PAUSE)
        (kept,) = scene.store.unfinished()
        assert kept.after == 2
        away = attempt < TRIES + 2
        await scene.time.go_on(PAUSE)
        await until(lambda count=scene.chat.count: scene.chat.count > count)
    await scene.over()
    assert scene.chat.reached() == [1, 2, 3, 4, 6, 7, 8, 9, 10]


async def test_one_chat_for_which_telegram_asks_to_wait_does_not_hold_up_all(scene: Scene) -> None:
    flood = TransferUnavailable("flood wait", seconds=7)
    scene.chat.fails = lambda target, _: flood if target.chat_id == 3 else None
    await scene.send()
    for _ in range(TRIES - 1):
        await scene.time.sleeping(7)
        await scene.time.go_on(7)
    await scene.over()
    assert scene.chat.reached() == [1, 2, 4, 6, 7, 8, 9, 10]
    assert scene.chat.reports()[0][1:] == ["Sent: 8", "Had blocked the bot: 0", "Failed: 1"]


async def test_stop_ends_it_and_reports(scene: Scene) -> None:
    scene.chat.hold[3] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    (broadcast_id,) = scene.broadcasts._tasks
    assert scene.broadcasts.halt(broadcast_id)
    assert not scene.broadcasts.halt(broadcast_id)
    scene.chat.hold[3].set()
    await scene.over()
    assert scene.chat.reached() == [1, 2, 3]
    assert scene.chat.reports()[0][1] == "Sent: 3"
    kept = scene.store.get(broadcast_id)
    assert kept is not None
    assert kept.stage is Stage.STOPPED
    assert not scene.broadcasts.halt(broadcast_id)


async def test_stop_before_the_first_message_reports_too(scene: Scene) -> None:
    await scene.send()
    (broadcast_id,) = scene.broadcasts._tasks
    scene.broadcasts.halt(broadcast_id)
    await scene.over()
    assert len(scene.chat.reports()) == 1


async def test_after_a_restart_it_goes_on_behind_the_last_one(scene: Scene) -> None:
    scene.chat.hold[4] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    stopping = asyncio.create_task(scene.broadcasts.stop())
    await asyncio.sleep(0)
    scene.chat.hold[4].set()
    await stopping
    assert scene.chat.reached() == [1, 2, 3, 4]
    after = scene.again()
    await after.broadcasts.resume()
    await after.over()
    assert scene.chat.reached() == [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert scene.chat.reports()[0][1] == "Sent: 9"
    assert len([said for said in scene.chat.to(OWNER) if "Broadcast:" in said.text]) == 1


async def test_a_crash_while_a_message_is_on_its_way_doubles_none(scene: Scene) -> None:
    scene.chat.hold[4] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    after = scene.again()  # the store as the crash has left it
    held = scene.chat.hold.pop(4)
    await after.broadcasts.resume()
    await after.over()
    assert scene.chat.reached() == [1, 2, 3, 6, 7, 8, 9, 10]
    held.set()  # so that its end needn't be waited for


async def test_two_broadcasts_go_one_after_the_other(scene: Scene) -> None:
    scene.chat.hold[1] = asyncio.Event()
    await scene.send()
    await until(lambda: scene.chat.waiting)
    await scene.send()
    await asyncio.sleep(0.05)
    assert scene.chat.waiting == [1]
    scene.chat.hold[1].set()
    await scene.over()
    once = [1, 2, 3, 4, 6, 7, 8, 9, 10]
    assert scene.chat.reached() == once + once


async def test_an_owner_who_can_not_be_told_stops_nothing(scene: Scene) -> None:
    scene.chat.fails = lambda target, _: ChatRefused("no") if target.chat_id == OWNER else None
    await scene.send()
    await scene.over()
    assert len(scene.chat.reached()) == 9
    assert scene.store.unfinished() == []
