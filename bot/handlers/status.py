"""What is under way: `/status`, `/cancel`, and the buttons of a status line."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from telegram import CallbackQuery, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.domain.person import LargeFiles
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.deliveries import Deliveries
from bot.service.overview import overview
from bot.service.ports import Chat
from bot.service.sites import Sites


class Troubles(Protocol):
    """Names the parts of the bot that are not well at present."""

    async def __call__(self) -> Sequence[str]: ...


def handlers(
    deliveries: Deliveries, chat: Chat, *, sites: Sites, troubles: Troubles
) -> list[BaseHandler[Any, Any, Any]]:
    """The commands, and the buttons: Cancel `d:c:<id>`, Retry `d:r:<id>`, and those of large files: in pieces
    `d:p:<id>`, whole `d:w:<id>`, ask me next time `d:q:<id>`."""

    async def status(update: Update, context: Context) -> None:
        written, user_id = reading.message(update), reading.person(update).id
        in_group, degraded = not reading.private(written), await troubles()
        records = () if in_group else await sites.known_to(user_id)
        own, all = deliveries.under_way(user_id), deliveries.under_way()
        if in_group:
            own = [course for course in own if course.delivery.target.chat_id == written.chat_id]
        shown = overview(context.language, own, all, degraded, records, in_group=in_group)
        await chat.say(reading.target(written), *shown)

    async def cancel(update: Update, context: Context) -> None:
        count = deliveries.cancel_all(reading.person(update).id)
        await reading.message(update).reply_html(say(context.language, "status-cancelled", count=count))

    async def cancel_one(update: Update, context: Context) -> None:
        query, language = reading.query(update), context.language
        done = deliveries.cancel(_id(query), reading.person(update).id)
        await query.answer(plain(language, "delivery-cancelling" if done else "delivery-over"))

    async def retry(update: Update, context: Context) -> None:
        query, language = reading.query(update), context.language
        done = await deliveries.retry(_id(query), reading.person(update).id)
        await query.answer(plain(language, "delivery-retrying" if done else "delivery-over"))

    async def pieces(update: Update, context: Context) -> None:
        await choose(update, context, LargeFiles.PIECES, "large-pieces-chosen")

    async def whole(update: Update, context: Context) -> None:
        await choose(update, context, LargeFiles.WHOLE, "large-whole-chosen")

    async def choose(update: Update, context: Context, choice: LargeFiles, answer: str) -> None:
        query, language = reading.query(update), context.language
        done = deliveries.choose(_id(query), reading.person(update).id, choice)
        await query.answer(plain(language, answer if done else "delivery-over"))

    async def ask_again(update: Update, context: Context) -> None:
        query, language = reading.query(update), context.language
        done = await deliveries.ask_again(_id(query), reading.person(update).id)
        await query.answer(plain(language, "large-asking-again" if done else "delivery-over"))

    return [
        CommandHandler("status", status),
        CommandHandler("cancel", cancel),
        CallbackQueryHandler(cancel_one, pattern=r"^d:c:[0-9a-f]{32}$"),
        CallbackQueryHandler(retry, pattern=r"^d:r:[0-9a-f]{32}$"),
        CallbackQueryHandler(pieces, pattern=r"^d:p:[0-9a-f]{32}$"),
        CallbackQueryHandler(whole, pattern=r"^d:w:[0-9a-f]{32}$"),
        CallbackQueryHandler(ask_again, pattern=r"^d:q:[0-9a-f]{32}$"),
    ]


def _id(query: CallbackQuery) -> UUID:
    return UUID(hex=(query.data or "")[4:])
