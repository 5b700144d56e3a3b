"""The buttons below a failure: what can be done about it."""

from typing import Any
from uuid import UUID

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain
from bot.service.remedies import Remedies, Remedy
from bot.service.reports import Outcome, Reporter, Reports


def handlers(remedies: Remedies, reports: Reports) -> list[BaseHandler[Any, Any, Any]]:
    """In an hour `d:h:<id>`, lower quality `d:l:<id>:<height>`, sound alone `d:a:<id>`, once it is there `d:m:<id>`,
    tell the owner `d:o:<id>`."""

    async def later(update: Update, context: Context) -> None:
        done = await remedies.later(_id(context), reading.person(update).id)
        await answer(update, context, "remedy-later-answer" if done else "delivery-over")

    async def remind(update: Update, context: Context) -> None:
        done = await remedies.remind(_id(context), reading.person(update).id)
        await answer(update, context, "remedy-remind-answer" if done else "delivery-over")

    async def lower(update: Update, context: Context) -> None:
        assert context.match is not None
        height = int(context.match["height"])
        done = await remedies.lower(_id(context), reading.person(update).id, height)
        await answer(update, context, "remedy-lower-answer" if done else "delivery-over", height=f"{height}p")

    async def sound(update: Update, context: Context) -> None:
        done = await remedies.sound(_id(context), reading.person(update).id)
        await answer(update, context, "remedy-sound-answer" if done else "delivery-over")

    async def owner(update: Update, context: Context) -> None:
        person = reading.person(update)
        reporter = Reporter(person.id, person.full_name)
        outcome = await reports.accept(_id(context), reporter)
        await answer(update, context, f"remedy-owner-{outcome}")
        if outcome is Outcome.TOLD:
            await reports.pass_on(_id(context), reporter)

    async def answer(update: Update, context: Context, key: str, **values: str) -> None:
        await reading.query(update).answer(plain(context.language, key, **values))

    def on(remedy: Remedy, handler: Any, more: str = "") -> BaseHandler[Any, Any, Any]:
        return CallbackQueryHandler(handler, pattern=f"^d:{remedy}:(?P<id>[0-9a-f]{{32}}){more}$")

    return [
        on(Remedy.LATER, later),
        on(Remedy.REMIND, remind),
        on(Remedy.LOWER, lower, ":(?P<height>[1-9][0-9]{1,3})"),
        on(Remedy.SOUND, sound),
        on(Remedy.OWNER, owner),
    ]


def _id(context: Context) -> UUID:
    assert context.match is not None
    return UUID(hex=context.match["id"])
