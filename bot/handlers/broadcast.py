"""For the owner: `/broadcast <text>` and the button Broadcast of `/admin`, whose question is answered with the text."""

import asyncio
from typing import Any
from uuid import UUID

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import BaseHandler, MessageHandler, filters

from bot.domain.delivery import Target
from bot.handlers import reading
from bot.handlers.context import Context
from bot.handlers.owner_only import AdminPress, FromAdmin, command
from bot.i18n import plain, say
from bot.service.broadcast import Broadcasts
from bot.service.broadcast_pages import MARK, ask, preview
from bot.service.listing import decode
from bot.service.people import People
from bot.service.ports import Chat

ID = "(?P<broadcast>[A-Za-z0-9_-]{22})"  # as `listing.encode` writes them


def handlers(people: People, broadcasts: Broadcasts, chat: Chat) -> list[BaseHandler[Any, Any, Any]]:
    """To be asked before the handler of links: a text may hold some."""

    async def write(update: Update, context: Context) -> None:
        written = reading.message(update)
        text = reading.html_behind_command(written)
        if text:
            await draft(written, text, context)
        else:
            await chat.say(reading.target(written), *ask(context.language))

    async def question(update: Update, context: Context) -> None:
        await asyncio.gather(reading.query(update).answer(), chat.say(_here(update), *ask(context.language)))

    async def answer(update: Update, context: Context) -> None:
        written = reading.message(update)
        await draft(written, written.text_html, context)

    async def draft(written: Message, text: str, context: Context) -> None:
        made, count = await broadcasts.draft(written.chat_id, text)  # a private chat has its person's id
        await chat.say(Target(written.chat_id), text)
        await chat.say(Target(written.chat_id), *preview(context.language, made, count))

    async def send(update: Update, context: Context) -> None:
        begun = await broadcasts.send(_id(context), context.language)
        await over(update, context, begun, "broadcast-begun")

    async def discard(update: Update, context: Context) -> None:
        await over(update, context, await broadcasts.discard(_id(context)), "broadcast-discarded")

    async def give_up(update: Update, context: Context) -> None:
        await over(update, context, True, "broadcast-discarded")

    async def stop(update: Update, context: Context) -> None:
        halted = broadcasts.halt(_id(context))
        said = plain(context.language, "broadcast-stopping" if halted else "broadcast-over")
        await reading.query(update).answer(said)

    async def over(update: Update, context: Context, done: bool, key: str) -> None:
        """Answer the press; a question that is answered has no buttons any more."""
        query, language = reading.query(update), context.language
        if not done:
            await query.answer(plain(language, "broadcast-over"))
            return
        assert query.message is not None
        here = query.message.chat.id, query.message.message_id
        await asyncio.gather(query.answer(), chat.settle(*here, say(language, key)))

    answers = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & FromAdmin(people) & _AnswersTheQuestion()
    return [
        command(people, "broadcast", write),
        MessageHandler(answers & filters.TEXT & ~filters.COMMAND, answer),
        AdminPress(people, question, "^a:c$"),
        AdminPress(people, give_up, f"^{MARK}$"),
        AdminPress(people, send, f"^a:cs:{ID}$"),
        AdminPress(people, discard, f"^a:cx:{ID}$"),
        AdminPress(people, stop, f"^a:ct:{ID}$"),
    ]


class _AnswersTheQuestion(filters.MessageFilter):
    """An answer to a message of the bot's with the mark: known by itself, also after a restart."""

    def filter(self, message: Message) -> bool:
        answered = message.reply_to_message
        if answered is None or not isinstance(answered.reply_markup, InlineKeyboardMarkup):
            return False
        buttons = [button for row in answered.reply_markup.inline_keyboard for button in row]
        return any(button.callback_data == MARK for button in buttons)


def _here(update: Update) -> Target:
    message = reading.query(update).message
    assert message is not None
    return Target(message.chat.id)


def _id(context: Context) -> UUID:
    assert context.match is not None
    return decode(context.match["broadcast"])
