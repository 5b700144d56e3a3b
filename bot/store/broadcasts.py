"""Broadcasts in the database."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from bot.domain.broadcast import Broadcast, Stage
from bot.store.database import Database
from bot.store.tables import broadcasts


class BroadcastStore:
    """`ports.BroadcastStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, broadcast: Broadcast) -> None:
        """Keep a new one; it takes the place of its owner's earlier drafts."""
        drafts = delete(broadcasts).where(
            broadcasts.c.owner_id == broadcast.owner_id, broadcasts.c.stage == Stage.DRAFT
        )
        with self._database.write() as connection:
            connection.execute(drafts)
            connection.execute(insert(broadcasts).values(asdict(broadcast)))

    def save(self, broadcast: Broadcast) -> None:
        """Replace what is stored of it; nothing when it is gone."""
        query = update(broadcasts).where(broadcasts.c.id == broadcast.id).values(asdict(broadcast))
        with self._database.write() as connection:
            connection.execute(query)

    def get(self, broadcast_id: UUID) -> Broadcast | None:
        with self._database.read() as connection:
            row = connection.execute(select(broadcasts).where(broadcasts.c.id == broadcast_id)).first()
        return _broadcast(row) if row else None

    def delete(self, broadcast_id: UUID) -> None:
        with self._database.write() as connection:
            connection.execute(delete(broadcasts).where(broadcasts.c.id == broadcast_id))

    def unfinished(self) -> list[Broadcast]:
        """Those that are being sent, oldest first."""
        query = select(broadcasts).where(broadcasts.c.stage == Stage.SENDING).order_by(broadcasts.c.created_at)
        with self._database.read() as connection:
            return [_broadcast(row) for row in connection.execute(query)]


def _broadcast(row: Row[*tuple[Any, ...]]) -> Broadcast:
    return Broadcast(**{**row._mapping, "stage": Stage(row.stage)})
