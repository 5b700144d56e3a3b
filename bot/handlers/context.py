"""What every handler is told besides the update: what its chat has set, and the language to speak."""

from typing import Any, Self

from telegram import Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.domain.preferences import Preferences
from bot.i18n import pick
from bot.service.preferences import Settings


class Context(CallbackContext[ExtBot[Any], Any, Any, Any]):
    """The context of one update. The gate, which runs first, fills it in; before that Telegram's language stands."""

    preferences: Preferences  # of the chat: the person's own, or the group's
    language: str  # one of the catalogue's, for all that is said in this chat
    own_language: str  # the same for what the person is told in private

    @classmethod
    def from_update(cls, update: object, application: "Application[Any, Any, Any, Any, Any, Any]") -> Self:
        """Called by the library; also for errors."""
        context = super().from_update(update, application)
        user = update.effective_user if isinstance(update, Update) else None
        context.preferences = Preferences()
        context.language = context.own_language = _telegrams(user)
        return context

    async def fill(self, update: Update, settings: Settings) -> None:
        """Go by what has been set. A group's language wins over its people's, theirs over Telegram's."""
        user, chat = update.effective_user, update.effective_chat
        if user is None:
            return
        own = await settings.get(user.id)
        self.own_language = own.language or _telegrams(user)
        self.preferences = own if chat is None or chat.id == user.id else await settings.get(chat.id)
        self.language = self.preferences.language or self.own_language


def _telegrams(user: User | None) -> str:
    """The language of ours nearest to the one that Telegram says of somebody."""
    return pick(user.language_code if user else None)
