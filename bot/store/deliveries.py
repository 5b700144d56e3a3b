"""Deliveries in the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, case, delete, func, insert, literal_column, select, update

from bot.domain.canonical import canonical
from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.format import Format
from bot.domain.link import Link
from bot.domain.site import Tally
from bot.store.database import Database
from bot.store.tables import ENDED, deliveries

SEVERAL = 3  # people after whom a site is no secret of anybody's

_ENDED: ColumnElement[bool] = literal_column(ENDED)
_UNFINISHED: ColumnElement[bool] = literal_column(f"NOT ({ENDED})")  # in the words of the index, so that it is used


class DeliveryStore:
    """`ports.DeliveryStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, delivery: Delivery) -> None:
        with self._database.write() as connection:
            connection.execute(insert(deliveries).values(_row(delivery)))

    def save(self, delivery: Delivery) -> None:
        """Replace what is stored of it; nothing when it was forgotten meanwhile."""
        with self._database.write() as connection:
            connection.execute(update(deliveries).where(deliveries.c.id == delivery.id).values(_row(delivery)))

    def get(self, delivery_id: UUID) -> Delivery | None:
        with self._database.read() as connection:
            row = connection.execute(select(deliveries).where(deliveries.c.id == delivery_id)).first()
        return _delivery(row) if row else None

    def unfinished(self) -> list[Delivery]:
        """Every delivery that has not ended, oldest first."""
        query = select(deliveries).where(_UNFINISHED).order_by(deliveries.c.created_at)
        with self._database.read() as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def count(self, since: datetime) -> dict[State, int]:
        """How many deliveries made since then are in which state."""
        query = (
            select(deliveries.c.state, func.count())
            .where(deliveries.c.created_at >= since)
            .group_by(deliveries.c.state)
        )
        with self._database.read() as connection:
            return {State(state): number for state, number in connection.execute(query)}

    def outcomes(self, since: datetime, *, user_id: int | None = None) -> list[Tally]:
        """How deliveries have ended since then, by site; what was sent from memory asked no site.

        For one person: only of sites which they themselves, or several people, have asked.
        """
        fetched = deliveries.c.way.is_distinct_from(Way.MEMORY) & (deliveries.c.site != "")
        recent = (deliveries.c.ended_at >= since) & fetched
        kinds = deliveries.c.site, deliveries.c.state, deliveries.c.reason
        query = select(*kinds, func.count()).where(recent, _ENDED).group_by(*kinds)
        if user_id is not None:
            theirs = func.max(case((deliveries.c.user_id == user_id, 1), else_=0)) == 1
            public = func.count(deliveries.c.user_id.distinct()) >= SEVERAL
            known = select(deliveries.c.site).where(recent, _ENDED).group_by(deliveries.c.site).having(theirs | public)
            query = query.where(deliveries.c.site.in_(known))
        with self._database.read() as connection:
            return [
                Tally(site, State(state), reason, count) for site, state, reason, count in connection.execute(query)
            ]

    def forget(self, before: datetime) -> int:
        """Delete ended deliveries made before then; how many."""
        query = delete(deliveries).where(deliveries.c.created_at < before, _ENDED)
        with self._database.write() as connection:
            return connection.execute(query).rowcount


def _row(delivery: Delivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "user_id": delivery.user_id,
        "chat_id": delivery.target.chat_id,
        "thread_id": delivery.target.thread_id,
        "reply_to": delivery.target.reply_to,
        "url": delivery.link.url,
        "link_id": delivery.link_id,
        "language": delivery.language,
        "created_at": delivery.created_at,
        "state": delivery.state.value,
        "status_id": delivery.status_id,
        "tries": delivery.tries,
        "reason": delivery.reason,
        "format": delivery.format.key,
        "captioned": delivery.captioned,
        "asks": delivery.asks,
        "fresh": delivery.fresh,
        "not_before": delivery.not_before,
        "begun_at": delivery.begun_at,
        "ended_at": delivery.ended_at,
        "way": delivery.way,
        "size": delivery.size,
        "site": Link(canonical(delivery.link)).host,
    }


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    return Delivery(
        id=row.id,
        user_id=row.user_id,
        target=Target(row.chat_id, row.thread_id, row.reply_to),
        link=Link(row.url),
        link_id=row.link_id,
        language=row.language,
        created_at=row.created_at,
        state=State(row.state),
        status_id=row.status_id,
        tries=row.tries,
        reason=row.reason,
        format=Format.parse(row.format),
        captioned=row.captioned,
        asks=row.asks,
        fresh=row.fresh,
        not_before=row.not_before,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        way=Way(row.way) if row.way else None,
        size=row.size,
    )
