"""The buttons that choose several links of the list, and keep or delete those chosen."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from bot.domain.search import Choice
from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.pressed import Buttons, Latest, Shown, found_id, found_page, query
from bot.i18n import plain
from bot.service.links import Links
from bot.service.listing import list_page
from bot.service.selecting import choice_page, question
from bot.service.views import View, Views

MOST = 100  # links named one by one; "all" names none


class ChoiceButtons(Buttons):
    """Buttons of the list: `l:<what>:<page>[:<view>]`, some with a link before the page.

    A view is read and changed without waiting in between, so that of two presses the second finds what the first left.
    """

    kind = "l"
    end = "(?::(?P<view>[A-Za-z0-9_-]{11}))?"

    def __init__(self, links: Links, latest: Latest, views: Views) -> None:
        super().__init__(links, latest)
        self._views = views

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [
            *super().handlers(),
            self.on("choose", self.choose),
            self.on("leave", self.leave),
            self.on("on", self.take, "link"),
            self.on("off", self.drop, "link"),
            self.on("every", self.every),
            self.on("none", self.none),
            self.on("keep", self.keep_chosen),
            self.on("ask", self.ask),
            self.on("delete", self.delete_chosen),
        ]

    async def choose(self, update: Update, context: Context) -> None:
        await self.change(update, context, lambda view: replace(view, choice=Choice(view.search)))

    async def leave(self, update: Update, context: Context) -> None:
        await self.change(update, context, lambda view: replace(view, choice=None))

    async def take(self, update: Update, context: Context) -> None:
        link = found_id(context, "link")
        await self._choose(update, context, lambda choice: choice.with_(link, True))

    async def drop(self, update: Update, context: Context) -> None:
        link = found_id(context, "link")
        await self._choose(update, context, lambda choice: choice.with_(link, False))

    async def every(self, update: Update, context: Context) -> None:
        """Choose all that the list shows, on every page."""
        await self._choose(update, context, lambda choice: Choice(choice.search, until=self._links.now()))

    async def none(self, update: Update, context: Context) -> None:
        await self._choose(update, context, lambda choice: Choice(choice.search))

    async def ask(self, update: Update, context: Context) -> None:
        """Ask before more than one goes."""
        view = self.view(update, context)
        chosen = await self._links.count_chosen(reading.person(update).id, view.choice) if view and view.choice else 0
        if view is None or chosen <= 1:
            await self.delete_chosen(update, context)
            return

        async def render() -> Shown:
            return question(context.language, view, found_page(context), chosen)

        await asyncio.gather(query(update).answer(), self._latest.show(update, render))

    async def keep_chosen(self, update: Update, context: Context) -> None:
        await self._do(update, context, self._links.renew_chosen, "links-chosen-kept-answer")

    async def delete_chosen(self, update: Update, context: Context) -> None:
        await self._do(update, context, self._links.delete_chosen, "links-chosen-deleted-answer")

    def view(self, update: Update, context: Context) -> View | None:
        """What this message shows; None when it is forgotten."""
        assert context.match is not None
        return self._views.get(reading.person(update).id, context.match["view"] or "")

    async def change(self, update: Update, context: Context, how: Callable[[View], View]) -> None:
        """Let this message show something else; from its first page, if other links are shown."""
        if (before := self.view(update, context)) is None:
            await self.say_and_show(update, context, "links-forgotten-answer")
            return
        after = self._views.put(reading.person(update).id, how(before))
        page = found_page(context) if after.search == before.search else 0
        render = partial(self._rendered, update, context, after.id, page)
        await asyncio.gather(query(update).answer(), self._latest.show(update, render))

    async def say_and_show(self, update: Update, context: Context, key: str, count: int = 0) -> None:
        """Answer the press, and show the list as it is now."""
        text = plain(context.language, key, count=count)
        await asyncio.gather(query(update).answer(text), self.show(update, context))

    async def shown(self, update: Update, context: Context) -> Shown:
        assert context.match is not None
        return await self._rendered(update, context, context.match["view"] or "", found_page(context))

    async def _rendered(self, update: Update, context: Context, view_id: str, number: int) -> Shown:
        """A page of the view as it is now, of the plain list when that is forgotten."""
        person, now = reading.person(update).id, self._links.now()
        view = self._views.get(person, view_id) or View()
        page = await self._links.page(person, number, view.search)
        if view.choice is None:
            return list_page(context.language, page, now, self._links.ttl, view)
        chosen = await self._links.count_chosen(person, view.choice)
        return choice_page(context.language, page, now, view, chosen)

    async def _choose(self, update: Update, context: Context, how: Callable[[Choice], Choice]) -> None:
        """Choose other links."""
        view = self.view(update, context)
        if view is not None and view.choice is None:  # they were kept or deleted just now
            await self.say_and_show(update, context, "links-none-chosen-answer")
        elif view is not None and view.choice is not None and len(how(view.choice).ids) > MOST:
            await query(update).answer(plain(context.language, "links-most-answer", count=MOST), show_alert=True)
        else:
            await self.change(update, context, lambda view: replace(view, choice=view.choice and how(view.choice)))

    async def _do(
        self, update: Update, context: Context, what: Callable[[int, Choice], Awaitable[int]], key: str
    ) -> None:
        """Do it with those chosen; of two presses the second finds none."""
        view, person = self.view(update, context), reading.person(update).id
        if view is None:
            await self.say_and_show(update, context, "links-forgotten-answer")
        elif view.choice is None:
            await self.say_and_show(update, context, "links-none-chosen-answer")
        else:
            self._views.put(person, replace(view, choice=None))
            await self.say_and_show(update, context, key, await what(person, view.choice))
