"""A pace under several limits at once."""

import asyncio

from aiolimiter import AsyncLimiter


class Rate:
    """Lets callers through in the order they came, as fast as every limit allows. Of one event loop.

    A limit `(number, seconds)` is a leaky bucket: `number` calls may come at once, and room for one more comes back
    every `seconds / number`. So no more than that in the long run, and at most twice that in any `seconds`, when a
    burst meets what has come back meanwhile.
    """

    def __init__(self, *limits: tuple[int, float]) -> None:
        """`Rate((10, 1.0), (200, 60.0))`: ten calls a second, two hundred a minute."""
        # The one that gives back soonest comes first: a caller that is cancelled while it waits for a later one
        # leaves its room in the earlier unused, and there it is back the soonest.
        soonest = sorted(limits, key=lambda limit: limit[1] / limit[0])
        self._limiters = [AsyncLimiter(number, seconds) for number, seconds in soonest]
        self._turn = asyncio.Lock()  # first come, first served: a limiter alone lets a newcomer overtake

    async def wait(self) -> None:
        """Return when a call may be made under all limits."""
        async with self._turn:
            for limiter in self._limiters:
                await limiter.acquire()
