"""Files that Telegram has, by what they were fetched from and as what."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select

from bot.domain.media import KnownFile, MediaKind
from bot.store.database import Database
from bot.store.tables import files


class FileStore:
    """`ports.FileStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, address: str, format: str) -> list[KnownFile]:
        """All that belongs to this address in this format, in the order in which it was sent; empty when unknown."""
        query = select(files).where(_one(address, format)).order_by(files.c.number)
        with self._database.read() as connection:
            return [
                KnownFile(row.file_id, MediaKind(row.kind), row.name, row.title, row.size, row.piece, row.playable)
                for row in connection.execute(query)
            ]

    def put(self, address: str, format: str, known: Sequence[KnownFile], now: datetime) -> None:
        """Remember these instead of whatever was known."""
        rows = [
            {
                "address": address,
                "format": format,
                "number": number,
                "file_id": file.file_id,
                "kind": file.kind.value,
                "name": file.name,
                "title": file.title,
                "size": file.size,
                "piece": file.piece,
                "playable": file.playable,
                "sent_at": now,
            }
            for number, file in enumerate(known, 1)
        ]
        with self._database.write() as connection:
            connection.execute(delete(files).where(_one(address, format)))
            if rows:
                connection.execute(insert(files), rows)

    def forget(self, before: datetime) -> int:
        """Delete what was sent before then; how many."""
        with self._database.write() as connection:
            return connection.execute(delete(files).where(files.c.sent_at < before)).rowcount


def _one(address: str, format: str) -> ColumnElement[bool]:
    return and_(files.c.address == address, files.c.format == format)
