"""Who comes in. Runs before all other handlers."""

from typing import Any

from telegram import ChatMember, Update
from telegram.ext import ApplicationHandlerStop, BaseHandler, ChatMemberHandler, ContextTypes, TypeHandler

from bot.handlers import reading
from bot.i18n import plain, say
from bot.service.people import People

GROUP = -1  # python-telegram-bot runs handler groups in ascending order


def handlers(people: People) -> list[BaseHandler[Any, Any, Any]]:
    """The gate, and the watch on who blocks the bot."""

    async def gate(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.my_chat_member is not None:
            return
        user = update.effective_user
        if user is None or user.is_bot or update.effective_message is None:
            raise ApplicationHandlerStop
        if people.may(user.id):
            await people.met(user.id, reading.language(update))
            return
        if update.callback_query is not None:
            await update.callback_query.answer(plain(reading.language(update), "access-denied", id=str(user.id)))
        elif reading.addressed(update.effective_message, context.bot.bot):
            await update.effective_message.reply_html(say(reading.language(update), "access-denied", id=str(user.id)))
        raise ApplicationHandlerStop

    async def member(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type != change.chat.PRIVATE:
            return
        if change.new_chat_member.status == ChatMember.BANNED:
            await people.left(change.from_user.id)
        elif people.may(change.from_user.id):
            await people.met(change.from_user.id, reading.language(update))

    return [TypeHandler(Update, gate), ChatMemberHandler(member, ChatMemberHandler.MY_CHAT_MEMBER)]
