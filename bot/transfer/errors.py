"""What python-telegram-bot raises, as our errors: once, by type."""

import datetime
from http import HTTPStatus

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import ChatRefused, OutcomeUnknown, TransferError, TransferFailed, TransferUnavailable

# Raised before a byte of the request has left: such a call may be repeated.
NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

# An answer, and it is no. Everything else that is no RetryAfter leaves the outcome open.
NOES = (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken)

# Refusals which the Bot API sends as "Bad Request"; the server knows no code but the words
# (https://github.com/tdlib/telegram-bot-api, Client.cpp: fail_query_with_error).
REFUSALS = ("chat not found", "not enough rights", "have no rights", "user is deactivated", "chat_write_forbidden")

# The Bot API's 413: its own words, and the code which the library puts behind the words of a gateway.
TOO_LARGE = ("request entity too large", f"({HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value})")


class CutShort(NetworkError):
    """The connection was lost before the request had left in full."""


def nothing_done(error: TelegramError) -> bool:
    """True when Telegram surely did nothing: the call never left, or not in full. It may be repeated."""
    return isinstance(error, CutShort) or isinstance(error.__cause__, NOTHING_LEFT)


def refused(error: TelegramError) -> bool:
    """True for a plain no, which stays one when asked again."""
    return isinstance(error, NOES) or any(words in error.message.lower() for words in TOO_LARGE)


def ours(error: TelegramError) -> TransferError:
    """The error of ours that says the same."""
    if isinstance(error, RetryAfter):
        return TransferUnavailable(f"flood wait: {error.message}", seconds=seconds(error))
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and _chat_refuses(error)):
        return ChatRefused(error.message)
    if refused(error):
        return TransferFailed(error.message)
    if nothing_done(error):
        return TransferUnavailable(f"Telegram can't be reached: {error.message}")
    return OutcomeUnknown(error.message)


def seconds(error: RetryAfter) -> int:
    """How long Telegram asks to wait; the library gives a number or a timedelta, by its version's setting."""
    wait = error.retry_after
    return round(wait.total_seconds()) if isinstance(wait, datetime.timedelta) else round(wait)


def _chat_refuses(error: BadRequest) -> bool:
    return any(words in error.message.lower() for words in REFUSALS)
