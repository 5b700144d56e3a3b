"""Who comes in. Runs before all other handlers."""

import logging
from typing import Any

from telegram import ChatMember, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, BaseHandler, ChatMemberHandler, ContextTypes, TypeHandler

from bot.handlers import reading
from bot.i18n import plain, say
from bot.service.people import People

log = logging.getLogger(__name__)

GROUP = -1  # python-telegram-bot runs handler groups in ascending order


def handlers(people: People) -> list[BaseHandler[Any, Any, Any]]:
    """The gate, and the watch on who blocks the bot."""

    async def gate(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        user = update.effective_user
        if user is None or user.is_bot or (update.message is None and update.callback_query is None):
            raise ApplicationHandlerStop  # channel posts, edited messages, other bots
        if people.may(user.id):
            await people.met(user.id, reading.language(update))
            return
        try:
            await refuse(update, user, context.bot.bot)
        except TelegramError as error:  # they stay outside all the same
            log.info("stranger not told user=%s reason=%s", user.id, error.message)
        raise ApplicationHandlerStop

    async def refuse(update: Update, user: User, bot: User) -> None:
        language = reading.language(update)
        if update.callback_query is not None:
            await update.callback_query.answer(plain(language, "access-denied", id=str(user.id)), show_alert=True)
        elif update.message is not None and reading.addressed(update.message, bot):
            await update.message.reply_html(say(language, "access-denied", id=str(user.id)))

    async def member(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != change.chat.PRIVATE:
            return
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.left(change.from_user.id)
        elif people.may(change.from_user.id):
            await people.met(change.from_user.id, reading.language(update))

    # Of a group only the first handler that fits is asked, and the gate fits everything.
    return [ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER), TypeHandler(Update, gate)]
