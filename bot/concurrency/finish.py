"""Work that is better ended than broken off."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def finished(work: Coroutine[Any, Any, T], within: float) -> T:
    """Run it to its end. A caller who is cancelled meanwhile gives it so many seconds more, then cancels it."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=within)
        task.cancel()  # nothing, when it has ended
        raise
