"""All that the database holds of one person: as one document, or gone in one transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, or_, select, update

from bot.domain.delivery import State
from bot.domain.format import Format
from bot.domain.person import Access
from bot.store.database import Database
from bot.store.statistics import CARRIED
from bot.store.tables import broadcasts, deliveries, metadata, people, preferences

# A table with a person in its rows says so by this column; what is added later is exported and forgotten, too.
_OWN: dict[str, tuple[Table, str]] = {
    table.name: (table, "user_id") for table in metadata.sorted_tables if "user_id" in table.c
} | {
    "preferences": (preferences, "chat_id"),  # a private chat has its person's id
    "broadcasts": (broadcasts, "owner_id"),
}

_QUOTA: ColumnElement[bool] = or_(people.c.links_a_day.is_not(None), people.c.bytes_a_day.is_not(None))


class PersonalStore:
    """`ports.PersonalStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row about a person, by its table, in values that JSON knows."""
        with self._database.read() as connection:
            return {
                name: [
                    {column: _plain(value) for column, value in row._mapping.items()}
                    for row in connection.execute(select(table).where(table.c[column] == user_id))
                ]
                for name, (table, column) in _OWN.items()
            }

    def forget(self, user_id: int, now: datetime, *, counts_since: datetime) -> None:
        """Delete all of it. Of whom the owner has shut out or bounded, that stays, with the id and nothing else.

        A quota stays with what it counts: of deliveries made since then, the times and sizes.
        """
        with self._database.write() as connection:
            counting = _counting(connection, user_id, counts_since)
            for table, column in _OWN.values():
                if table is not people:
                    connection.execute(delete(table).where(table.c[column] == user_id))
            if not _reduce(connection, user_id, now):
                connection.execute(delete(people).where(people.c.user_id == user_id))
            if counting:
                connection.execute(insert(deliveries), counting)


def _reduce(connection: Connection, user_id: int, now: datetime) -> bool:
    """Leave of a person what binds them; False when nothing does."""
    bound = or_(people.c.access == Access.BANNED, _QUOTA)
    kept = {"user_id", "access", "links_a_day", "bytes_a_day", "told_at"}  # told_at: they know where they stand
    values: dict[str, Any] = {column.name: None for column in people.c if column.name not in kept}
    values |= {"language": "en", "first_seen": now, "last_seen": now}
    query = update(people).where(people.c.user_id == user_id, bound).values(values)
    return connection.execute(query).rowcount > 0


def _counting(connection: Connection, user_id: int, since: datetime) -> list[dict[str, Any]]:
    """Rows in place of the deliveries that a quota counts: when, and how many bytes. Their ids are new, so that neither
    a button nor a delivery that is ending just now finds them."""
    bounded = select(people.c.user_id).where(people.c.user_id == user_id, _QUOTA)
    done = select(deliveries.c.created_at, CARRIED.label("size")).where(
        deliveries.c.user_id.in_(bounded), deliveries.c.created_at >= since, deliveries.c.state == State.DONE
    )
    nothing: dict[str, Any] = {"chat_id": user_id, "url": "", "site": "", "language": "en", "format": Format().key}
    nothing |= {"captioned": False, "asks": False, "fresh": False, "tries": 0, "state": State.DONE}
    return [
        nothing | {"id": uuid4(), "link_id": uuid4(), "user_id": user_id, "created_at": at, "size": int(size)}
        for at, size in connection.execute(done)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
