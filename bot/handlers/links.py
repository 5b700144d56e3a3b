"""A message with links: each becomes a delivery."""

from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import say
from bot.service.deliveries import Deliveries


def handlers(deliveries: Deliveries) -> list[BaseHandler[Any, Any, Any]]:
    """`/get`, and every other message that is meant for the bot."""

    async def get(update: Update, context: Context) -> None:
        written, language = reading.message(update), context.language
        found = reading.links(reading.source(written, context.bot.bot))
        if not found:
            await written.reply_html(say(language, "links-none"))
            return
        target = reading.target(written)
        await deliveries.begin(found, user_id=reading.person(update).id, target=target, language=language)

    async def message(update: Update, context: Context) -> None:
        if reading.addressed(reading.message(update), context.bot.bot):
            await get(update, context)

    return [
        CommandHandler("get", get),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, message),
    ]
