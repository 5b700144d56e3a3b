"""The queue of updates and its long polls: https://core.telegram.org/bots/api#getupdates."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.demo.limits import POLL_LIMIT, UPDATES_LIMIT, ApiError
from bot.demo.world import World

# Left out unless asked for, https://core.telegram.org/bots/api#getupdates
ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LOOK_EVERY = 1.0  # seconds between two looks whether the client of a long poll is still there

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_CONFLICT = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """Updates wait here until a getUpdates with a higher offset confirms them."""

    def __init__(self, world: World, first_id: int = 100_000) -> None:
        self._world = world
        self._updates: deque[dict[str, Any]] = deque()
        self._next_id = first_id
        self._poller = 0
        self._allowed: frozenset[str] = frozenset()
        self.webhook = ""
        self.waiting = 0  # long polls

    def __len__(self) -> int:
        return len(self._updates)

    def add(self, update: dict[str, Any]) -> dict[str, Any] | None:
        """Queue an update, with an id of its own unless it has one; None when the bot does not want its kind."""
        with self._world.changed:
            kind = next((name for name in update if name != "update_id"), "")
            if not self._wanted(kind):
                return None
            update = {"update_id": self._next_id} | update
            self._next_id = update["update_id"] + 1
            self._updates.append(update)
            self._world.changed.notify_all()
            return update

    def clear(self) -> None:
        with self._world.changed:
            self._updates.clear()

    def poll(
        self,
        *,
        offset: int,
        limit: int,
        timeout: float,
        allowed: list[str] | None,
        is_gone: Callable[[], bool],
    ) -> list[dict[str, Any]]:
        """Wait up to `timeout` seconds for updates; raise 409 when another poll takes over."""
        with self._world.changed:
            if self.webhook:
                raise ApiError(WEBHOOK_CONFLICT, status=409)
            self._poller += 1
            poller = self._poller
            self._world.changed.notify_all()  # the older poller learns that it is over
            if allowed is not None:
                self._allowed = frozenset(allowed)
            self._confirm(offset)
            self._wait(poller, min(max(timeout, 0), POLL_LIMIT), is_gone)
            count = limit if 1 <= limit <= UPDATES_LIMIT else UPDATES_LIMIT
            return list(self._updates)[:count]

    def _wait(self, poller: int, timeout: float, is_gone: Callable[[], bool]) -> None:
        """Wait for an update, the time-out, the client's leave or the end; raise 409 for a newer poll."""
        deadline = time.monotonic() + timeout
        self.waiting += 1
        self._world.changed.notify_all()
        try:
            while not self._updates and not self._world.closed and not is_gone():
                left = deadline - time.monotonic()
                if left <= 0:
                    return
                self._world.changed.wait(min(left, LOOK_EVERY))
                if poller != self._poller:
                    raise ApiError(CONFLICT, status=409)
        finally:
            self.waiting -= 1
            self._world.changed.notify_all()

    def _confirm(self, offset: int) -> None:
        """Forget what the bot has seen: everything below `offset`, or all but the last `-offset`."""
        if offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
        while self._updates and self._updates[0]["update_id"] < offset:
            self._updates.popleft()

    def _wanted(self, kind: str) -> bool:
        return kind in self._allowed if self._allowed else kind not in ONLY_ON_REQUEST
