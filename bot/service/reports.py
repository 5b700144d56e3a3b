"""A person tells the owner of a delivery that failed."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State
from bot.i18n import say
from bot.service.admins import Admins
from bot.service.ports import DeliveryStore

log = logging.getLogger(__name__)

HOUR = 3600.0  # seconds
AN_HOUR = 20  # reports; an owner reads no more
OF_ONE_AN_HOUR = 5  # reports of one person: nobody can speak for all
REMEMBERED = 10_000  # deliveries that were reported; three weeks at the highest pace


class Outcome(StrEnum):
    """What has become of a report."""

    TOLD = "told"
    KNOWN = "known"  # that delivery was reported already
    ENOUGH = "enough"  # too many within the hour
    GONE = "gone"  # no such failure of theirs (any more)


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who tells it."""

    user_id: int
    name: str  # as Telegram shows it


class Reports:
    """At most one report for each delivery, and so many within an hour. Lives in the event loop."""

    def __init__(
        self,
        *,
        admins: Admins,
        store: DeliveryStore,
        workers: Workers,
        engine: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`engine` names yt-dlp and its version."""
        self._admins = admins
        self._store = store
        self._workers = workers
        self._engine = engine
        self._clock = clock
        self._known: deque[UUID] = deque(maxlen=REMEMBERED)
        self._recent: deque[tuple[float, int]] = deque()  # when, and who

    async def accept(self, delivery_id: UUID, reporter: Reporter) -> Outcome:
        """Whether the failure of this delivery may be passed on now. Known at once, while `pass_on` takes time."""
        delivery = await self._failed(delivery_id, reporter)
        if delivery is None:
            return Outcome.GONE
        if delivery_id in self._known:
            return Outcome.KNOWN
        if not self._room_for(reporter.user_id):
            return Outcome.ENOUGH
        self._known.append(delivery_id)
        self._recent.append((self._clock(), reporter.user_id))
        log.info("reported id=%s code=%s user=%s", delivery.reference, delivery.reason, reporter.user_id)
        return Outcome.TOLD

    async def pass_on(self, delivery_id: UUID, reporter: Reporter) -> None:
        """Tell the owners what was accepted; one who can't be reached is logged."""
        if delivery := await self._failed(delivery_id, reporter):
            await self._admins.tell(lambda language: self._text(language, delivery, reporter))

    async def _failed(self, delivery_id: UUID, reporter: Reporter) -> Delivery | None:
        delivery = await self._workers.run(self._store.get, delivery_id)
        theirs = delivery is not None and delivery.user_id == reporter.user_id and delivery.state is State.FAILED
        return delivery if theirs else None

    def _room_for(self, user_id: int) -> bool:
        while self._recent and self._clock() - self._recent[0][0] >= HOUR:
            self._recent.popleft()
        theirs = sum(one == user_id for _, one in self._recent)
        return len(self._recent) < AN_HOUR and theirs < OF_ONE_AN_HOUR

    def _text(self, language: str, delivery: Delivery, reporter: Reporter) -> str:
        return say(
            language,
            "remedy-report",
            name=reporter.name,
            id=str(reporter.user_id),
            address=delivery.link.redacted,
            code=delivery.reason or "",
            reference=delivery.reference,
            engine=self._engine,
        )
