"""Blocking work in bounded threads, called from the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

STOP_WITHIN = 5.0  # seconds a thread may take to notice that it should stop; a child is killed at once


class Workers:
    """A bounded pool of threads. More work than threads waits in line."""

    def __init__(self, name: str, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix=name)

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it in a thread. A cancelled caller leaves; the call goes on to its own end."""
        return await asyncio.wrap_future(self._pool.submit(call, *args, **kwargs))

    async def run_stoppable(self, call: Callable[[Event], T]) -> T:
        """Run work that ends soon after its event is set. A cancelled caller sets it and waits for the end,
        so that nobody leaves a thread behind that still writes."""
        stop = Event()
        work = asyncio.wrap_future(self._pool.submit(call, stop))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait([work], timeout=STOP_WITHIN)
            if work.done() and not work.cancelled():
                work.exception()  # seen: the caller no longer wants the outcome
            raise

    def close(self) -> None:
        """No new work; what waits is dropped, what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)
