"""A daily notice, put off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

from bot.concurrency.workers import Workers
from bot.domain.preferences import Preferences
from bot.service.moments import Daily, Schedule
from bot.service.ports import LinkStore

STEP = timedelta(minutes=15)  # the check runs at these


@dataclass(frozen=True, slots=True)
class Snoozed:
    """When a notice comes again."""

    at: datetime
    zone: tzinfo  # its owner's
    today: bool  # by their calendar


class Snooze:
    """Puts off what a notice named and what still goes. Nothing of it is deleted before it was announced again."""

    def __init__(
        self,
        schedule: Schedule,
        *,
        links: LinkStore,
        workers: Workers,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._schedule = schedule
        self._links = links
        self._workers = workers
        self._clock = clock

    async def later(self, user_id: int, notice_id: UUID, preferences: Preferences, after: timedelta) -> Snoozed | None:
        """For so long, and for as long as their quiet hours then last. None when nothing of it goes any more."""
        until = self._clock() + after
        until += -(until - datetime.min.replace(tzinfo=UTC)) % STEP  # it comes when the next check runs
        if preferences.quiet is not None and self._schedule.silent(preferences, until):
            until = Daily(preferences.quiet[1], preferences.zone_or(self._schedule.zone)).next(until)
        return await self._put_off(user_id, notice_id, preferences, until)

    async def tomorrow(self, user_id: int, notice_id: UUID, preferences: Preferences) -> Snoozed | None:
        """Until their hour of tomorrow."""
        until = self._schedule.daily(preferences).tomorrow(self._clock())
        return await self._put_off(user_id, notice_id, preferences, until)

    async def _put_off(
        self, user_id: int, notice_id: UUID, preferences: Preferences, until: datetime
    ) -> Snoozed | None:
        if not await self._workers.run(self._links.snooze, user_id, notice_id, until):
            return None
        daily = self._schedule.daily(preferences)
        return Snoozed(until, daily.zone, daily.today(until) == daily.today(self._clock()))
