"""Time that costs none: an event loop whose clock jumps to the next timer, and a line to fill in it."""

import asyncio
import math
import selectors
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from bot.transfer.mtproto.packets import Part

T = TypeVar("T")


class _Jumping(selectors.SelectSelector):
    """Waits for nobody: whoever would is told how long that would have taken."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0  # seconds

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("nothing will ever happen again")
        self.now += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """For what needs neither sockets nor threads."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now


def virtually(main: Coroutine[Any, Any, T]) -> T:
    """Run it to its end, in virtual time; raises what the loop's exception handler was told of."""
    unseen: list[dict[str, Any]] = []
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.get_loop().set_exception_handler(lambda loop, context: unseen.append(context))
        result = runner.run(main)
    assert not unseen
    return result


class Line:
    """Carries one thing after the other, each answered a round trip after it has left.

    bandwidth: bytes a second; round_trip: seconds
    """

    def __init__(self, bandwidth: float, round_trip: float) -> None:
        self.bandwidth, self.round_trip = bandwidth, round_trip
        self.carried = 0  # bytes
        self._free_at = 0.0

    async def carry(self, size: int) -> None:
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time()) + size / self.bandwidth
        await asyncio.sleep(self._free_at + self.round_trip - loop.time())
        self.carried += size


class Wire:
    """What Lanes put parts on: a connection over a line, which is lost when `cut` and answers with what it is told.

    A session of a few lines, for virtual time; the real one is shown by test_session.
    """

    def __init__(self, line: Line) -> None:
        self.line = line
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.parts: list[int] = []  # numbers, as they were answered
        self.errors: list[Exception] = []  # the next parts are answered with
        self.hangs = False

    async def put(self, part: Part) -> None:
        await self.line.carry(part.size)
        if self.hangs:
            await asyncio.sleep(math.inf)
        if self.lost.done():
            self.lost.result()
        if self.errors:
            raise self.errors.pop(0)
        self.parts.append(part.number)

    def cut(self) -> None:
        with suppress(asyncio.InvalidStateError):
            self.lost.set_exception(ConnectionResetError("cut"))
            self.lost.exception()

    close = cut
