"""What a delivery waits for on its own: an hour that its person has chosen, or the end of a live stream."""

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from bot.domain.delivery import State
from bot.domain.media import Progress
from bot.domain.message import Rows
from bot.errors import FerryError
from bot.i18n import say
from bot.i18n.format import brief
from bot.service.course import Course
from bot.service.status import Sleep, cancel_button

LOOK_EVERY = timedelta(minutes=15)  # at something that isn't over yet
GIVE_UP_AFTER = timedelta(days=7)  # of looking


class Pause:
    """Stands in the line meanwhile."""

    picture = None

    def __init__(self, delivery_id: UUID, until: datetime, now: Callable[[], datetime]) -> None:
        self._delivery_id = delivery_id
        self._until = until
        self._now = now

    def text(self, language: str) -> str:
        minutes = math.ceil((self._until - self._now()).total_seconds() / 60)
        return say(language, "delivery-later", time=brief(language, 60 * max(1, minutes)))

    def summary(self, language: str) -> str:
        return self.text(language)

    def rows(self, language: str) -> Rows:
        return cancel_button(language, self._delivery_id)


class Patience:
    """The step between two turns in which only time has to pass."""

    def __init__(self, *, sleep: Sleep, now: Callable[[], datetime]) -> None:
        self._sleep = sleep
        self._now = now

    def due(self, course: Course) -> bool:
        """Whether its time has come."""
        not_before = course.delivery.not_before
        return not_before is None or not_before <= self._now()

    def may_wait(self, course: Course) -> bool:
        """Whether it is to be looked at again when the link is not ready yet: its person has asked for that."""
        delivery = course.delivery
        return delivery.not_before is not None and self._now() - delivery.created_at < GIVE_UP_AFTER

    async def look_later(self, course: Course, error: FerryError) -> None:
        """Wait until it may be ready: `seconds` of the error, where that is known."""
        known = timedelta(seconds=error.values.get("seconds") or 0)
        await course.save(not_before=self._now() + max(known, LOOK_EVERY))
        await self.wait(course)

    async def wait(self, course: Course) -> None:
        """Return when its time has come, or its person wants something else of it."""
        until = course.delivery.not_before
        assert until is not None
        await course.save(state=State.WAITING, tries=0)
        course.line.pause(Pause(course.delivery.id, until, self._now))
        await self._sleep((until - self._now()).total_seconds())
        course.line.show(Progress(State.QUEUED))
        await course.save(state=State.QUEUED)
