"""`/settings`: what a person, or an admin for a group, sets; and the buttons of its pages."""

import asyncio
from datetime import tzinfo
from typing import Any

from telegram import Chat, Update
from telegram.ext import BaseHandler, CallbackQueryHandler, CommandHandler

from bot.domain.person import LargeFiles
from bot.handlers import reading, start
from bot.handlers.context import Context
from bot.handlers.groups import GroupAdmins
from bot.i18n import plain, say, zones
from bot.service import ports
from bot.service.people import People
from bot.service.preferences import Settings
from bot.service.setting import RESET, Present, change
from bot.service.setting_pages import Shown, after, main, page

NAME = "(?P<page>[A-Za-z]{1,20}(?:[.][A-Za-z]{1,20}[.][0-9]{1,3})?)"
VALUE = "(?P<value>[A-Za-z0-9_/+-]{1,40})"  # the longest name of a zone has 32
LONGEST_SHOWN = 60  # characters of what somebody typed


def handlers(
    settings: Settings, people: People, chat: ports.Chat, *, hour: int, zone: tzinfo
) -> list[BaseHandler[Any, Any, Any]]:
    """The command, and every callback that begins with `s:`. `hour` and `zone` hold for whoever has set none."""
    return _Settings(settings, people, chat, hour, zone).handlers()


class _Settings:
    def __init__(self, settings: Settings, people: People, chat: ports.Chat, hour: int, zone: tzinfo) -> None:
        self._settings = settings
        self._people = people
        self._messages = chat
        self._hour = hour
        self._zone = zone
        self._admins = GroupAdmins()

    def handlers(self) -> list[BaseHandler[Any, Any, Any]]:
        return [
            CommandHandler("settings", self.show),
            CallbackQueryHandler(self.open, pattern=f"^s:{NAME}$"),
            CallbackQueryHandler(self.choose, pattern=f"^s:{NAME}:{VALUE}$"),
            CallbackQueryHandler(self.old, pattern="^s:"),
        ]

    async def show(self, update: Update, context: Context) -> None:
        """The settings; first the time zone is set when its city is written behind the command."""
        written = reading.message(update)
        target, text = reading.target(written), " ".join(context.args or [])
        if text and reading.private(written):
            found = zones.find(context.language, text)
            if found is None:
                shown = text[:LONGEST_SHOWN]
                await self._messages.say(target, say(context.language, "settings-zone-unknown", text=shown))
                return
            context.preferences = await self._settings.change(written.chat_id, zone=found)
        await self._messages.say(target, *main(await self._present(update, context)))

    async def open(self, update: Update, context: Context) -> None:
        """Show a page."""
        if not await self._may(update, context):
            return
        assert context.match is not None
        shown = page(await self._present(update, context), context.match["page"])
        if shown is None:
            await self.old(update, context)
            return
        await asyncio.gather(reading.query(update).answer(), self._edit(update, shown))

    async def choose(self, update: Update, context: Context) -> None:
        """Keep what was chosen, and show it."""
        assert context.match is not None
        name, value = context.match["page"], context.match["value"]
        if not await self._may(update, context):
            return
        before = context.preferences
        if not await self._keep(update, context, name, value):
            await self.old(update, context)
            return
        await context.fill(update, self._settings)
        shown = page(await self._present(update, context), after(name))
        assert shown is not None
        await asyncio.gather(
            reading.query(update).answer(plain(context.language, "settings-saved")), self._edit(update, shown)
        )
        if context.preferences.language != before.language:
            await self._speak(update, context)

    async def old(self, update: Update, context: Context) -> None:
        """A button of another time."""
        await reading.query(update).answer(plain(context.language, "settings-old"))

    async def _may(self, update: Update, context: Context) -> bool:
        """In a group only its admins may; others hear so."""
        chat = _chat(update)
        if chat.type == Chat.PRIVATE or await self._admins.has(context.bot, chat.id, reading.person(update).id):
            return True
        await reading.query(update).answer(plain(context.language, "settings-admins-only"), show_alert=True)
        return False

    async def _keep(self, update: Update, context: Context, name: str, value: str) -> bool:
        """Change it; False when it can't be."""
        chat, person = _chat(update), reading.person(update)
        private = chat.type == Chat.PRIVATE
        how = change(name, value, context.language, group=not private)
        if how is None:
            return False
        if name == "large":
            await self._settings.choose_large_files(person.id, None if value == "ask" else LargeFiles(value))
            return True
        await self._settings.adjust(chat.id, how)
        if name == RESET and private:
            await self._settings.choose_large_files(person.id, None)
        return True

    async def _speak(self, update: Update, context: Context) -> None:
        """Another language was chosen: for the menu of this chat, and for what its person is sent."""
        chat, person = _chat(update), reading.person(update)
        private = chat.type == Chat.PRIVATE
        if private:
            await self._people.met(person.id, context.own_language, name=person.full_name, username=person.username)
        admin = private and self._people.is_admin(person.id)
        await start.menu(context.bot, chat.id, context.preferences.language, admin=admin)

    async def _present(self, update: Update, context: Context) -> Present:
        group = _chat(update).type != Chat.PRIVATE
        return Present(
            language=context.language,
            preferences=context.preferences,
            large=None if group else await self._settings.large_files(reading.person(update).id),
            group=group,
            hour=self._hour,
            bot_zone=self._zone,
            now=self._settings.now(),
        )

    async def _edit(self, update: Update, shown: Shown) -> None:
        message = reading.query(update).message
        assert message is not None
        await self._messages.settle(message.chat.id, message.message_id, *shown)


def _chat(update: Update) -> Chat:
    assert update.effective_chat is not None
    return update.effective_chat
