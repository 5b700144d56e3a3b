"""The buttons that put off the daily notice: `n:later:<notice>`, `n:tomorrow:<notice>`."""

import asyncio
from datetime import timedelta
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler, CallbackQueryHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.i18n.format import time_of_day
from bot.service.listing import LATER_HOURS, decode
from bot.service.ports import Chat
from bot.service.snooze import Snooze, Snoozed

NOTICE = "(?P<notice>[A-Za-z0-9_-]{22})"  # as `listing.encode` writes it


def handlers(snooze: Snooze, chat: Chat) -> list[BaseHandler[Any, Any, Any]]:
    """They stand below every notice that has links to go; asked before those of the list, which take any `n:`."""

    async def later(update: Update, context: Context) -> None:
        assert context.match is not None
        after = timedelta(hours=LATER_HOURS)
        notice = decode(context.match["notice"])
        await show(update, context, await snooze.later(reading.person(update).id, notice, context.preferences, after))

    async def tomorrow(update: Update, context: Context) -> None:
        assert context.match is not None
        notice = decode(context.match["notice"])
        await show(update, context, await snooze.tomorrow(reading.person(update).id, notice, context.preferences))

    async def show(update: Update, context: Context, snoozed: Snoozed | None) -> None:
        """Say in the message when it comes again; its buttons have done their work."""
        query, language = reading.query(update), context.language
        if snoozed is None:
            await query.answer(plain(language, "notice-snooze-old"))
            return
        at = time_of_day(language, snoozed.at.astimezone(snoozed.zone).time())
        text = say(language, "notice-snoozed", time=at, day="today" if snoozed.today else "tomorrow")
        message = query.message
        assert message is not None
        await asyncio.gather(query.answer(), chat.settle(message.chat.id, message.message_id, text))

    return [
        CallbackQueryHandler(later, pattern=f"^n:later:{NOTICE}$"),
        CallbackQueryHandler(tomorrow, pattern=f"^n:tomorrow:{NOTICE}$"),
    ]
