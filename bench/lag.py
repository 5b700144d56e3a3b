"""How late the bot's event loop is, measured in it and without its knowledge.

A callback is due every 10 ms of the clock; what it is late by is the lag. A loop that hangs for a second has missed a
hundred of them, and each of these counts with what it was late by.
"""

import asyncio
import atexit
import os
from array import array
from pathlib import Path

ROOT = Path(__file__).parents[1]
SITE = ROOT / "bench" / "site"
EVERY = 0.01  # seconds


def settings(path: Path) -> dict[str, str]:
    """Those that let a bot's loop be watched, together with an MTProto server's; the lags are in `path` at its end."""
    return {"FERRY_BENCH_LAG": str(path), "PYTHONPATH": os.pathsep.join((str(SITE), str(ROOT)))}


def watch(path: str) -> None:
    """Watch the first event loop of this process, which is the bot's, and write the lags down at the end."""
    new = asyncio.new_event_loop
    ticks = array("d")

    def watched() -> asyncio.AbstractEventLoop:
        asyncio.new_event_loop = new
        loop = new()
        loop.call_soon(_tick, loop, loop.time(), ticks)
        return loop

    asyncio.new_event_loop = watched
    atexit.register(lambda: Path(path).write_bytes(ticks.tobytes()))


def read(path: Path, began: float, ended: float) -> list[float]:
    """Seconds by which the callbacks due in this time were late."""
    ticks = array("d", path.read_bytes())
    return [late for due, late in zip(ticks[::2], ticks[1::2], strict=True) if began <= due <= ended]


def _tick(loop: asyncio.AbstractEventLoop, due: float, ticks: "array[float]") -> None:
    now = loop.time()
    while due <= now:
        ticks.extend((due, now - due))
        due += EVERY
    loop.call_at(due, _tick, loop, due, ticks)
