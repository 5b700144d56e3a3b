"""What the deliveries in the database come to."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from sqlalchemy import ColumnElement, case, func, select

from bot.domain.delivery import State, Way
from bot.domain.link import Link
from bot.domain.person import Use
from bot.domain.statistics import Ended, Failure, Figures, Tally
from bot.store.database import Database
from bot.store.tables import deliveries

READ = 1000  # rows held at once
REFERENCES = 3  # shown of each kind of failure

# What costs the host something: not what has failed or was cancelled, and no bytes that Telegram had already.
_COUNTS: ColumnElement[bool] = deliveries.c.state.not_in([State.FAILED, State.CANCELLED])
CARRIED: ColumnElement[int] = case((deliveries.c.way == Way.MEMORY, 0), else_=func.coalesce(deliveries.c.size, 0))


class StatisticsStore:
    """`ports.StatisticsStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def use(self, user_id: int, since: datetime | None = None) -> Use:
        """What somebody has had delivered, since then or in all that is remembered."""
        query = select(func.count(), func.coalesce(func.sum(CARRIED), 0)).where(
            deliveries.c.user_id == user_id, deliveries.c.state == State.DONE
        )
        if since is not None:
            query = query.where(deliveries.c.created_at >= since)
        with self._database.read() as connection:
            number, size = connection.execute(query).one()
        return Use(number, int(size))

    def counted(self, user_id: int, since: datetime) -> list[tuple[datetime, int]]:
        """When each delivery of theirs that counts was made since then, and the bytes it carried; oldest first."""
        query = (
            select(deliveries.c.created_at, CARRIED)
            .where(deliveries.c.user_id == user_id, deliveries.c.created_at >= since, _COUNTS)
            .order_by(deliveries.c.created_at)
        )
        with self._database.read() as connection:
            return [(made, int(size)) for made, size in connection.execute(query)]

    def failures(self, since: datetime) -> list[Failure]:
        """What deliveries made since then have failed with, the most frequent first."""
        query = (
            select(deliveries.c.id, deliveries.c.reason)
            .where(deliveries.c.created_at >= since, deliveries.c.state == State.FAILED)
            .order_by(deliveries.c.created_at.desc())
        )
        count: defaultdict[str, int] = defaultdict(int)
        latest: defaultdict[str, list[str]] = defaultdict(list)
        with self._database.read() as connection:
            for delivery_id, reason in connection.execute(query):
                count[reason or ""] += 1
                if len(latest[reason or ""]) < REFERENCES:
                    latest[reason or ""].append(delivery_id.hex[:8])
        most = sorted(count, key=lambda reason: (-count[reason], reason))
        return [Failure(reason, count[reason], tuple(latest[reason])) for reason in most]

    def figures(self, today: date, days: int, zone: tzinfo) -> Figures:
        """The deliveries of so many days up to today, by the days of this zone."""
        dates = [today - timedelta(days=back) for back in range(days)]
        tally = Tally(dates, zone)
        columns = ("created_at", "begun_at", "state", "way", "size", "url")
        since = datetime.combine(dates[-1], time(), zone).astimezone(UTC)
        known = deliveries.c.url != ""  # else its person wanted to be forgotten
        query = select(*(deliveries.c[name] for name in columns)).where(deliveries.c.created_at >= since, known)
        with self._database.read() as connection:
            for row in connection.execution_options(yield_per=READ).execute(query):
                way = Way(row.way) if row.way else None
                host = Link(row.url).host
                tally.add(Ended(row.created_at, row.begun_at, State(row.state), way, row.size or 0, host))
        return tally.figures()
