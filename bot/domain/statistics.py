"""Figures on deliveries, for the owner."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from statistics import median

from bot.domain.delivery import State, Way

TOP_SITES = 8  # a phone's width holds no more


@dataclass(frozen=True, slots=True)
class Ended:
    """What of a delivery goes into the figures."""

    created_at: datetime
    begun_at: datetime | None
    state: State
    way: Way | None
    size: int  # bytes
    host: str


@dataclass(frozen=True, slots=True)
class Day:
    """The deliveries made on one day."""

    date: date
    done: int
    failed: int
    waits: tuple[float, float] | None  # seconds in line until the turn came: median, 95th percentile


@dataclass(frozen=True, slots=True)
class Site:
    """The deliveries from one site."""

    host: str
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Some days of deliveries."""

    days: tuple[Day, ...]  # every day, oldest first
    sizes: dict[Way, int]  # bytes that have arrived, by the way they came
    sites: tuple[Site, ...]  # those asked for most, most asked first


@dataclass(frozen=True, slots=True)
class Failure:
    """What deliveries have failed with."""

    reason: str  # code of the error
    count: int
    references: tuple[str, ...]  # of the latest, as in the log and in the chat


class Tally:
    """Counts deliveries, one by one, by the days of a time zone."""

    def __init__(self, days: Sequence[date], zone: tzinfo) -> None:
        self._zone = zone
        self._done = dict.fromkeys(days, 0)
        self._failed = dict.fromkeys(days, 0)
        self._waits: dict[date, list[float]] = {day: [] for day in days}
        self._sizes = dict.fromkeys(Way, 0)
        self._sites: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])

    def add(self, one: Ended) -> None:
        """What was made on another day is passed over, and so is what was cancelled."""
        day = one.created_at.astimezone(self._zone).date()
        if day not in self._done or one.state not in (State.DONE, State.FAILED):
            return
        failed = one.state is State.FAILED
        (self._failed if failed else self._done)[day] += 1
        self._sites[one.host.removeprefix("www.")][failed] += 1
        if one.begun_at is not None:
            self._waits[day].append(max(0.0, (one.begun_at - one.created_at).total_seconds()))
        if one.way is not None and not failed:
            self._sizes[one.way] += one.size

    def figures(self) -> Figures:
        """What all of them come to."""
        most = sorted(self._sites.items(), key=lambda site: (-sum(site[1]), site[0]))[:TOP_SITES]
        return Figures(
            days=tuple(
                Day(day, self._done[day], self._failed[day], _waits(self._waits[day])) for day in sorted(self._done)
            ),
            sizes=self._sizes,
            sites=tuple(Site(host, done, failed) for host, (done, failed) in most),
        )


def _waits(seconds: list[float]) -> tuple[float, float] | None:
    """Median and 95th percentile, the latter by nearest rank.

    >>> _waits([float(second) for second in range(1, 101)])
    (50.5, 95.0)
    """
    if not seconds:
        return None
    ordered = sorted(seconds)
    return median(ordered), ordered[-(-len(ordered) * 95 // 100) - 1]
