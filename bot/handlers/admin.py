"""For the owner: `/stats` and `/check <user id>`."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, filters

from bot.domain.delivery import State
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import say
from bot.i18n.format import date
from bot.service.deliveries import Deliveries
from bot.service.links import Links
from bot.service.people import People

DAY = timedelta(days=1)
LONGEST_ID = 16  # digits; Telegram's ids have 52 bits at most (https://core.telegram.org/bots/api#user)


def handlers(people: People, links: Links, deliveries: Deliveries, zone: tzinfo) -> list[BaseHandler[Any, Any, Any]]:
    """For others these commands don't exist: `errors.handlers` answers them like any unknown one."""

    async def stats(update: Update, context: Context) -> None:
        since = links.now() - DAY
        known, counts = await people.counts(since), await deliveries.counts(since)
        text = say(
            context.language,
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
        await reading.message(update).reply_html(text)

    async def check(update: Update, context: Context) -> None:
        await reading.message(update).reply_html(await about(context.args or [], context.language))

    async def about(words: list[str], language: str) -> str:
        if len(words) != 1 or not words[0].isdecimal() or len(words[0]) > LONGEST_ID:
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

    admins = filters.UpdateType.MESSAGE & _FromAdmin(people)
    return [CommandHandler("stats", stats, admins), CommandHandler("check", check, admins)]


class _FromAdmin(filters.MessageFilter):
    def __init__(self, people: People) -> None:
        super().__init__()
        self._people = people

    def filter(self, message: Message) -> bool:
        return message.from_user is not None and self._people.is_admin(message.from_user.id)


def _date(language: str, when: datetime | None, zone: tzinfo) -> str:
    return date(language, when, zone) if when else "–"
