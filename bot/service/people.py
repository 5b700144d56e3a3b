"""Who may use the bot, and who has written to it."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta

from bot.concurrency.workers import Workers
from bot.domain.person import PeopleCount, Person
from bot.service.ports import PeopleStore

NOTE_EVERY = timedelta(hours=1)  # how often the store is told that somebody still writes
REMEMBERED = 10_000  # people; the notes are only there to spare the store


class People:
    """Access, and what is known of each person."""

    def __init__(
        self,
        *,
        store: PeopleStore,
        workers: Workers,
        admins: Collection[int],
        allowed: Collection[int],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._workers = workers
        self._admins = frozenset(admins)
        self._allowed = frozenset(allowed) | self._admins if allowed else None
        self._now = now
        self._noted: dict[int, tuple[str, datetime]] = {}

    def may(self, user_id: int) -> bool:
        """May this person use the bot? Everyone may while ALLOWED_USERS is empty."""
        return self._allowed is None or user_id in self._allowed

    def is_admin(self, user_id: int) -> bool:
        return user_id in self._admins

    async def met(self, user_id: int, language: str) -> None:
        """They have written: notices go to them (again), in this language."""
        now = self._now()
        known, noted_at = self._noted.get(user_id, (None, now))
        if known == language and now - noted_at < NOTE_EVERY:
            return
        await self._workers.run(self._store.seen, user_id, language, now)
        if len(self._noted) >= REMEMBERED:
            self._noted.clear()
        self._noted[user_id] = language, now

    async def left(self, user_id: int) -> None:
        """They have blocked the bot."""
        self._noted.pop(user_id, None)
        await self._workers.run(self._store.blocked, user_id, self._now())

    async def get(self, user_id: int) -> Person | None:
        return await self._workers.run(self._store.get, user_id)

    async def counts(self, since: datetime) -> PeopleCount:
        return await self._workers.run(self._store.counts, since)
