"""What people and groups have set: read with every update, changed now and then."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.concurrency.workers import Workers
from bot.domain.preferences import Preferences
from bot.errors import FerryError
from bot.service.ports import PreferenceStore

log = logging.getLogger(__name__)

REMEMBERED = 10_000  # chats whose preferences are at hand, so that an update costs no look into the store; some 5 MB


class Settings:
    """The preferences of every chat, by its id: a person's own are those of their private chat. In the event loop."""

    def __init__(self, *, store: PreferenceStore, workers: Workers) -> None:
        self._store = store
        self._workers = workers
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

    def _remember(self, chat_id: int, preferences: Preferences) -> Preferences:
        if len(self._known) >= REMEMBERED and chat_id not in self._known:
            del self._known[next(iter(self._known))]  # the one known for longest
        self._known[chat_id] = preferences
        return preferences
