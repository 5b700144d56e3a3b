"""For the owner: `/admin` and its pages, `/stats`, `/check <user id>`. For others they don't exist.

`errors.handlers` answers them there like any unknown command, and a forged press like an old one.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, filters

from bot.domain.delivery import Target
from bot.domain.limits import MB
from bot.domain.media import MediaKind
from bot.domain.person import LONGEST_ID, Access, Quota
from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.owner_only import ID, AdminPress, FromAdmin, Handler, command, number
from bot.i18n import plain, say
from bot.service import panel, panel_people
from bot.service.approvals import Approvals
from bot.service.owner import Owner
from bot.service.panel import Shown
from bot.service.people import People
from bot.service.ports import Chat

PAGE = "(?P<page>[0-9]{1,6})"
AMOUNT = "(?P<amount>[0-9]{1,6})"


class Admin:
    """The pages, each shown in place of the one before."""

    def __init__(self, *, people: People, owner: Owner, approvals: Approvals, chat: Chat, zone: tzinfo) -> None:
        self._people = people
        self._owner = owner
        self._approvals = approvals
        self._chat = chat
        self._zone = zone

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        stats = filters.UpdateType.MESSAGE & FromAdmin(self._people)
        return [
            command(self._people, "admin", self.admin),
            command(self._people, "check", self.check),
            CommandHandler("stats", self.stats, stats),
            self._on("h", self.home),
            self._on("f", self.failures),
            self._on("m", self.machine),
            self._on("t", self.figures),
            self._on(f"p:{PAGE}", self.list_people),
            self._on(f"w:{PAGE}", self.strangers),
            self._on(f"i:{ID}", self.person),
            self._on(f"a:{ID}", self.allow),
            self._on(f"b:{ID}", self.ban),
            self._on(f"q:{ID}", self.quotas),
            self._on(f"l:{ID}:{AMOUNT}", self.grant_links),
            self._on(f"s:{ID}:{AMOUNT}", self.grant_bytes),
        ]

    async def admin(self, update: Update, context: Context) -> None:
        """The first page, or with words, whom they find."""
        language, words = context.language, " ".join(context.args or [])
        shown = panel.home(language, await self._owner.overview())
        if words:
            found = await self._owner.people(0, words.removeprefix("@"))
            shown = panel_people.found(language, found, words, self._owner.now())
        await self._chat.say(reading.target(reading.message(update)), *shown)

    async def check(self, update: Update, context: Context) -> None:
        """One person's page, by their id."""
        written, words = reading.message(update), context.args or []
        shown: Shown = say(context.language, "admin-check-usage"), ()
        if len(words) == 1 and words[0].isdecimal() and len(words[0]) <= LONGEST_ID:
            shown = await self._person(context, int(words[0]))
        await self._chat.say(reading.target(written), *shown)

    async def stats(self, update: Update, context: Context) -> None:
        """People and deliveries in figures, and as a picture."""
        target = reading.target(reading.message(update))
        await self._chat.say(target, panel.stats(context.language, await self._owner.overview()))
        await self._picture(target, context)

    async def figures(self, update: Update, context: Context) -> None:
        """The picture alone, in a message of its own."""
        query = reading.query(update)
        assert query.message is not None
        await query.answer(plain(context.language, "admin-picture-answer"))
        if not await self._picture(Target(query.message.chat.id), context):
            await self._chat.say(Target(query.message.chat.id), say(context.language, "admin-picture-none"))

    async def home(self, update: Update, context: Context) -> None:
        await self._show(update, panel.home(context.language, await self._owner.overview()))

    async def failures(self, update: Update, context: Context) -> None:
        await self._show(update, panel.failures(context.language, await self._owner.failures()))

    async def machine(self, update: Update, context: Context) -> None:
        await self._show(update, panel.machine(context.language, await self._owner.machine()))

    async def list_people(self, update: Update, context: Context) -> None:
        page = await self._owner.people(number(context, "page"))
        await self._show(update, panel_people.people(context.language, page, self._owner.now()))

    async def strangers(self, update: Update, context: Context) -> None:
        page = await self._owner.strangers(number(context, "page"))
        await self._show(update, panel_people.strangers(context.language, page, self._owner.now()))

    async def person(self, update: Update, context: Context) -> None:
        await self._show(update, await self._person(context, number(context, "id")))

    async def allow(self, update: Update, context: Context) -> None:
        await self._decide(update, context, Access.ALLOWED)

    async def ban(self, update: Update, context: Context) -> None:
        await self._decide(update, context, Access.BANNED)

    async def quotas(self, update: Update, context: Context) -> None:
        await self._show(update, await self._quotas(context, number(context, "id")))

    async def grant_links(self, update: Update, context: Context) -> None:
        amount = number(context, "amount")
        await self._grant(update, context, lambda quota: replace(quota, links=amount or None))

    async def grant_bytes(self, update: Update, context: Context) -> None:
        amount = number(context, "amount")
        await self._grant(update, context, lambda quota: replace(quota, size=amount * MB or None))

    def _on(self, data: str, handler: Handler) -> BaseHandler[Any, Any, Any]:
        return AdminPress(self._people, handler, f"^a:{data}$")

    async def _picture(self, target: Target, context: Context) -> bool:
        """Send it; False when there is nothing to draw."""
        await self._chat.show(target, MediaKind.PHOTO)
        picture = await self._owner.picture(context.language, context.preferences.zone_or(self._zone))
        if picture is not None:
            await self._chat.picture(target, picture, say(context.language, "admin-picture"))
        return picture is not None

    async def _decide(self, update: Update, context: Context, access: Access) -> None:
        user_id = number(context, "id")
        await self._approvals.decide(user_id, access)
        await self._show(update, await self._person(context, user_id))

    async def _grant(self, update: Update, context: Context, change: Callable[[Quota], Quota]) -> None:
        user_id = number(context, "id")
        if person := await self._people.get(user_id):
            await self._people.grant(user_id, change(person.quota))
        await self._show(update, await self._quotas(context, user_id))

    async def _person(self, context: Context, user_id: int) -> Shown:
        seen = await self._owner.dossier(user_id)
        if seen is None:
            return say(context.language, "admin-check-unknown", id=str(user_id)), ()
        return panel_people.person(context.language, seen, context.preferences.zone_or(self._zone))

    async def _quotas(self, context: Context, user_id: int) -> Shown:
        person = await self._people.get(user_id)
        if person is None:
            return say(context.language, "admin-check-unknown", id=str(user_id)), ()
        return panel_people.quotas(context.language, person)

    async def _show(self, update: Update, shown: Shown) -> None:
        """Answer the press, and show this in place of its message."""
        query = reading.query(update)
        assert query.message is not None
        message = query.message
        await asyncio.gather(query.answer(), self._chat.settle(message.chat.id, message.message_id, *shown))
