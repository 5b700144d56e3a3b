"""A person with kept links: the handlers of list and notice on a real store, in a real chat on the emulator."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from bot.concurrency.workers import Workers
from bot.demo.emulator import Emulator
from bot.domain.delivery import Target
from bot.domain.link import KeptLink, Link
from bot.domain.message import Button
from bot.domain.preferences import Preferences
from bot.handlers import kept
from bot.service.links import Links
from bot.service.listing import notice_page
from bot.store.links import LinkStore
from bot.transfer.chat import TelegramChat
from tests.handlers.running import Message, Person, application, bare, labels, polling
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN, GROUP = 1001, 1002, -1002000000001


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(folder=tmp_path / "telegram") as running:
        yield running


class House:
    """The handlers in a running bot, on a real store."""

    def __init__(self, emulator: Emulator, store: LinkStore, workers: Workers) -> None:
        self.emulator = emulator
        self.clock = Clock(NOW)
        self.store = store
        self.links = Links(store=store, workers=workers, ttl=30 * DAY, clock=self.clock)
        self.application = application(emulator)
        self.chat = TelegramChat(self.application.bot)
        self.ann = Person(emulator, ANN)
        self.delivered: list[tuple[KeptLink, Target, str]] = []
        self.wanted: list[Preferences] = []
        self.handlers = kept.handlers(self.links, self.chat, self.deliver)

    async def deliver(self, link: KeptLink, *, target: Target, language: str, preferences: Preferences) -> None:
        self.delivered.append((link, target, language))
        self.wanted.append(preferences)

    async def keep(self, *names: str, user_id: int = ANN) -> list[UUID]:
        ids = []
        for name in names:
            self.clock.now += timedelta(seconds=1)
            link = await self.links.keep(user_id, Link(f"https://example.com/{name}"))
            await self.links.describe(user_id, link.id, f"Title {name}", 12_900_000)
            ids.append(link.id)
        return ids

    async def open(self, message: Message, number: int = 1) -> Message:
        """Open one link of a list."""
        query_id = self.emulator.press(message, next(one for one in buttons(message) if one[0] == str(number))[1])
        await self.ann.answer(query_id)
        await asyncio.to_thread(self.emulator.wait, lambda _: "⬇️ Get again" in labels(self.ann.now(message)))
        return self.ann.now(message)

    async def show_button(self, user_id: int, data: str) -> Message:
        """A message with one button, "press", of any data."""
        message_id = await self.chat.say(Target(user_id), "A button", [[Button("press", data)]])
        return {"chat": {"id": user_id}, "message_id": message_id} | self.keyboard(data)

    @staticmethod
    def keyboard(data: str) -> Message:
        return {"reply_markup": {"inline_keyboard": [[{"text": "press", "callback_data": data}]]}}

    async def announce(self, user_id: int = ANN) -> tuple[UUID, Message]:
        """The notice about all links of a person, sent, 29.5 days later."""
        self.clock.now += 29.5 * DAY
        notice_id = uuid4()
        self.store.claim(
            user_id, notice_id, before=self.clock.now + DAY, gone_before=self.clock.now, now=self.clock.now
        )
        self.store.confirm(user_id, notice_id, self.clock.now + DAY)
        page = await self.links.notice(user_id, notice_id, 0)
        await self.chat.say(Target(user_id), *notice_page("en", notice_id, page, self.clock.now, 30 * DAY))
        return notice_id, self.ann.received()[-1]


@pytest.fixture
async def house(emulator: Emulator, tmp_path: Path) -> AsyncIterator[House]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    house = House(emulator, LinkStore(database), workers)
    async with polling(house.application, house.handlers):
        yield house
    workers.close()
    database.close()


def buttons(message: Message) -> list[tuple[str, str]]:
    """Label and data of each."""
    rows = message["reply_markup"]["inline_keyboard"]
    return [(bare(one["text"]), one["callback_data"]) for row in rows for one in row]
