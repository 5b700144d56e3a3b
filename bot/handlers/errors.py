"""Where everything ends that a handler or polling raises."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any, cast

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, RetryAfter, TelegramError
from telegram.ext import ApplicationHandlerStop, BaseHandler, CallbackQueryHandler, MessageHandler, filters

from bot.errors import ChatRefused, DiskFull, OutcomeUnknown, QuotaReached, TransferUnavailable
from bot.handlers import reading
from bot.handlers.context import Context
from bot.i18n import plain, say
from bot.service.explain import explain
from bot.service.preferences import Settings
from bot.telemetry.logs import reference

log = logging.getLogger(__name__)

OnError = Callable[[object, Context], Coroutine[Any, Any, None]]


def handlers() -> list[BaseHandler[Any, Any, Any]]:
    """The last handlers: a command that nobody knows, a button that nothing stands behind any more."""

    async def unknown(update: Update, context: Context) -> None:
        written = reading.message(update)
        if reading.addressed(written, context.bot.bot):
            await written.reply_html(say(context.language, "command-unknown"))

    async def old(update: Update, context: Context) -> None:
        assert update.callback_query is not None
        await update.callback_query.answer(plain(context.language, "button-old"))

    return [MessageHandler(filters.UpdateType.MESSAGE & filters.COMMAND, unknown), CallbackQueryHandler(old)]


def on_error(settings: Settings) -> OnError:
    """Logs an error once; tells the person, with a reference, when it was their message.

    The update goes no further, so that nobody gets past a gate that has failed.
    """

    async def callback(update: object, context: Context) -> None:
        error = cast(Exception, context.error)
        if not isinstance(update, Update):
            _polling(error)
            return
        await context.fill(update, settings)  # a new one: that of the handler is gone
        await _of_update(update, error, context.language)
        raise ApplicationHandlerStop

    return callback


async def _of_update(update: Update, error: Exception, language: str) -> None:
    if isinstance(error, Forbidden | ChatRefused) or _late(error):
        log.info("answer refused reason=%s", error)
        return
    if _unreached(error):
        log.warning("answer not sent reason=%s", error)
        return
    if isinstance(error, QuotaReached | DiskFull):
        log.info("refused reason=%s", error)
        text = explain(language, error)
    else:
        mark = reference()
        log.error("handler failed reference=%s", mark, exc_info=error)
        text = say(language, "handler-failed", reference=mark)
    if update.effective_message is None:
        return
    try:
        await update.effective_message.reply_html(text)
    except TelegramError as refused:
        log.warning("person not told reason=%s", refused.message)


def _polling(error: Exception) -> None:
    """Polling goes on by itself after these; the log says it in one line."""
    if isinstance(error, Conflict):
        log.warning("another instance is polling; waiting for it to end")
    elif _unreached(error):
        log.warning("Telegram not reached reason=%s", error)
    else:
        log.error("failed outside a chat", exc_info=error)


def _unreached(error: Exception) -> bool:
    """Telegram can't be talked to at present: telling the person would fail alike."""
    if isinstance(error, BadRequest):
        return False  # a NetworkError to the library, but an answer, and mostly a mistake of ours
    return isinstance(error, NetworkError | RetryAfter | TransferUnavailable | OutcomeUnknown)


def _late(error: Exception) -> bool:
    """A press can't be answered any more, after a restart or a jam; what it asked for is done all the same.

    The server knows no code for it but the words (https://github.com/tdlib/telegram-bot-api).
    """
    return isinstance(error, BadRequest) and "query is too old" in error.message.lower()
