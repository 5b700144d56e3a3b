"""For the owner: `/stats` and `/check <user id>`."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta, tzinfo
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes

from bot.domain.delivery import State
from bot.handlers import reading
from bot.i18n import say
from bot.i18n.format import date
from bot.service.deliveries import Deliveries
from bot.service.links import Links
from bot.service.people import People

DAY = timedelta(days=1)


def handlers(people: People, links: Links, deliveries: Deliveries, zone: tzinfo) -> list[BaseHandler[Any, Any, Any]]:
    """For others these commands don't exist: they get the sentence of an unknown command."""

    def for_admins(
        answer: Callable[[Update, list[str]], Awaitable[str]],
    ) -> Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]:
        async def handler(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            if not people.is_admin(reading.person(update).id):
                await reading.message(update).reply_html(say(reading.language(update), "command-unknown"))
                return
            await reading.message(update).reply_html(await answer(update, context.args or []))

        return handler

    async def stats(update: Update, _: list[str]) -> str:
        since = links.now() - DAY
        known, counts = await people.counts(since), await deliveries.counts(since)
        return say(
            reading.language(update),
            "admin-stats",
            people=known.known,
            active=known.active,
            blocked=known.blocked,
            links=await links.count(),
            done=counts.get(State.DONE, 0),
            failed=counts.get(State.FAILED, 0),
            cancelled=counts.get(State.CANCELLED, 0),
            running=len(deliveries.under_way()),
        )

    async def check(update: Update, words: list[str]) -> str:
        language = reading.language(update)
        if len(words) != 1 or not words[0].isdecimal():
            return say(language, "admin-check-usage")
        person = await people.get(int(words[0]))
        if person is None:
            return say(language, "admin-check-unknown", id=words[0])
        standing = await links.standing(person.user_id)
        return say(
            language,
            "admin-check",
            id=words[0],
            links=standing.links,
            next=_date(language, standing.next_expiry, zone),
            seen=_date(language, person.last_seen, zone),
            blocked="yes" if person.blocked_at else "no",
            may="yes" if people.may(person.user_id) else "no",
        )

    return [CommandHandler("stats", for_admins(stats)), CommandHandler("check", for_admins(check))]


def _date(language: str, when: datetime | None, zone: tzinfo) -> str:
    return date(language, when, zone) if when else "–"
