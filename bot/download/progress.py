"""Counts bytes: holds the limit, and reports at a bearable pace."""

import time
from collections.abc import Callable, Iterable

from bot.domain.delivery import State
from bot.domain.media import Arriving, Progress
from bot.errors import FileTooLarge

REPORT_EVERY = 0.2  # seconds between two messages of a child; the status line shows one per 3 s

Look = Callable[[], Arriving | None]  # asked for the file under way, but only when a report is due


def no_file() -> None:
    """What is under way is not the finished file, or nobody can say yet."""


class Meter:
    """How far a download is. What it reports never runs backwards, although estimates change.

    `report` gets a Progress at most every REPORT_EVERY seconds, and the last one; `limit` is in bytes.
    """

    def __init__(
        self, report: Callable[[Progress], None], limit: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._report = report
        self._limit = limit
        self._clock = clock
        self._next = 0.0
        self._done = 0
        self._share = 0.0
        self._beginnings = 0

    def begin(self) -> int:
        """A file begins, or begins anew: its number among all of this delivery, whichever engine writes them."""
        self._beginnings += 1
        return self._beginnings

    def expect(self, size: int | None) -> None:
        """Refuse a download whose declared size (bytes) is over the limit: FileTooLarge."""
        if size is not None and size > self._limit:
            raise FileTooLarge(size, self._limit)

    def at(self, done: int, total: int | None, file: Look = no_file, *, last: bool = False) -> None:
        """So many bytes are there; raises FileTooLarge beyond the limit. `last`: this is told whatever the pace."""
        if done > self._limit:
            raise FileTooLarge(None, self._limit)
        now = self._clock()
        if now < self._next and not last:
            return
        self._next = now + REPORT_EVERY
        self._report(self._forward(done, total, file()))

    def _forward(self, done: int, total: int | None, file: Arriving | None) -> Progress:
        self._done = max(self._done, done)
        if total is not None:
            self._share = max(self._share, min(1.0, self._done / max(total, 1)))
            total = round(self._done / self._share) if self._share else total
        return Progress(State.DOWNLOADING, self._done, total, file)


class Sum:
    """One Meter over several streams, each known by a key (the video and the audio of a merge)."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._done: dict[str, int] = {}
        self._totals: dict[str, int | None] = {}
        self._declared: dict[str, int] = {}

    def expect(self, sizes: Iterable[tuple[str, int | None]]) -> None:
        """The declared sizes of all streams; FileTooLarge when the known ones are over the limit together."""
        self._totals = dict(sizes)
        self._meter.expect(sum(size or 0 for size in self._totals.values()))

    def declare(self, key: str, size: int) -> None:
        """What a server says of one stream's size; FileTooLarge when all that was said is over the limit together."""
        self._declared[key] = size
        self._meter.expect(sum(self._declared.values()))

    def at(self, key: str, done: int, total: int | None, file: Look = no_file, *, last: bool = False) -> None:
        """So many bytes of one stream are there; `total` may be an estimate. The rest as in `Meter.at`."""
        self._done[key] = max(self._done.get(key, 0), done)
        if total is not None or key not in self._totals:
            self._totals[key] = total
        totals = list(self._totals.values())
        known = None if None in totals else sum(total or 0 for total in totals)
        self._meter.at(sum(self._done.values()), known, file, last=last)
