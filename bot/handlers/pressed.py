"""What the buttons below lists of links have in common, and what becomes of presses that come close together."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any
from uuid import UUID
from weakref import WeakValueDictionary

from telegram import CallbackQuery, Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.domain.link import KeptLink
from bot.domain.message import Rows
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain
from bot.service.links import Links
from bot.service.listing import decode, short_name
from bot.service.ports import Chat

ID = "[A-Za-z0-9_-]{22}"  # as `listing.encode` writes them
PAGE = "(?P<page>[0-9]{1,6})"
DOUBLE_WITHIN = 2.0  # seconds between two presses of a button that are meant as one

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]
Shown = tuple[str, Rows]


class Latest:
    """Shows what messages hold, one edit of a message at a time; of several that wait, the newest alone."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        self._newest: dict[tuple[int, int], object] = {}
        self._locks: WeakValueDictionary[tuple[int, int], asyncio.Lock] = WeakValueDictionary()

    async def show(self, update: Update, render: Callable[[], Awaitable[Shown]]) -> None:
        """In place of the message whose button was pressed; raises TransferError."""
        message = query(update).message
        assert message is not None
        key = message.chat.id, message.message_id
        mine = self._newest[key] = object()
        lock = self._locks.setdefault(key, asyncio.Lock())
        try:
            async with lock:
                if self._newest.get(key) is mine:  # else a newer press shows what this one has changed, too
                    await self._chat.settle(*key, *await render())
        finally:
            if self._newest.get(key) is mine:
                del self._newest[key]


class Once:
    """Tells the first press of a button from those that follow at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pressed: dict[tuple[int, int, str], float] = {}

    def first(self, update: Update) -> bool:
        """Whether the same button was not pressed just now."""
        pressed, now = query(update), self._clock()
        assert pressed.message is not None
        self._pressed = {key: at for key, at in self._pressed.items() if now - at < DOUBLE_WITHIN}
        key = pressed.message.chat.id, pressed.message.message_id, str(pressed.data)
        return self._pressed.setdefault(key, now) is now


class Buttons(ABC):
    """Turn pages, keep, delete and bring back a link: below the list and the notice."""

    kind: str  # first letter of the callback data
    about: tuple[str, ...] = ()  # what the message is about: ids that all its buttons carry
    end = ""  # pattern of what follows the page

    def __init__(self, links: Links, latest: Latest) -> None:
        self._links = links
        self._latest = latest

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [
            self.on("p", self.turn),
            self.on("k", self.keep, "link"),
            self.on("d", self.delete, "link"),
            self.on("undo", self.undo, "deletion"),
        ]

    async def turn(self, update: Update, context: Context) -> None:
        await asyncio.gather(query(update).answer(), self.show(update, context))

    async def keep(self, update: Update, context: Context) -> None:
        link = await self._links.renew(reading.person(update).id, found_id(context, "link"))
        await asyncio.gather(answer(update, context, "links-kept-answer", link), self.show(update, context))

    async def delete(self, update: Update, context: Context) -> None:
        link = await self._links.delete(reading.person(update).id, found_id(context, "link"))
        await asyncio.gather(answer(update, context, "links-deleted-answer", link), self.show(update, context))

    async def undo(self, update: Update, context: Context) -> None:
        count = await self._links.undo(reading.person(update).id, found_id(context, "deletion"))
        key = "links-undone-answer" if count else "links-late-answer"
        text = plain(context.language, key, count=count)
        await asyncio.gather(query(update).answer(text), self.show(update, context))

    def on(self, what: str, handler: Handler, *ids: str) -> BaseHandler[Any, Any, Any]:
        """The handler of the buttons with this callback data."""
        named = "".join(f"(?P<{name}>{ID}):" for name in (*self.about, *ids))
        return CallbackQueryHandler(handler, pattern=f"^{self.kind}:{what}:{named}{PAGE}{self.end}$")

    async def show(self, update: Update, context: Context) -> None:
        """The page as it is now, in place of the message."""
        await self._latest.show(update, lambda: self.shown(update, context))

    @abstractmethod
    async def shown(self, update: Update, context: Context) -> Shown: ...


async def answer(update: Update, context: Context, key: str, link: KeptLink | None) -> None:
    """Say what happened to a link, or kindly that it has gone."""
    language = context.language
    text = plain(language, key, name=short_name(link)) if link else plain(language, "links-gone-answer")
    await query(update).answer(text)


def query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


def found_id(context: Context, name: str) -> UUID:
    assert context.match is not None
    return decode(context.match[name])


def found_page(context: Context) -> int:
    assert context.match is not None
    return int(context.match["page"])
