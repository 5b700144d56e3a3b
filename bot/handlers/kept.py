"""Kept links: `/links`, and the buttons of the list and of the daily notice. Each person sees and changes their own."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from typing import Any, Protocol
from uuid import UUID

from telegram import CallbackQuery, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.domain.delivery import Target
from bot.domain.link import KeptLink
from bot.domain.message import Rows
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.links import Links
from bot.service.listing import decode, list_page, notice_page, short_name
from bot.service.ports import Chat

ID = "[A-Za-z0-9_-]{22}"  # as `listing.encode` writes them
PAGE = "(?P<page>[0-9]{1,6})"

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


class Deliver(Protocol):
    """Sets off a delivery of a kept link."""

    async def __call__(self, kept: KeptLink, *, target: Target, language: str) -> None: ...


def handlers(links: Links, chat: Chat, deliver: Deliver) -> list[BaseHandler[Any, Any, Any]]:
    """The command, and every callback that begins with `l:` (the list) or `n:` (the notice)."""

    async def show(update: Update, context: Context) -> None:
        written, language = reading.message(update), context.language
        target = reading.target(written)
        if not reading.private(written):
            await chat.say(target, say(language, "links-private"))
            return
        page = await links.page(reading.person(update).id, 0)
        await chat.say(target, *list_page(language, page, links.now(), links.ttl))

    async def old(update: Update, context: Context) -> None:
        await _query(update).answer(plain(context.language, "links-old-answer"))

    return [
        CommandHandler("links", show),
        *_ListButtons(links, chat, deliver).handlers(),
        *_NoticeButtons(links, chat).handlers(),
        CallbackQueryHandler(old, pattern="^[ln]:"),
    ]


class _Buttons(ABC):
    """What the buttons of the list and of the notice have in common: turn pages, keep and delete a link."""

    kind: str  # first letter of the callback data
    about: tuple[str, ...] = ()  # what the message is about: ids that all its buttons carry

    def __init__(self, links: Links, chat: Chat) -> None:
        self._links = links
        self._chat = chat

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [self._on("p", self.turn), self._on("k", self.keep, "link"), self._on("d", self.delete, "link")]

    async def turn(self, update: Update, context: Context) -> None:
        await asyncio.gather(_query(update).answer(), self._show(update, context))

    async def keep(self, update: Update, context: Context) -> None:
        link = await self._links.renew(reading.person(update).id, _id(context, "link"))
        await asyncio.gather(_answer(update, context, "links-kept-answer", link), self._show(update, context))

    async def delete(self, update: Update, context: Context) -> None:
        link = await self._links.delete(reading.person(update).id, _id(context, "link"))
        await asyncio.gather(_answer(update, context, "links-deleted-answer", link), self._show(update, context))

    def _on(self, what: str, handler: Handler, *ids: str) -> BaseHandler[Any, Any, Any]:
        named = "".join(f"(?P<{name}>{ID}):" for name in (*self.about, *ids))
        return CallbackQueryHandler(handler, pattern=f"^{self.kind}:{what}:{named}{PAGE}$")

    async def _show(self, update: Update, context: Context) -> None:
        """The page as it is now, in place of the message."""
        text, rows = await self._shown(update, context)
        message = _query(update).message
        assert message is not None
        await self._chat.settle(message.chat.id, message.message_id, text, rows)

    @abstractmethod
    async def _shown(self, update: Update, context: Context) -> tuple[str, Rows]: ...


class _ListButtons(_Buttons):
    """`l:p:<page>`, `l:g:<link>:<page>`, `l:k:<link>:<page>`, `l:d:<link>:<page>`."""

    kind = "l"

    def __init__(self, links: Links, chat: Chat, deliver: Deliver) -> None:
        super().__init__(links, chat)
        self._deliver = deliver

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [*super().handlers(), self._on("g", self.get, "link")]

    async def get(self, update: Update, context: Context) -> None:
        link = await self._links.get(reading.person(update).id, _id(context, "link"))
        answer = _answer(update, context, "links-coming-answer", link)
        if link is None:
            await asyncio.gather(answer, self._show(update, context))
            return
        message = _query(update).message
        assert message is not None
        target = Target(message.chat.id)
        await asyncio.gather(answer, self._deliver(link, target=target, language=context.language))

    async def _shown(self, update: Update, context: Context) -> tuple[str, Rows]:
        page = await self._links.page(reading.person(update).id, _page(context))
        return list_page(context.language, page, self._links.now(), self._links.ttl)


class _NoticeButtons(_Buttons):
    """`n:p:<notice>:<page>`, `n:a:<notice>:<page>`, `n:k:<notice>:<link>:<page>`, `n:d:<notice>:<link>:<page>`."""

    kind = "n"
    about = ("notice",)

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [*super().handlers(), self._on("a", self.keep_all)]

    async def keep_all(self, update: Update, context: Context) -> None:
        count = await self._links.renew_notice(reading.person(update).id, _id(context, "notice"))
        text = plain(context.language, "notice-all-kept-answer", count=count)
        await asyncio.gather(_query(update).answer(text), self._show(update, context))

    async def _shown(self, update: Update, context: Context) -> tuple[str, Rows]:
        notice_id = _id(context, "notice")
        page = await self._links.notice(reading.person(update).id, notice_id, _page(context))
        return notice_page(context.language, notice_id, page, self._links.now(), self._links.ttl)


async def _answer(update: Update, context: Context, key: str, link: KeptLink | None) -> None:
    """Say what happened to a link, or kindly that it has gone."""
    language = context.language
    text = plain(language, key, name=short_name(link)) if link else plain(language, "links-gone-answer")
    await _query(update).answer(text)


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


def _id(context: Context, name: str) -> UUID:
    assert context.match is not None
    return decode(context.match[name])


def _page(context: Context) -> int:
    assert context.match is not None
    return int(context.match["page"])
