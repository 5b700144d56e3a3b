"""Calls that are made again when they fail. Why without a library: docs/decisions/resilience-of-our-own.md."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

DOUBLINGS = 60  # at most; a float would overflow after a thousand


async def retried(
    call: Callable[[], Awaitable[T]],
    pause: Callable[[Exception, int], float | None],
    *,
    tries: int = 3,
    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> T:
    """Call until it succeeds, `tries` times at most; raises what the last try raised.

    `pause(error, attempt)` says how many seconds to wait after the failed try number `attempt` (from 1 on), or None
    where trying again would be wrong or useless. It is not asked after the last.
    """
    attempt = 1
    while True:
        try:
            return await call()
        except Exception as error:
            seconds = pause(error, attempt) if attempt < tries else None
            if seconds is None:
                raise
        await sleep(seconds)
        attempt += 1


def backoff(attempt: int, base: float = 1.0, most: float = 30.0) -> float:
    """Seconds to wait after the failed try number `attempt` (from 1 on): doubled each time, up to `most`.

    Half of it is chance ("equal jitter", https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so
    that callers who failed together don't come again together, and still none comes at once.
    """
    longest = min(most, base * 2.0 ** min(attempt - 1, DOUBLINGS))
    return random.uniform(longest / 2, longest)  # noqa: S311 -- no secret
