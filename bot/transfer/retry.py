"""Calls to Telegram that fail and may be made again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import RetryAfter, TelegramError

from bot.transfer.errors import ours, refused

T = TypeVar("T")

TRIES = 3
PAUSE = 1.0  # seconds before the second try, doubled before the third


async def repeated(call: Callable[[], Awaitable[T]], safe: Callable[[TelegramError], bool]) -> T:
    """Call, and again after a pause where that is safe; raises TransferError."""
    for attempt in range(1, TRIES + 1):
        try:
            return await call()
        except TelegramError as error:
            if attempt == TRIES or not safe(error):
                raise ours(error) from error
            await asyncio.sleep(PAUSE * 2 ** (attempt - 1))
    raise AssertionError("the last try returns or raises")


def not_refused(error: TelegramError) -> bool:
    """Edits and deletions may be repeated after anything that isn't an answer. The pace has seen to a 429."""
    return not refused(error) and not isinstance(error, RetryAfter)
