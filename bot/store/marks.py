"""When each job last came to its end."""

from datetime import datetime

from sqlalchemy import insert, select, update

from bot.store.database import Database
from bot.store.tables import marks


class MarkStore:
    """`ports.MarkStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> datetime | None:
        with self._database.read() as connection:
            return connection.execute(select(marks.c.at).where(marks.c.name == name)).scalar()

    def set(self, name: str, at: datetime) -> None:
        with self._database.write() as connection:
            if not connection.execute(update(marks).where(marks.c.name == name).values(at=at)).rowcount:
                connection.execute(insert(marks).values(name=name, at=at))
