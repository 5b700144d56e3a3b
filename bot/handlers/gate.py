"""Who comes in. Runs before all other handlers."""

import logging
from typing import Any

from telegram import ChatMember, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, BaseHandler, ChatMemberHandler, TypeHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.people import People
from bot.service.preferences import Settings

log = logging.getLogger(__name__)

GROUP = -1  # python-telegram-bot runs handler groups in ascending order


def handlers(people: People, settings: Settings) -> list[BaseHandler[Any, Any, Any]]:
    """The gate, which fills in the context of all other handlers, and the watch on who blocks the bot."""

    async def gate(update: Update, context: Context) -> None:
        user = update.effective_user
        if user is None or user.is_bot or (update.message is None and update.callback_query is None):
            raise ApplicationHandlerStop  # channel posts, edited messages, other bots
        await context.fill(update, settings)
        if people.may(user.id):
            await people.met(user.id, context.own_language)
            return
        try:
            await refuse(update, user, context)
        except TelegramError as error:  # they stay outside all the same
            log.info("stranger not told user=%s reason=%s", user.id, error.message)
        raise ApplicationHandlerStop

    async def refuse(update: Update, user: User, context: Context) -> None:
        language = context.language
        if update.callback_query is not None:
            await update.callback_query.answer(plain(language, "access-denied", id=str(user.id)), show_alert=True)
        elif update.message is not None and reading.addressed(update.message, context.bot.bot):
            await update.message.reply_html(say(language, "access-denied", id=str(user.id)))

    async def member(update: Update, context: Context) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != change.chat.PRIVATE:
            return
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.left(change.from_user.id)
        elif people.may(change.from_user.id):
            await context.fill(update, settings)
            await people.met(change.from_user.id, context.own_language)

    # Of a group only the first handler that fits is asked, and the gate fits everything.
    return [ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER), TypeHandler(Update, gate)]
