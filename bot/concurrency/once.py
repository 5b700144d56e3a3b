"""Something started when first needed, shared, and stopped at the end."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Started once under a lock; a failed start is tried again by the next caller."""

    def __init__(self, start: Callable[[], Awaitable[T]], stop: Callable[[T], Awaitable[None]]) -> None:
        self._start = start
        self._stop = stop
        self._lock = asyncio.Lock()
        self._value: T | None = None

    @property
    def value(self) -> T | None:
        """The value as long as it is started."""
        return self._value

    async def get(self) -> T:
        """The value, started if need be; raises what the start raises."""
        async with self._lock:
            if self._value is None:
                self._value = await self._start()
            return self._value

    async def close(self) -> None:
        """Stop it if it is started. It can be had again afterwards."""
        async with self._lock:
            value, self._value = self._value, None
            if value is not None:
                await self._stop(value)

    async def drop(self, value: T) -> None:
        """Stop this one, as it is spoilt; nothing when another has taken its place already."""
        async with self._lock:
            if self._value is value:
                self._value = None
                await self._stop(value)
