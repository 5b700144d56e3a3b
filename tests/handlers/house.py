"""Every handler of the bot on real stores and the emulator. Updates are given one by one, so that silence shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from itertools import count
from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.charts import Charts
from bot.concurrency.children import Children
from bot.demo.emulator import Emulator
from bot.domain.delivery import Target
from bot.handlers import (
    admin,
    approvals,
    broadcast,
    choosing,
    errors,
    gate,
    links,
    personal,
    remedies,
    settings,
    start,
    status,
)
from bot.service.admins import Admins
from bot.service.approvals import Approvals
from bot.service.broadcast import Broadcasts
from bot.service.mailing import Office
from bot.service.owner import Owner
from bot.service.people import People
from bot.service.personal import Personal
from bot.service.preferences import Settings
from bot.service.remedies import Remedies
from bot.service.reports import Reports
from bot.service.sites import Sites
from bot.store.broadcasts import BroadcastStore
from bot.store.links import LinkStore
from bot.store.people import PeopleStore
from bot.store.personal import PersonalStore
from bot.store.preferences import PreferenceStore
from bot.store.statistics import StatisticsStore
from bot.transfer.chat import TelegramChat
from tests.handlers.running import Message, application, bare, button
from tests.service.delivering import Scene, scene, until

ANN, BEN, ADMIN, GROUP = 1001, 1002, 9, -1002000000001
BOT = {"id": 1000001, "is_bot": True, "first_name": "Ferry", "username": "ferry_demo_bot"}


class House:
    """The handlers, wired as the bot's; nothing polls. Downloads wait for `scene.source.hold`."""

    def __init__(self, emulator: Emulator, application: Application, scene: Scene, allowed: tuple[int, ...]) -> None:
        self.emulator = emulator
        emulator.person(ADMIN)  # has written to the bot before, so that it may write to them
        self.scene = scene
        self.application = application
        self.people = People(
            store=PeopleStore(scene.database), workers=scene.workers, admins=(ADMIN,), allowed=allowed, now=scene.clock
        )
        self.settings = Settings(
            store=PreferenceStore(scene.database),
            people=PeopleStore(scene.database),
            workers=scene.workers,
            now=scene.clock,
        )
        scene.source.hold = asyncio.Event()
        chat = TelegramChat(application.bot)
        admins = Admins((ADMIN,), chat=chat, people=PeopleStore(scene.database), workers=scene.workers)
        self.troubles: list[str] = []
        sites = Sites(store=scene.store, workers=scene.workers, now=scene.clock)
        able = Remedies(store=scene.store, workers=scene.workers, retry=scene.deliveries.retry)
        reports = Reports(admins=admins, store=scene.store, workers=scene.workers, engine="yt-dlp 2026.1.1")
        asking = Approvals(people=self.people, admins=admins, chat=chat, cancel=scene.deliveries.cancel_all)
        self.charts = Charts(children=Children(), folder=scene.folder)
        owner = Owner(
            people=self.people,
            store=PeopleStore(scene.database),
            links=LinkStore(scene.database),
            deliveries=scene.store,
            statistics=StatisticsStore(scene.database),
            painter=self.charts,
            turns=scene.turns,
            under_way=lambda: len(scene.deliveries.under_way()),
            folder=scene.folder,
            workers=scene.workers,
            now=scene.clock,
        )
        self.application.add_handlers(gate.handlers(self.people, self.settings, asking), group=gate.GROUP)
        mine = Personal(
            store=PersonalStore(scene.database),
            people=self.people,
            settings=self.settings,
            cancel=scene.deliveries.cancel_all,
            workers=scene.workers,
            now=scene.clock,
        )
        pages = admin.Admin(people=self.people, owner=owner, approvals=asking, chat=chat, zone=UTC)
        self.broadcasts = Broadcasts(
            Office(
                store=BroadcastStore(scene.database),
                people=PeopleStore(scene.database),
                may=self.people.may,
                left=self.people.left,
                chat=chat,
                workers=scene.workers,
                now=scene.clock,
            )
        )
        for module in (
            broadcast.handlers(self.people, self.broadcasts, chat),
            start.handlers(limit=50 * 1024 * 1024, days=30),
            links.handlers(scene.deliveries),
            choosing.handlers(scene.deliveries),
            status.handlers(scene.deliveries, chat, sites=sites, troubles=self.trouble),
            remedies.handlers(able, reports),
            settings.handlers(self.settings, self.people, TelegramChat(application.bot), hour=9, zone=UTC),
            approvals.handlers(self.people, asking, chat),
            pages.handlers(),
            personal.handlers(mine, chat),
            errors.handlers(),
        ):
            self.application.add_handlers(module)
        self.application.add_error_handler(errors.on_error(self.settings))
        self._ids = count(1)

    async def trouble(self) -> list[str]:
        """Names of the parts that are not well."""
        return self.troubles

    async def write(self, text: str = "", *, user_id: int = ANN, chat_id: int | None = None, **more: Any) -> list[str]:
        """A person writes; the bot's answers, and nothing of deliveries."""
        message = self.emulator.write(text, user_id=user_id, chat_id=chat_id, **more)
        return await self.give({"message": message}, message["chat"]["id"])

    async def give(self, update: dict[str, Any], chat_id: int = ANN) -> list[str]:
        """Any update; what the bot has answered in that chat once all handlers are through."""
        before = {message["message_id"] for message in self.received(chat_id)}
        await self.application.process_update(self.read(update))
        new = [message for message in self.received(chat_id) if message["message_id"] not in before]
        return [text for message in new if not is_line(text := bare(message.get("text") or message["caption"]))]

    def read(self, update: dict[str, Any]) -> Update:
        return Update.de_json({"update_id": next(self._ids)} | update, self.application.bot)

    def received(self, chat_id: int = ANN) -> list[Message]:
        return [message for message in self.emulator.messages(chat_id) if message["from"]["is_bot"]]

    async def press(self, message: Message, label: str, user_id: int = ANN) -> dict[str, Any]:
        """A person presses a button; how the bot answers."""
        return await self.take(self.pressed(message, label, user_id))

    def pressed(self, message: Message, label: str, user_id: int = ANN) -> dict[str, Any]:
        """A person presses a button; the query is on its way to the bot."""
        query_id = self.emulator.press(message, data := button(message, label), user_id=user_id)
        person = {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "en"}
        return {"id": query_id, "from": person, "message": message, "chat_instance": "1", "data": data}

    async def take(self, query: dict[str, Any]) -> dict[str, Any]:
        """A query reaches the bot; how it answers."""
        chat_id = query["message"]["chat"]["id"]
        await self.give({"callback_query": query}, chat_id)
        answers = [event for event in self.emulator.history(chat_id) if event["kind"] == "answer"]
        return next(event for event in answers if event["callback_query_id"] == query["id"])

    async def lines(self, number: int, chat_id: int = ANN) -> list[Message]:
        """The status lines, once there are so many."""

        def look() -> list[Message]:
            lines = [one for one in self.received(chat_id) if "reply_markup" in one]
            return lines if len(lines) == number else []

        return await until(look)

    @property
    def begun(self) -> list[tuple[str, Target]]:
        """Links and targets of all deliveries so far."""
        return [(course.delivery.link.url, course.delivery.target) for course in self.scene.runner.courses]

    @property
    def links(self) -> list[str]:
        return [url for url, _ in self.begun]


def is_line(text: str) -> bool:
    """Whether it is a status line: those come on their own, whenever."""
    return text.startswith(("🔎", "🕓", "⬇️", "⬆️", "📦", "⏳"))


@asynccontextmanager
async def open_house(tmp_path: Path, allowed: tuple[int, ...] = ()) -> AsyncIterator[House]:
    with Emulator(folder=tmp_path / "telegram") as emulator:
        bot = application(emulator)
        async with scene(tmp_path, chat=TelegramChat(bot.bot), admins=(ADMIN,)) as made:
            house = House(emulator, bot, made, allowed)
            async with house.application:
                yield house
                await made.close()
                house.charts.close()
