"""What python-telegram-bot raises, as our errors: once, by type."""

import httpx
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.errors import ChatRefused, OutcomeUnknown, TransferError, TransferFailed, TransferUnavailable

# Raised before a byte of the request has left: such a call may be repeated.
NOTHING_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

# Refusals which the Bot API sends as "Bad Request"; the server knows no code but the words
# (https://github.com/tdlib/telegram-bot-api, Client.cpp: fail_query_with_error).
REFUSALS = ("chat not found", "not enough rights", "have no rights", "user is deactivated", "chat_write_forbidden")


def nothing_left(error: TelegramError) -> bool:
    """True when the call surely never reached Telegram."""
    return isinstance(error, NetworkError) and isinstance(error.__cause__, NOTHING_LEFT)


def ours(error: TelegramError) -> TransferError:
    """The error of ours that says the same."""
    if isinstance(error, RetryAfter):
        return TransferUnavailable(f"flood wait: {error.message}", seconds=seconds(error))
    if isinstance(error, Forbidden):
        return ChatRefused(error.message)
    if isinstance(error, BadRequest):
        refused = any(words in error.message.lower() for words in REFUSALS)
        return ChatRefused(error.message) if refused else TransferFailed(error.message)
    if nothing_left(error):
        return TransferUnavailable(f"Telegram can't be reached: {error.message}")
    if isinstance(error, TimedOut | NetworkError):
        return OutcomeUnknown(error.message)
    return TransferFailed(error.message)


def seconds(error: RetryAfter) -> int:
    """How long Telegram asks to wait; the library gives a number or a timedelta, by its version's setting."""
    wait = error.retry_after
    return wait if isinstance(wait, int) else round(wait.total_seconds())
