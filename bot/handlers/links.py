"""A message with links: each becomes a delivery. A message without any may be the answer to a question."""

from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CommandHandler, MessageHandler, filters

from bot.domain.format import Span
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import say
from bot.service.deliveries import Deliveries


def handlers(deliveries: Deliveries) -> list[BaseHandler[Any, Any, Any]]:
    """`/get <link> [<piece>]`, and every other message that is meant for the bot."""

    async def get(update: Update, context: Context) -> None:
        written = reading.message(update)
        links = reading.links(reading.source(written, context.bot.bot))
        if not links:
            await written.reply_html(say(context.language, "links-none"))
            return
        words = reading.behind_links(written)
        span = Span.parse(words)
        if span is None and _command(written) and any(sign.isdecimal() for sign in words):
            await written.reply_html(say(context.language, "choose-clip-usage"))
            return
        await deliveries.begin(
            links,
            user_id=reading.person(update).id,
            target=reading.target(written),
            language=context.language,
            preferences=context.preferences,
            span=span,
        )

    async def message(update: Update, context: Context) -> None:
        written = reading.message(update)
        if written.via_bot == context.bot.bot and written.effective_attachment is not None:
            return  # a file offered in inline mode and sent from there: its person has it
        if deliveries.typed(reading.person(update).id, written.chat_id, written.text or ""):
            return
        if reading.addressed(written, context.bot.bot):
            await get(update, context)

    return [
        CommandHandler("get", get),
        MessageHandler(filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL, message),
    ]


def _command(written: Message) -> bool:
    return (written.text or "").startswith("/")
