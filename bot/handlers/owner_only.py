"""What only an admin reaches, and only in their private chat. For everybody else it does not exist."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler, filters

from bot.domain.person import LONGEST_ID
from bot.handlers.context import Context
from bot.service.people import People

ID = f"(?P<id>[0-9]{{1,{LONGEST_ID}}})"  # a person

Handler = Callable[[Update, Context], Coroutine[Any, Any, None]]


class FromAdmin(filters.MessageFilter):
    """Messages of an admin."""

    def __init__(self, people: People) -> None:
        super().__init__()
        self._people = people

    def filter(self, message: Message) -> bool:
        return message.from_user is not None and self._people.is_admin(message.from_user.id)


class AdminPress(CallbackQueryHandler[Any, Any]):
    """A press by an admin in their private chat: data can be forged, so every press is looked at."""

    def __init__(self, people: People, callback: Handler, pattern: str) -> None:
        super().__init__(callback, pattern=pattern)
        self._people = people

    def check_update(self, update: object) -> Any:
        query = update.callback_query if isinstance(update, Update) else None
        if query is None or not self._people.is_admin(query.from_user.id):
            return None
        if query.message is None or query.message.chat.type != ChatType.PRIVATE:
            return None
        return super().check_update(update)


def command(people: People, name: str, callback: Handler) -> BaseHandler[Any, Any, Any]:
    """A command of an admin in their private chat."""
    return CommandHandler(name, callback, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & FromAdmin(people))


def number(context: Context, group: str) -> int:
    """A number in the data of the press."""
    assert context.match is not None
    return int(context.match[group])
