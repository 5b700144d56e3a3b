"""What people and groups have set: read with every update, changed now and then."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.concurrency.workers import Workers
from bot.domain.person import LargeFiles
from bot.domain.preferences import Preferences
from bot.errors import FerryError
from bot.service.ports import PeopleStore, PreferenceStore

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # chats whose preferences are at hand, so that an update costs no look into the store; some 5 MB


class Settings:
    """The preferences of every chat, by its id: a person's own are those of their private chat. In the event loop."""

    def __init__(
        self,
        *,
        store: PreferenceStore,
        people: PeopleStore,
        workers: Workers,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._people = people
        self._workers = workers
        self._now = now
        self._known: dict[int, Preferences] = {}
        self._changing = asyncio.Lock()  # a change builds on the one before

    async def get(self, chat_id: int) -> Preferences:
        """What this chat has set. While the store can't say it: the defaults."""
        if (known := self._known.get(chat_id)) is not None:
            return known
        try:
            found = await self._workers.run(self._store.get, chat_id)
        except FerryError:
            log.warning("preferences not read chat=%s", chat_id, exc_info=True)
            return Preferences()
        return self._remember(chat_id, self._known.get(chat_id, found))  # changed meanwhile: that is newer

    async def change(self, chat_id: int, **wanted: Any) -> Preferences:
        """Set these fields; what is set then. Raises FerryError when the store fails, and nothing has changed."""
        return await self.adjust(chat_id, lambda preferences: replace(preferences, **wanted))

    async def adjust(self, chat_id: int, how: Callable[[Preferences], Preferences]) -> Preferences:
        """The same, where the change depends on what is set."""
        async with self._changing:
            before = await self._workers.run(self._store.get, chat_id)
            after = how(before)
            if after != before:
                await self._workers.run(self._store.set, chat_id, after)
            return self._remember(chat_id, after)

    async def reset(self, chat_id: int) -> None:
        """Back to the defaults: nothing is kept of this chat. Raises FerryError."""
        await self.adjust(chat_id, lambda _: Preferences())

    async def large_files(self, user_id: int) -> LargeFiles | None:
        """What this person wants of files that can't go whole; None: to be asked."""
        return await self._workers.run(self._people.large_files, user_id)

    async def choose_large_files(self, user_id: int, choice: LargeFiles | None) -> None:
        """Keep that for them."""
        await self._workers.run(self._people.set_large_files, user_id, choice, self._now())

    def now(self) -> datetime:
        return self._now()

    def _remember(self, chat_id: int, preferences: Preferences) -> Preferences:
        if len(self._known) >= REMEMBERED and chat_id not in self._known:
            del self._known[next(iter(self._known))]  # the one known for longest
        self._known[chat_id] = preferences
        return preferences
