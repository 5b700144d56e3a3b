"""A token bucket that may be overdrawn: who has taken too much waits until it is paid."""

import threading
import time
from collections.abc import Callable

BURST = 128 * 1024  # bytes that may come at once after a silence


class Bucket:
    def __init__(self, rate: float | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.rate = rate

    @property
    def rate(self) -> float | None:
        """Bytes a second; None: as fast as they come."""
        return self._rate

    @rate.setter
    def rate(self, rate: float | None) -> None:
        if rate is not None and rate <= 0:
            raise ValueError("the rate is a number of bytes a second above 0, or none")
        with self._lock:
            self._rate, self._level, self._at = rate, float(BURST), self._clock()

    def take(self, count: int) -> float:
        """Take so many bytes; the seconds until the next may be taken.

        >>> Bucket(1000, clock=lambda: 0.0).take(BURST + 500)
        0.5
        """
        with self._lock:
            if self._rate is None:
                return 0.0
            now = self._clock()
            self._level = min(BURST, self._level + (now - self._at) * self._rate) - count
            self._at = now
            return max(0.0, -self._level / self._rate)
