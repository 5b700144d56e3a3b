"""A pace under several limits at once."""

import asyncio
from collections import deque


class Rate:
    """Lets callers through in the order they came, so that in no span of time more of them pass than each limit allows.

    A leaky bucket, as in aiolimiter, would let up to twice that pass in the span after a pause. Of one event loop.
    """

    def __init__(self, *limits: tuple[int, float]) -> None:
        """`Rate((10, 1.0), (200, 60.0))`: ten calls in any second, two hundred in any minute."""
        self._passed = [(seconds, deque[float](maxlen=number)) for number, seconds in limits]  # the last ones' times
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Return when a call may be made under all limits."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            free_at = max(times[0] + seconds if len(times) == times.maxlen else 0.0 for seconds, times in self._passed)
            if (left := free_at - loop.time()) > 0:
                await asyncio.sleep(left)
            for _, times in self._passed:
                times.append(loop.time())
