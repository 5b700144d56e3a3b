"""Telegram's pace, as a model: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.demo.limits import too_many_requests

COUNTED = ("send", "edit", "copy", "forward")
FREE = "sendchataction"


@dataclass(frozen=True, slots=True)
class Pace:
    """`burst` at once, then `rate` a second."""

    rate: float
    burst: float


OVERALL = Pace(rate=30, burst=30)
PRIVATE = Pace(rate=1, burst=5)  # "avoid sending more than one message per second", short bursts go through
GROUP = Pace(rate=20 / 60, burst=20)


class FloodGate:
    """Counts messages and edits, and refuses with 429 what comes too fast. `clock` in seconds.

    An album passes where one message would, and then counts as many as it has: what follows waits for all of them.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._levels: dict[int, tuple[float, float]] = {}  # chat (0: all) → (tokens, at)

    def pass_or_refuse(self, method: str, chat_id: int | str, messages: int = 1) -> None:
        """Raise 429 with the seconds to wait when the method counts and its chat, or all, are over the pace."""
        name = method.lower()
        if not name.startswith(COUNTED) or name == FREE or not isinstance(chat_id, int):
            return
        paces = {0: OVERALL, chat_id: PRIVATE if chat_id > 0 else GROUP}
        with self._lock:
            now = self._clock()
            levels = {key: self._level(key, pace, now) for key, pace in paces.items()}
            waits = [(1 - level) / paces[key].rate for key, level in levels.items() if level < 1]
            if waits:
                raise too_many_requests(math.ceil(max(waits)))
            for key, level in levels.items():
                self._levels[key] = (level - messages, now)

    def _level(self, key: int, pace: Pace, now: float) -> float:
        tokens, at = self._levels.get(key, (pace.burst, now))
        return min(pace.burst, tokens + (now - at) * pace.rate)
