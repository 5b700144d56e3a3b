"""Every call that is not a part of a file: paced, made again where that helps, and not made while it is in vain."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from bot.errors import LargeFilesOut
from bot.resilience.breaker import Breaker, BreakerOpen
from bot.resilience.limiter import Rate
from bot.resilience.retry import retried
from bot.transfer.mtproto.errors import pause, pause_at_login, theirs, unwell

T = TypeVar("T")

RATE = ((10, 1.0), (200, 60.0))  # calls in so many seconds, of one session
TRIES = 3


class Calls:
    """The seam all calls pass. It outlives the client: a breaker that forgets breaks nothing."""

    def __init__(
        self,
        breaker: Breaker,
        *,
        flooded: Callable[[], None] = lambda: None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """`flooded` is told of each flood wait."""
        self._breaker, self._flooded, self._sleep = breaker, flooded, sleep
        self._rate = Rate(*RATE)

    async def make(self, call: Callable[[], Awaitable[T]], *, tries: int = TRIES) -> T:
        """Make it; raises what the last try raised, or LargeFilesOut while the breaker is open."""
        with self.passing():
            return await retried(self._paced(call), pause, tries=tries, sleep=self._sleep)

    async def make_at_login(self, call: Callable[[], Awaitable[T]]) -> T:
        """Make it as a part of a login, which passes the breaker as a whole."""
        return await retried(self._paced(call), pause_at_login, tries=TRIES, sleep=self._sleep)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Around whatever shows whether MTProto is well; raises LargeFilesOut while it is known not to be."""
        try:
            with self._breaker.passing(unwell):
                yield
        except BreakerOpen as error:
            raise LargeFilesOut("the breaker is open", seconds=round(error.seconds) + 1) from None

    def _paced(self, call: Callable[[], Awaitable[T]]) -> Callable[[], Awaitable[T]]:
        async def paced() -> T:
            await self._rate.wait()
            try:
                return await call()
            except theirs.Flood:
                self._flooded()
                raise

        return paced
