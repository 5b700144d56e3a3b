"""Which sites work: counted from how deliveries have ended."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot import errors
from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.site import Tally
from bot.errors import FerryError
from bot.service.ports import DeliveryStore

OVER = timedelta(days=1)
ENOUGH = 3  # deliveries of a site from which on something can be said of it
WELL = 0.75  # of its deliveries have come: what people take for working

# What a site does to everybody. All else is a matter of the one link, of its person, of Telegram, or of this host.
FAILINGS: tuple[type[FerryError], ...] = (
    errors.SignInNeeded,
    errors.BotCheck,
    errors.SourceRefused,
    errors.GeoBlocked,
    errors.Drm,
    errors.SourceBusy,
    errors.SourceUnreachable,
    errors.SourceFailed,
    errors.SourceDown,
    errors.EngineOutOfDate,
    errors.NoJavaScriptRuntime,
)
_CODES = frozenset(kind.code for kind in FAILINGS)


@dataclass(frozen=True, slots=True)
class Record:
    """How a site has done."""

    site: str  # its host
    done: int  # deliveries that came
    count: int  # of so many, those left out that say nothing of the site
    reason: str | None = None  # code of the error that most of the others failed with

    @property
    def well(self) -> bool:
        return self.done >= WELL * self.count


def records(tallies: Iterable[Tally]) -> list[Record]:
    """What can be said of each site, the best known first.

    >>> records([Tally("a.example", State.DONE, None, 2), Tally("a.example", State.FAILED, "error-source-down", 1)])
    [Record(site='a.example', done=2, count=3, reason='error-source-down')]
    """
    done: Counter[str] = Counter()
    failed: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for tally in tallies:
        if tally.state is State.DONE:
            done[tally.site] += tally.count
        elif tally.state is State.FAILED and tally.reason in _CODES:
            failed[tally.site][tally.reason] += tally.count
    found = [_record(site, done[site], failed[site]) for site in done.keys() | failed.keys()]
    return sorted((one for one in found if one.count >= ENOUGH), key=lambda one: (-one.count, one.site))


def _record(site: str, done: int, failed: Counter[str]) -> Record:
    most = min(failed, key=lambda code: (-failed[code], code), default=None)
    return Record(site, done, done + failed.total(), most)


class Sites:
    """The records of the last day."""

    def __init__(
        self, *, store: DeliveryStore, workers: Workers, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._workers = workers
        self._now = now

    async def known_to(self, user_id: int) -> list[Record]:
        """Of the sites that are theirs to know of: what they or several people have asked for."""

        def read() -> list[Tally]:
            return self._store.outcomes(self._now() - OVER, user_id=user_id)

        return records(await self._workers.run(read))
