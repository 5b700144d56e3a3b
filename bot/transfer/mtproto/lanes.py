"""The connections that parts travel on: as many as the window wants, each replaced when it is lost."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.resilience.retry import retried
from bot.transfer.mtproto.errors import pause_at_login
from bot.transfer.mtproto.faults import Stalled
from bot.transfer.mtproto.packets import Part
from bot.transfer.mtproto.session import Session

MOST = 4  # connections; Telegram's own desktop client has 2 to 8 (Telegram/SourceFiles/storage/file_upload.cpp)
PARTS_EACH = 4  # parts in flight on one before another pays
TRIES = 4  # to open one

Open = Callable[[], Awaitable[Session]]


class Lanes:
    """Sends parts, each on the connection with the fewest. Lives in the event loop."""

    def __init__(self, open_session: Open, wanted: Callable[[], int], most: int = MOST) -> None:
        self._open_session, self._wanted, self._most = open_session, wanted, most
        self._busy: dict[Session, int] = {}  # parts in flight on each
        self._opening: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def count(self) -> int:
        """Connections at present."""
        return sum(not session.lost.done() for session in list(self._busy))  # asked by any thread

    async def put(self, part: Part) -> None:
        """Send a part; raises what the session raises. An OSError means that it may be sent again."""
        session = await self._take()
        self._busy[session] += 1
        try:
            await session.put(part)
        finally:
            if session in self._busy:
                self._busy[session] -= 1

    async def close(self) -> None:
        """Cut all of them."""
        self._closed = True
        if self._opening is not None:
            self._opening.cancel()
            await asyncio.wait({self._opening})
        for session in self._busy:
            session.close()
        self._busy.clear()

    async def _take(self) -> Session:
        while True:
            self._forget_lost()
            wanted = min(self._most, max(1, -(-self._wanted() // PARTS_EACH)))
            if len(self._busy) < wanted:
                self._open()
            if self._busy:
                return min(self._busy, key=lambda session: self._busy[session])
            opening = self._opening
            assert opening is not None
            await asyncio.wait({opening})  # whoever leaves, or is told that it was called off, leaves it to the others
            if not opening.cancelled():
                opening.result()  # raises what makes opening vain

    def _forget_lost(self) -> None:
        self._busy = {session: parts for session, parts in self._busy.items() if not session.lost.done()}

    def _open(self) -> None:
        if self._closed:
            raise Stalled("its client was stopped")
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._one_more())
            self._opening.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen

    async def _one_more(self) -> None:
        session = await retried(self._open_session, pause_at_login, tries=TRIES)
        self._busy[session] = 0
