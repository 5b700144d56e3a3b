"""Kept links: `/links`, and the buttons of the list and of the daily notice. Each person sees and changes their own."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.domain.delivery import Target
from bot.domain.link import KeptLink
from bot.domain.preferences import Preferences
from bot.domain.search import EVERYTHING, Order, Search
from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.noticed import NoticeButtons
from bot.handlers.pressed import Latest, Once, Shown, answer, found_id, found_page, query
from bot.handlers.selecting import ChoiceButtons
from bot.i18n import plain, say
from bot.service.exporting import as_csv, as_json
from bot.service.links import Links
from bot.service.listing import link_page, list_page
from bot.service.ports import Chat
from bot.service.selecting import sites_page
from bot.service.views import View, Views


class Deliver(Protocol):
    """Sets off a delivery of a kept link."""

    async def __call__(self, kept: KeptLink, *, target: Target, language: str, preferences: Preferences) -> None: ...


def handlers(links: Links, chat: Chat, deliver: Deliver) -> list[BaseHandler[Any, Any, Any]]:
    """The command, and every callback that begins with `l:` (the list) or `n:` (the notice)."""
    views, latest = Views(), Latest(chat)

    async def show(update: Update, context: Context) -> None:
        written, language, person = reading.message(update), context.language, reading.person(update).id
        target = reading.target(written)
        if not reading.private(written):
            await chat.say(target, say(language, "links-private"))
            return
        typed = " ".join(context.args or ())
        search = Search.of(typed)
        view = views.put(person, View(search, typed)) if search.words else View()
        page = await links.page(person, 0, search)
        await chat.say(target, *list_page(language, page, links.now(), links.ttl, view))

    async def old(update: Update, context: Context) -> None:
        await query(update).answer(plain(context.language, "links-old-answer"))

    return [
        CommandHandler("links", show),
        *_ListButtons(links, latest, views, chat, deliver).handlers(),
        *NoticeButtons(links, latest).handlers(),
        CallbackQueryHandler(old, pattern="^[ln]:"),
    ]


class _ListButtons(ChoiceButtons):
    """The list's own buttons: what it shows, its links and their files."""

    def __init__(self, links: Links, latest: Latest, views: Views, chat: Chat, deliver: Deliver) -> None:
        super().__init__(links, latest, views)
        self._chat = chat
        self._deliver = deliver
        self._once = Once()

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [
            *super().handlers(),
            self.on("o", self.open, "link"),
            self.on("g", self.get, "link"),
            self.on("find", self.explain),
            self.on("newest", self.newest),
            self.on("soonest", self.soonest),
            self.on("whole", self.whole),
            self.on("sites", self.sites),
            self.on("site", self.site),
            self.on("json", self.as_json),
            self.on("csv", self.as_csv),
        ]

    async def open(self, update: Update, context: Context) -> None:
        """Show one link with what can be done with it."""
        link = await self._links.get(reading.person(update).id, found_id(context, "link"))
        if link is None:
            await self.say_and_show(update, context, "links-gone-answer")
            return
        view = self.view(update, context) or View()

        async def render() -> Shown:
            return link_page(context.language, link, self._links.now(), view, found_page(context))

        await asyncio.gather(query(update).answer(), self._latest.show(update, render))

    async def get(self, update: Update, context: Context) -> None:
        link = await self._links.get(reading.person(update).id, found_id(context, "link"))
        answered = answer(update, context, "links-coming-answer", link)
        if link is None:
            await asyncio.gather(answered, self.show(update, context))
        elif self._once.first(update):
            target = Target(reading.message(update).chat.id)
            language, wanted = context.language, context.preferences
            await asyncio.gather(answered, self._deliver(link, target=target, language=language, preferences=wanted))
        else:
            await answered

    async def explain(self, update: Update, context: Context) -> None:
        text = plain(context.language, "links-find-answer", bot=f"@{context.bot.username}")
        await query(update).answer(text, show_alert=True)

    async def newest(self, update: Update, context: Context) -> None:
        await self.change(update, context, lambda view: _sorted(view, Order.NEWEST))

    async def soonest(self, update: Update, context: Context) -> None:
        await self.change(update, context, lambda view: _sorted(view, Order.EXPIRING))

    async def whole(self, update: Update, context: Context) -> None:
        def widened(view: View) -> View:
            return replace(view, search=replace(EVERYTHING, order=view.search.order), typed="")

        await self.change(update, context, widened)

    async def sites(self, update: Update, context: Context) -> None:
        """Offer the sites; which button stands for which is kept in the view."""
        if (view := self.view(update, context)) is None:
            await self.say_and_show(update, context, "links-forgotten-answer")
            return
        person = reading.person(update).id
        sites = await self._links.sites(person, found_page(context), view.search)
        view = self._views.put(person, replace(view, sites=tuple(host for host, _ in sites.sites)))

        async def render() -> Shown:
            return sites_page(context.language, sites, view)

        await asyncio.gather(query(update).answer(), self._latest.show(update, render))

    async def site(self, update: Update, context: Context) -> None:
        """Show one site's links alone; its place stands where others have their page."""
        view, place = self.view(update, context), found_page(context)
        if view is None or place >= len(view.sites):
            await self.say_and_show(update, context, "links-forgotten-answer")
            return
        host = view.sites[place]
        await self.change(update, context, lambda view: replace(view, search=replace(view.search, host=host)))

    async def as_json(self, update: Update, context: Context) -> None:
        await self._export(update, context, "json", as_json)

    async def as_csv(self, update: Update, context: Context) -> None:
        await self._export(update, context, "csv", as_csv)

    async def _export(
        self, update: Update, context: Context, ending: str, write: Callable[[Sequence[KeptLink]], bytes]
    ) -> None:
        """Send what the list shows as a file."""
        if (view := self.view(update, context)) is None:
            await self.say_and_show(update, context, "links-forgotten-answer")
            return
        answered = query(update).answer(plain(context.language, "links-export-answer"))
        if not self._once.first(update):
            await answered
            return
        export, _ = await asyncio.gather(self._links.export(reading.person(update).id, view.search, write), answered)
        key = "links-export" if export.links == export.total else "links-export-first"
        caption = say(context.language, key, count=export.links, total=export.total)
        name = f"links-{self._links.now():%Y-%m-%d}.{ending}"
        await self._chat.file(Target(reading.message(update).chat.id), name, export.data, caption)


def _sorted(view: View, order: Order) -> View:
    return replace(view, search=replace(view.search, order=order))
