"""Blocking work in bounded threads, called from the event loop."""

import asyncio
import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

STOP_WITHIN = 5.0  # seconds a thread may take to notice that it should stop; a child is killed at once

log = logging.getLogger(__name__)


class Workers:
    """A bounded pool of threads. More work than threads waits in line."""

    def __init__(self, name: str, threads: int, *, nice: int = 0) -> None:
        """`nice`: by how much these threads stand behind the loop's where processors are short, as in nice(1)."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=_stand_back, initargs=(nice,))

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run it in a thread. A cancelled caller leaves: a call that has begun goes on to its own end, one that waits
        in line is dropped."""
        return await asyncio.wrap_future(self._pool.submit(call, *args, **kwargs))

    async def run_to_end(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what must be done whatever happens: a caller who is cancelled, however often, waits for its end."""
        work = asyncio.wrap_future(self._pool.submit(call, *args, **kwargs))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await _ended(work)
            raise

    async def run_stoppable(self, call: Callable[[Event], T]) -> T:
        """Run work that ends soon after its event is set. A cancelled caller sets it and waits for the end,
        so that nobody leaves a thread behind that still writes."""
        stop = Event()
        future = self._pool.submit(call, stop)
        work = asyncio.wrap_future(future)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            stop.set()
            if not future.cancel():  # it has begun
                await _ended(work)
            raise

    def close(self) -> None:
        """No new work; what waits is dropped, what runs ends by itself."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _stand_back(nice: int) -> None:
    """Lower the priority of this thread. Only Linux has one for each thread (setpriority(2), under Bugs)."""
    if nice and sys.platform == "linux":
        thread = threading.get_native_id()
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + nice)


async def _ended(work: "asyncio.Future[Any]") -> None:
    """Wait for the end of work that was told to stop, however often its caller is cancelled meanwhile."""
    ending = asyncio.ensure_future(asyncio.wait({work}, timeout=STOP_WITHIN))
    while not ending.done():
        try:
            await asyncio.shield(ending)
        except asyncio.CancelledError:
            continue
    if not work.done():
        log.error("a thread did not stop in time seconds=%s", STOP_WITHIN)
    work.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen: nobody wants the outcome
