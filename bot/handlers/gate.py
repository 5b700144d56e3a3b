"""Who comes in. Runs before all other handlers."""

import logging
from typing import Any

from telegram import ChatMember, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, BaseHandler, ChatMemberHandler, TypeHandler

from bot.domain.person import Knock, Visitor
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.approvals import Approvals
from bot.service.people import People
from bot.service.preferences import Settings

log = logging.getLogger(__name__)

SENTENCES = {  # where a stranger stands
    Knock.NEW: "access-asked",
    Knock.WAITING: "access-asked",
    Knock.TOLD: "access-asked",
    Knock.REFUSED: "access-refused",
    Knock.UNASKED: "access-denied",
}

GROUP = -1  # python-telegram-bot runs handler groups in ascending order


def handlers(people: People, settings: Settings, approvals: Approvals) -> list[BaseHandler[Any, Any, Any]]:
    """The gate, which fills in the context of all other handlers, and the watch on who blocks the bot."""

    async def gate(update: Update, context: Context) -> None:
        user = update.effective_user
        asked = update.message or update.callback_query or update.inline_query
        if user is None or user.is_bot or asked is None:
            raise ApplicationHandlerStop  # channel posts, edited messages, other bots
        await context.fill(update, settings)
        if people.may(user.id):
            if update.inline_query is None:  # also whoever has blocked the bot may name it in another chat
                await people.met(user.id, context.own_language, name=user.full_name, username=user.username)
            return
        try:
            await refuse(update, user, context)
        except TelegramError as error:  # they stay outside all the same
            log.info("stranger not told user=%s reason=%s", user.id, error.message)
        raise ApplicationHandlerStop

    async def refuse(update: Update, user: User, context: Context) -> None:
        query, written = update.callback_query, update.message
        if update.inline_query is not None:
            await update.inline_query.answer((), is_personal=True)
            return
        if query is None and not (written and reading.addressed(written, context.bot.bot)):
            return
        knock = await approvals.knock(Visitor(user.id, context.own_language, user.full_name, user.username))
        if query is not None:  # every press gets an answer, a banned person's an empty one
            silent = people.is_banned(user.id) and knock is Knock.TOLD
            await query.answer(
                None if silent else plain(context.language, SENTENCES[knock], id=str(user.id)), show_alert=True
            )
        elif written is not None and knock is not Knock.TOLD:
            await written.reply_html(say(context.language, SENTENCES[knock], id=str(user.id)))

    async def member(update: Update, context: Context) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != change.chat.PRIVATE:
            return
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.left(change.from_user.id)
        elif people.may(change.from_user.id):
            await context.fill(update, settings)
            user = change.from_user
            await people.met(user.id, context.own_language, name=user.full_name, username=user.username)

    # Of a group only the first handler that fits is asked, and the gate fits everything.
    return [ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER), TypeHandler(Update, gate)]
