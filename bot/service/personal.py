"""What the bot knows of one person: theirs to have, and theirs to delete."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

from bot.concurrency.workers import Workers
from bot.service.people import DAY, People
from bot.service.ports import PersonalStore
from bot.service.preferences import Settings

log = logging.getLogger(__name__)


class Personal:
    """`/mydata` and `/forget`."""

    def __init__(
        self,
        *,
        store: PersonalStore,
        people: People,
        settings: Settings,
        cancel: Callable[[int], int],
        workers: Workers,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`cancel` ends all deliveries of a person."""
        self._store = store
        self._people = people
        self._settings = settings
        self._cancel = cancel
        self._workers = workers
        self._now = now

    async def export(self, user_id: int) -> bytes:
        """All of it as one JSON document in UTF-8."""
        return await self._workers.run(self._export, user_id)

    async def forget(self, user_id: int) -> None:
        """Delete all of it, in one transaction; what is under way is cancelled first, and then finds no rows to save.

        What the owner has said to keep them out, or to bound them, stays with their id; a quota, with what it counts.
        """
        self._cancel(user_id)
        await self._settings.reset(user_id)  # those at hand, too
        now = self._now()
        await self._workers.run_to_end(self._store.forget, user_id, now, counts_since=now - DAY)
        await self._people.forgotten(user_id)
        log.info("person forgotten")  # and the log doesn't say who

    def _export(self, user_id: int) -> bytes:
        document = {"user_id": user_id, "exported_at": self._now().isoformat()} | self._store.export(user_id)
        return json.dumps(document, ensure_ascii=False, indent=2).encode()
