"""`/mydata` sends somebody all that is known of them, `/forget` deletes it: its buttons are `f:y` and `f:n`.

The buttons carry no id: each person deletes their own.
"""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.domain.message import Button
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.personal import Personal
from bot.service.ports import Chat

FILE = "mydata.json"


def handlers(personal: Personal, chat: Chat) -> list[BaseHandler[Any, Any, Any]]:
    """In private only: what is known of somebody is nobody else's business."""

    async def mydata(update: Update, context: Context) -> None:
        written = reading.message(update)
        if not reading.private(written):
            await chat.say(reading.target(written), say(context.language, "personal-private"))
            return
        data = await personal.export(reading.person(update).id)
        await chat.file(reading.target(written), FILE, data, say(context.language, "personal-data"))

    async def forget(update: Update, context: Context) -> None:
        written, language = reading.message(update), context.language
        if not reading.private(written):
            await chat.say(reading.target(written), say(language, "personal-private"))
            return
        yes = Button(plain(language, "personal-forget-button"), "f:y")
        no = Button(plain(language, "personal-keep-button"), "f:n")
        await chat.say(reading.target(written), say(language, "personal-question"), [[yes], [no]])

    async def confirmed(update: Update, context: Context) -> None:
        language = context.language  # the chosen one, which is forgotten with the rest
        await personal.forget(reading.person(update).id)
        await ended(update, say(language, "personal-forgotten"))

    async def kept(update: Update, context: Context) -> None:
        await ended(update, say(context.language, "personal-kept"))

    async def ended(update: Update, text: str) -> None:
        query = reading.query(update)
        assert query.message is not None
        await asyncio.gather(query.answer(), chat.settle(query.message.chat.id, query.message.message_id, text))

    return [
        CommandHandler("mydata", mydata),
        CommandHandler("forget", forget),
        CallbackQueryHandler(confirmed, pattern="^f:y$"),
        CallbackQueryHandler(kept, pattern="^f:n$"),
    ]
