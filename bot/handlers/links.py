"""A message with links: each becomes a delivery."""

from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, ContextTypes, MessageHandler, filters

from bot.handlers import reading
from bot.i18n import say
from bot.service.deliveries import Deliveries


def handlers(deliveries: Deliveries) -> list[BaseHandler[Any, Any, Any]]:
    """`/get`, and every other message that is meant for the bot."""

    async def begin(update: Update, written: Message, source: Message) -> None:
        """Deliver the links of `source` as an answer to `written`."""
        language = reading.language(update)
        found = reading.links(source)
        if not found:
            await written.reply_html(say(language, "links-none"))
            return
        target = reading.target(written)
        await deliveries.begin(found, user_id=reading.person(update).id, target=target, language=language)

    async def get(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        written = reading.message(update)
        answered = written.reply_to_message
        source = answered if answered is not None and not reading.links(written) else written
        await begin(update, written, source)

    async def message(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        written = reading.message(update)
        if not reading.addressed(written, context.bot.bot):
            return
        answered = written.reply_to_message
        mine = answered is None or answered.from_user is None or answered.from_user.id == context.bot.id
        source = written if mine or answered is None or reading.links(written) else answered
        await begin(update, written, source)

    return [
        CommandHandler("get", get),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, message),
    ]
