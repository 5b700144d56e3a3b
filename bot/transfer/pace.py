"""The pace of all calls to Telegram: the one seam they pass, and what happens at a 429.

Telegram allows about one message a second in a chat, 20 a minute in a group (edits count) and 30 a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Results wait for their turn and are
sent; notices for many people leave room for chats; progress is dropped when it can't go out now.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any

from aiolimiter import AsyncLimiter
from telegram._utils.types import JSONDict
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from bot.transfer.errors import seconds

log = logging.getLogger(__name__)

OVERALL = 30  # calls a second
BACKGROUND = 20  # of them at most for notices: ten stay free for chats
PER_GROUP = 20  # calls a minute
LONGEST_WAIT = 300  # seconds; a longer flood wait is handed up with its time
TRIES = 3


class Call(StrEnum):
    """What a call is for, given to the library as `rate_limit_args`. Without one it is a result."""

    PROGRESS = "progress"  # dropped when it can't go now
    BACKGROUND = "background"  # gives way to chats
    UPLOAD = "upload"  # its file is read once: the sender itself opens it anew


class Pace(BaseRateLimiter[Call]):
    """Paces calls that write into a chat; all others pass."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = AsyncLimiter(OVERALL, 1)
        self._background = AsyncLimiter(BACKGROUND, 1)
        self._groups: dict[int, AsyncLimiter] = {}
        self._quiet_until: dict[int, float] = {}  # chat → clock time before which Telegram wants no call
        self._closed = asyncio.Event()

    @property
    def closed(self) -> bool:
        return self._closed.is_set()

    def close(self) -> None:
        """The bot stops: whoever waits for the pace gives up at once."""
        self._closed.set()

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | JSONDict | list[JSONDict]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Call | None,
    ) -> bool | JSONDict | list[JSONDict]:
        """Call when the pace allows; raises RetryAfter when it stays forbidden."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int) or not endpoint.startswith(("send", "edit", "copy", "forward")):
            return await callback(*args, **kwargs)
        for attempt in range(1, TRIES + 1):
            await self._wait(chat_id, rate_limit_args)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._note(chat_id, endpoint, seconds(error))
                if attempt == TRIES or rate_limit_args in (Call.PROGRESS, Call.UPLOAD):
                    raise
        raise AssertionError("the last try returns or raises")

    async def _wait(self, chat_id: int, call: Call | None) -> None:
        """Wait for the chat, its group and everybody; raise RetryAfter instead where that takes too long."""
        group = self._groups.setdefault(chat_id, AsyncLimiter(PER_GROUP, 60)) if chat_id < 0 else None
        left = self._quiet_until.get(chat_id, 0.0) - self._clock()
        if call is Call.PROGRESS:
            free = self._overall.has_capacity(OVERALL / 3) and (group is None or group.has_capacity(PER_GROUP / 2))
            if left > 0 or not free:
                raise RetryAfter(max(1, round(left)))
        if left > LONGEST_WAIT:
            raise RetryAfter(round(left))
        if left > 0 and await self._closes_within(left):
            raise RetryAfter(round(left))
        if call is Call.BACKGROUND:
            await self._background.acquire()
        if group is not None:
            await group.acquire()
        await self._overall.acquire()

    async def _closes_within(self, wait: float) -> bool:
        try:
            return await asyncio.wait_for(self._closed.wait(), wait)
        except TimeoutError:
            return False

    def _note(self, chat_id: int, endpoint: str, wait: int) -> None:
        now = self._clock()
        self._quiet_until = {chat: until for chat, until in self._quiet_until.items() if until > now}
        self._quiet_until[chat_id] = now + wait
        log.warning("Telegram asks to wait endpoint=%s chat=%s seconds=%s", endpoint, chat_id, wait)
