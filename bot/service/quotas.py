"""How much one person may have in a day, where the owner has set that."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from bot.concurrency.workers import Workers
from bot.domain.person import Quota
from bot.errors import QuotaReached
from bot.service.people import DAY, People
from bot.service.ports import StatisticsStore

MINUTE, HOUR = 60, 3600  # seconds


class Quotas:
    """`ports.Quotas` by the deliveries of the last 24 hours."""

    def __init__(
        self,
        *,
        people: People,
        store: StatisticsStore,
        workers: Workers,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._people = people
        self._store = store
        self._workers = workers
        self._now = now
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def room(self, user_id: int, links: int = 1) -> AsyncIterator[None]:
        """Room for so many deliveries, to be begun inside: two messages at the same time don't share it.

        Raises QuotaReached when it is entered, with the seconds until there is room. More links at once than a day has
        room for are let through when the day is empty, so that they end some time.
        """
        if self._people.quota(user_id) == Quota():
            yield
            return
        async with self._locks.setdefault(user_id, asyncio.Lock()):
            await self._check(user_id, links)
            yield

    async def _check(self, user_id: int, links: int) -> None:
        quota, now = self._people.quota(user_id), self._now()
        made = await self._workers.run(self._store.counted, user_id, now - DAY)
        frees = [
            *([] if quota.links is None else [_room_for_links(made, quota.links - links)]),
            *([] if quota.size is None else [_room_for_bytes(made, quota.size)]),
        ]
        last = max((at for at in frees if at is not None), default=None)
        if last is not None:
            wait = last + DAY - now
            raise QuotaReached(f"{len(made)} deliveries of user {user_id} in a day", seconds=_whole(wait))


def _room_for_links(made: list[tuple[datetime, int]], others: int) -> datetime | None:
    """The delivery that has to be a day old before no more than `others` count; None when that is so already."""
    over = len(made) - max(0, others)
    return made[over - 1][0] if over > 0 else None


def _room_for_bytes(made: list[tuple[datetime, int]], most: int) -> datetime | None:
    """The same for bytes: fewer than `most` are to count. What the next file will have is not known yet."""
    used = sum(size for _, size in made)
    if used < most:
        return None
    for at, size in made:
        used -= size
        if used < most:
            return at
    return made[-1][0] if made else None


def _whole(wait: timedelta) -> int:
    """Seconds, rounded up to the unit in which they are said: who comes back then must not be too early.

    >>> _whole(timedelta(seconds=90)), _whole(timedelta(hours=2, seconds=1))
    (120, 10800)
    """
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    unit = HOUR if seconds >= HOUR else MINUTE if seconds >= MINUTE else 1
    return -(-seconds // unit) * unit
