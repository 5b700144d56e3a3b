"""`/start`, `/help`, and the command menus."""

import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot, BotCommand, BotCommandScope, BotCommandScopeChat, Update
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CommandHandler

from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import LANGUAGES, plain, say
from bot.i18n.format import size
from bot.service.preferences import Settings

log = logging.getLogger(__name__)

EVERYONE = ("start", "help", "get", "links", "cancel", "status", "settings", "mydata", "forget")
ADMINS = (*EVERYONE, "admin", "stats", "check", "broadcast")


def handlers(*, limit: int, days: int) -> list[BaseHandler[Any, Any, Any]]:
    """Says what the bot does: files up to `limit` bytes, links kept for so many days."""

    async def start(update: Update, context: Context) -> None:
        language = context.language
        text = say(language, "start", name=reading.person(update).first_name, limit=size(language, limit), days=days)
        await reading.message(update).reply_html(text)

    async def help_(update: Update, context: Context) -> None:
        language = context.language
        await reading.message(update).reply_html(say(language, "help", limit=size(language, limit), days=days))

    return [CommandHandler("start", start), CommandHandler("help", help_)]


async def menus(bot: Bot, admins: Sequence[int], settings: Settings) -> None:
    """Set the command menus, each in every language. A menu that can't be set is logged: commands work without."""
    for language in LANGUAGES:
        await _set_menu(bot, language, EVERYONE, None, language)
    for admin in admins:
        await menu(bot, admin, (await settings.get(admin)).language, admin=True)


async def menu(bot: Bot, chat_id: int, language: str | None, *, admin: bool) -> None:
    """Set the menu of one chat in the language it has chosen; None: in whatever language Telegram says."""
    scope = BotCommandScopeChat(chat_id)
    for spoken in LANGUAGES:
        commands = ADMINS if admin else EVERYONE if language else ()  # none of its own: that of everyone
        await _set_menu(bot, language or spoken, commands, scope, spoken)


async def _set_menu(
    bot: Bot, language: str, commands: Sequence[str], scope: BotCommandScope | None, spoken: str
) -> None:
    """The menu in a language, for people whose Telegram speaks another, or the same."""
    code = None if spoken == "en" else spoken  # English stands for every language we don't speak
    wanted = [BotCommand(command, plain(language, f"command-{command}")) for command in commands]
    try:
        if wanted:
            await bot.set_my_commands(wanted, scope=scope, language_code=code)
        else:
            await bot.delete_my_commands(scope=scope, language_code=code)
    except TelegramError as error:
        log.warning("command menu not set language=%s scope=%s reason=%s", language, scope, error.message)
