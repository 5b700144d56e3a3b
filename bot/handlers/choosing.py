"""What of a link to send: the buttons of the question, Change in the status line, and Fetch anew below a file."""

import re
from typing import Any
from uuid import UUID

from telegram import CallbackQuery, Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain
from bot.service.deliveries import Deliveries

_QUESTION = re.compile("^d:f:(?P<id>[0-9a-f]{32}):(?P<word>[a-z0-9]{1,12})$")


def handlers(deliveries: Deliveries) -> list[BaseHandler[Any, Any, Any]]:
    """The question's buttons `d:f:<id>:<word>`, Change `d:g:<id>`, Fetch anew `d:n:<id>`."""

    async def press(update: Update, context: Context) -> None:
        query = reading.query(update)
        assert context.match is not None
        delivery_id, word = UUID(hex=context.match["id"]), context.match["word"]
        answer = await deliveries.press(delivery_id, reading.person(update).id, word)
        await query.answer(plain(context.language, "delivery-over") if answer is None else answer)

    async def change(update: Update, context: Context) -> None:
        query = reading.query(update)
        done = deliveries.change(_id(query), reading.person(update).id)
        await query.answer(plain(context.language, "choose-changing" if done else "choose-too-late"))

    async def anew(update: Update, context: Context) -> None:
        query = reading.query(update)
        done = await deliveries.anew(_id(query), reading.person(update).id)
        await query.answer(plain(context.language, "choose-anew" if done else "delivery-over"))

    return [
        CallbackQueryHandler(press, pattern=_QUESTION),
        CallbackQueryHandler(change, pattern="^d:g:[0-9a-f]{32}$"),
        CallbackQueryHandler(anew, pattern="^d:n:[0-9a-f]{32}$"),
    ]


def _id(query: CallbackQuery) -> UUID:
    return UUID(hex=(query.data or "")[4:])
