"""Where everything ends that a handler or polling raises."""

import logging
from typing import Any, cast

from telegram import Update
from telegram.error import Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, filters

from bot.handlers import reading
from bot.i18n import say
from bot.telemetry.logs import reference

log = logging.getLogger(__name__)


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """The last handler: a command that nobody knows."""

    async def unknown(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        written = reading.message(update)
        if reading.private(written):
            await written.reply_html(say(reading.language(update), "command-unknown"))

    return [MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, unknown)]


async def on_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log it once; tell the person, with a reference, when it was their message."""
    error = cast(Exception, context.error)
    if not isinstance(update, Update):
        _polling(error)
        return
    if isinstance(error, Forbidden):
        log.info("answer refused reason=%s", error.message)
        return
    mark = reference()
    log.error("handler failed reference=%s", mark, exc_info=error)
    if update.effective_message is None or isinstance(error, NetworkError):
        return
    text = say(reading.language(update), "handler-failed", reference=mark)
    try:
        await update.effective_message.reply_html(text)
    except TelegramError as refused:
        log.warning("person not told reference=%s reason=%s", mark, refused.message)


def _polling(error: Exception) -> None:
    """Polling goes on by itself after these; the log says it in one line."""
    if isinstance(error, Conflict):
        log.warning("another instance is polling; waiting for it to end")
    elif isinstance(error, NetworkError):
        log.warning("Telegram not reached reason=%s", error.message)
    else:
        log.error("failed outside a chat", exc_info=error)
