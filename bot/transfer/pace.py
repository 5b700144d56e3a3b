"""The pace of all calls to Telegram: the one seam they pass, and what happens at a 429.

Telegram allows about one message a second in a chat, 20 a minute in a group (edits count) and 30 a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). Results wait for their turn and are
sent; notices for many people leave room for chats; progress is dropped when it can't go out now.
"""

import asyncio
import logging
import math
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
PRIVATE = (5, 5.0)  # calls in so many seconds: one a second, "short bursts" pass
GROUP = (20, 60.0)
LONGEST_WAIT = 300  # seconds; what would have to wait longer is handed up
TRIES = 3
TIDY_EVERY = 60.0  # seconds

COUNTED = ("send", "edit", "copy", "forward")  # how the methods begin that Telegram counts
UNCOUNTED = "sendChatAction"

Answer = bool | JSONDict | list[JSONDict]


class Call(StrEnum):
    """What a call is for, given to the library as `rate_limit_args`. Without one it is a result."""

    PROGRESS = "progress"  # dropped when it can't go now
    BACKGROUND = "background"  # gives way to chats
    UPLOAD = "upload"  # its file is read once: the sender itself opens it anew


class Pace(BaseRateLimiter[Call]):
    """Paces calls for a chat; all others pass. A chat's own limit comes first, so that one chat's many calls take
    no more than one a second of everybody's."""

    def __init__(self) -> None:
        self._overall = AsyncLimiter(OVERALL, 1)
        self._background = AsyncLimiter(1, 1 / BACKGROUND)  # evenly, without bursts
        self._chats: dict[int, AsyncLimiter] = {}
        self._quiet_until: dict[int, float] = {}  # chat → loop time before which Telegram wants no call
        self._tidy_at = 0.0  # loop time
        self._waits: set[asyncio.Timeout] = set()
        self.closed = False

    def close(self) -> None:
        """The bot stops: whoever waits for the pace gives up at once. What need not wait still goes."""
        self.closed = True
        for wait in self._waits:
            if not wait.expired():
                wait.reschedule(0)

    @property
    def flooded(self) -> bool:
        """Whether Telegram wants no call for some chat at present."""
        now = asyncio.get_running_loop().time()
        return any(until > now for until in self._quiet_until.values())

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Call | None,
    ) -> Answer:
        """Call when the pace allows; raises RetryAfter when it stays forbidden."""
        chat_id = data.get("chat_id")
        if not isinstance(chat_id, int):
            return await callback(*args, **kwargs)
        counted = endpoint.startswith(COUNTED) and endpoint != UNCOUNTED
        for attempt in range(1, TRIES + 1):
            await self._wait(chat_id, rate_limit_args, counted)
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                self._note(chat_id, endpoint, seconds(error))
                if attempt == TRIES or rate_limit_args is Call.UPLOAD:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _wait(self, chat_id: int, call: Call | None, counted: bool) -> None:
        """Wait for the chat and for everybody; raise RetryAfter instead where that takes too long."""
        now = asyncio.get_running_loop().time()
        self._tidy(now)
        chat = self._chats.setdefault(chat_id, AsyncLimiter(*(PRIVATE if chat_id > 0 else GROUP))) if counted else None
        quiet = self._quiet_until.get(chat_id, now) - now
        if quiet > LONGEST_WAIT or (call is Call.PROGRESS and (quiet > 0 or not self._has_room(chat))):
            raise RetryAfter(max(1, math.ceil(quiet)))
        try:
            async with asyncio.timeout(0 if self.closed else LONGEST_WAIT) as wait:
                self._waits.add(wait)
                await self._take_turns(chat_id, chat, call)
        except TimeoutError:
            raise RetryAfter(max(1, math.ceil(quiet))) from None
        finally:
            self._waits.discard(wait)

    def _has_room(self, chat: AsyncLimiter | None) -> bool:
        """Whether a call would leave half of the pace to results."""
        limiters = (self._overall, chat) if chat else (self._overall,)
        return all(limiter.has_capacity(limiter.max_rate / 2) for limiter in limiters)

    async def _take_turns(self, chat_id: int, chat: AsyncLimiter | None, call: Call | None) -> None:
        if chat is not None:
            await chat.acquire()
        loop = asyncio.get_running_loop()
        while (left := self._quiet_until.get(chat_id, 0.0) - loop.time()) > 0:  # noqa: ASYNC110 -- a time, no state
            await asyncio.sleep(left)
        if call is Call.BACKGROUND:
            await self._background.acquire()
        if chat is not None:
            await self._overall.acquire()

    def _note(self, chat_id: int, endpoint: str, wait: int) -> None:
        self._quiet_until[chat_id] = asyncio.get_running_loop().time() + wait
        log.warning("Telegram asks to wait endpoint=%s chat=%s seconds=%s", endpoint, chat_id, wait)

    def _tidy(self, now: float) -> None:
        """Forget chats that may speak freely again: a limiter that has run empty is as good as a new one."""
        if now < self._tidy_at:
            return
        self._tidy_at = now + TIDY_EVERY
        self._quiet_until = {chat: until for chat, until in self._quiet_until.items() if until > now}
        self._chats = {
            chat: limiter for chat, limiter in self._chats.items() if not limiter.has_capacity(limiter.max_rate)
        }
