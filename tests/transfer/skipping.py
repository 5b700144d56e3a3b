"""An event loop whose time stands still while anything happens, and jumps to the next timer when nothing does."""

import asyncio
import functools
import selectors
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from bot.demo.emulator import Emulator
from bot.transfer.pace import Call, Pace

TURN = 1e-7  # seconds one turn of the loop takes: a limiter that lacks a rounding error of its time gets it


class SkippingLoop(asyncio.SelectorEventLoop):
    """Never waits for a timer. `under_way` counts calls to a server: meanwhile no time passes."""

    def __init__(self) -> None:
        self.under_way = 0
        self.now = 0.0  # seconds
        super().__init__(_SkippingSelector(self))

    def time(self) -> float:
        return self.now


class _SkippingSelector(selectors.DefaultSelector):
    def __init__(self, loop: SkippingLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._loop.now += TURN
        if not timeout or self._loop.under_way:
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            self._loop.now += timeout
        return ready


def skipping(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test in a SkippingLoop."""

    @functools.wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        with asyncio.Runner(loop_factory=SkippingLoop) as runner:
            runner.run(test(*args, **kwargs))

    return run


class SeenRequest(HTTPXRequest):
    """The library's own request, which tells the loop what is under way and notes when each call left."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(connection_pool_size=64, pool_timeout=30, read_timeout=30, **settings)
        self.left: list[tuple[float, str, int | None]] = []  # loop time, method, chat

    async def do_request(self, url: str, method: str, request_data: Any = None, **settings: Any) -> tuple[int, bytes]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, SkippingLoop)
        chat_id = request_data.parameters.get("chat_id") if request_data else None
        self.left.append((loop.time(), url.rpartition("/")[2], chat_id))
        loop.under_way += 1
        try:
            return await super().do_request(url, method, request_data=request_data, **settings)
        finally:
            loop.under_way -= 1


@asynccontextmanager
async def paced_bot(emulator: Emulator, *, base_url: str | None = None) -> AsyncIterator[ExtBot[Call]]:
    """The library's bot at the emulator, or where `base_url` says, with our pace."""
    bot = ExtBot(emulator.token, base_url=base_url or emulator.api_base, request=SeenRequest(), rate_limiter=Pace())
    async with bot:
        yield bot


def sent_at(bot: ExtBot[Call], chat_id: int | None = None, method: str = "") -> list[float]:
    """When calls left, in the loop's seconds since the first of all that had a chat."""
    request = bot.request
    assert isinstance(request, SeenRequest)
    calls = [call for call in request.left if call[2] is not None]
    return [at - calls[0][0] for at, name, chat in calls if chat_id in (None, chat) and name.startswith(method)]


def most_within(times: list[float], seconds: float) -> int:
    """The largest number of these times in any stretch of so many seconds."""
    return max((sum(1 for other in times if at <= other < at + seconds) for at in times), default=0)
