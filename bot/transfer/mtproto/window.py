"""How many parts may be on their way at once: found out by trying, and shared fairly between uploads.

More parts in flight fill a long line; more than it holds only wait, and cost memory. Throughput grows with the window
as long as parts take no longer for it (Little's law). So the window widens while they don't, and gives way when they
do: each round it becomes limit · min(1, PATIENCE · shortest / mean) + room, as in Netflix's concurrency limits
(https://github.com/Netflix/concurrency-limits, Gradient2Limit). A flood wait halves it and makes it careful.
"""

import asyncio
import math
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager

SMALLEST = 2  # parts: one is sealed while the other travels
FIRST = 4  # parts, as the library's own save_file has it
LARGEST = 32  # parts: 16 MB, for 100 MB/s at 160 ms
LARGEST_WHERE_SLOW = 8  # parts, on a fraction of a core, which fills no longer line

ROOM = 4.0  # parts in flight beyond what the line holds: for both threads, the socket's buffer, and to widen by
CAREFUL = 1.0  # parts: the same after a flood
RECOVERY = 0.125  # parts a round, back to ROOM
PATIENCE = 2.0  # times the shortest round: half of that is waiting
FORGET = 1.002  # times, a round: lines change, and what was the shortest once may never be again


class Window:
    """Parts in flight, of all uploads together. Lives in the event loop."""

    def __init__(self, largest: int = LARGEST, flooded: Callable[[], None] = lambda: None) -> None:
        """`flooded` is told of each flood wait."""
        self.largest = largest
        self._flooded = flooded
        self.limit = min(FIRST, largest)
        self._flying: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[asyncio.Future[None]]] = {}
        self.quiet_until = 0.0  # loop time before which Telegram wants no part
        self._room = ROOM
        self._shortest = math.inf  # seconds a part took, on the average of a round
        self._full = False  # was all of the window in use, in this round?
        self._count, self._took = 0, 0.0  # parts arrived in this round, and the seconds they took together

    @property
    def flying(self) -> int:
        """Parts on their way now."""
        return self._flying.total()

    @property
    def quiet(self) -> bool:
        """Whether Telegram wants no part at present."""
        return asyncio.get_running_loop().time() < self.quiet_until

    @asynccontextmanager
    async def slot(self, upload: Hashable) -> AsyncIterator[float]:
        """Room for one part of this upload, as long as this lasts; left without an error it has arrived. Gives the loop
        time at which it was let in."""
        await self._enter(upload)
        began = asyncio.get_running_loop().time()
        try:
            yield began
            self._arrived(asyncio.get_running_loop().time() - began)
        finally:
            self._leave(upload)

    def flood(self, seconds: float, sent: float) -> None:
        """Telegram wants no part for so long, it says to one that was let in at loop time `sent`."""
        loop = asyncio.get_running_loop()
        if sent >= self.quiet_until:  # the others in flight hear of the same flood, on a slow line long after it
            self.limit = max(SMALLEST, self.limit // 2)
            self._room = CAREFUL
            self._flooded()
            self._begin_round()
        self.quiet_until = max(self.quiet_until, loop.time() + seconds)
        loop.call_at(self.quiet_until, self._admit)

    # Who is let in

    async def _enter(self, upload: Hashable) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(upload, deque()).append(turn)
        self._admit()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # let in at the last moment
                self._leave(upload)
            raise

    def _leave(self, upload: Hashable) -> None:
        self._flying[upload] -= 1
        if not self._flying[upload]:
            del self._flying[upload]
        self._admit()

    def _admit(self) -> None:
        """Let in as many as there is room for: always one of those who have the fewest in flight, by turns."""
        if self.quiet:
            return
        while self._waiting and self.flying < self.limit:
            upload = min(self._waiting, key=lambda one: self._flying[one])
            turns = self._waiting.pop(upload)
            turn = turns.popleft()
            if turns:
                self._waiting[upload] = turns  # behind the others, who come first where they have as few
            if not turn.cancelled():
                self._flying[upload] += 1
                turn.set_result(None)
        self._full = self._full or self.flying >= self.limit

    # How large it is

    def _begin_round(self) -> None:
        self._full = False  # was all of it in use?
        self._count, self._took = 0, 0.0

    def _arrived(self, took: float) -> None:
        """A part has arrived. As many as the window holds make a round, and a round tells whether it fits."""
        self._count, self._took = self._count + 1, self._took + took
        if self._count < self.limit:
            return
        full, mean = self._full, self._took / self._count
        self._begin_round()
        if full and mean > 0:
            self._fit(mean)

    def _fit(self, mean: float) -> None:
        self._shortest = min(self._shortest * FORGET, mean)
        limit = self.limit * min(1.0, PATIENCE * self._shortest / mean) + self._room
        self.limit = max(SMALLEST, min(self.largest, round(limit)))
        self._room = min(ROOM, self._room + RECOVERY)
