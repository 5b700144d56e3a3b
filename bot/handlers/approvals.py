"""The owner's answer to a stranger who asks to be let in: the buttons below the question, `a:y:<id>` and `a:n:<id>`."""

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import BaseHandler

from bot.domain.person import Access
from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.owner_only import ID, AdminPress, number
from bot.i18n import plain
from bot.service.approvals import Approvals
from bot.service.panel_people import decided
from bot.service.people import People
from bot.service.ports import Chat

ANSWERS = {Access.ALLOWED: "admin-allowed-answer", Access.BANNED: "admin-refused-answer"}


def handlers(people: People, approvals: Approvals, chat: Chat) -> list[BaseHandler[Any, Any, Any]]:
    """Several admins may have been asked: the first answer counts, the others see it."""

    async def allow(update: Update, context: Context) -> None:
        await decide(update, context, Access.ALLOWED)

    async def refuse(update: Update, context: Context) -> None:
        await decide(update, context, Access.BANNED)

    async def decide(update: Update, context: Context, access: Access) -> None:
        query, user_id = reading.query(update), number(context, "id")
        now = await approvals.decide(user_id, access, final=False)
        person = await people.get(user_id)
        if now is None or person is None:
            await query.answer(plain(context.language, "admin-nobody-answer"))
            return
        assert query.message is not None
        await asyncio.gather(
            query.answer(plain(context.language, ANSWERS[now])),
            chat.settle(query.message.chat.id, query.message.message_id, *decided(context.language, person, now)),
        )

    return [
        AdminPress(people, allow, f"^a:y:{ID}$"),
        AdminPress(people, refuse, f"^a:n:{ID}$"),
    ]
