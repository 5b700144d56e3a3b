"""When somebody's daily notice comes: at their hour, in their zone, outside their quiet hours."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.preferences import Preferences

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Daily:
    """One moment of each day."""

    hour: int  # of the day, in `zone`
    zone: tzinfo

    def last(self, now: datetime) -> datetime:
        """The last time it was, also where a clock change skips or doubles the hour.

        >>> Daily(9, UTC).last(datetime(2026, 3, 1, 8, tzinfo=UTC)).isoformat()
        '2026-02-28T09:00:00+00:00'
        """
        today = self.today(now)
        return max(at for day in (today, today - DAY) if (at := self._at(day)) <= now)

    def next(self, now: datetime) -> datetime:
        """The first time it will be."""
        today = self.today(now)
        return min(at for day in (today, today + DAY) if (at := self._at(day)) > now)

    def tomorrow(self, now: datetime) -> datetime:
        """When it will be tomorrow, by the calendar."""
        return self._at(self.today(now) + DAY)

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, time(self.hour), self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What notices go by."""

    hour: int  # for whoever has set none
    zone: tzinfo  # likewise
    warn: timedelta  # how long before its end a link is announced
    ttl: timedelta  # how long a link is kept anew

    def daily(self, preferences: Preferences) -> Daily:
        """When the notice of a person comes: within their quiet hours it waits for the end of those."""
        hour = self.hour if preferences.notice_hour is None else preferences.notice_hour
        if preferences.quiet is not None and preferences.silent(hour):
            hour = preferences.quiet[1]
        return Daily(hour, preferences.zone_or(self.zone))

    def silent(self, preferences: Preferences, now: datetime) -> bool:
        """Whether nothing may come unasked at present."""
        return preferences.silent(now.astimezone(preferences.zone_or(self.zone)).hour)
