"""People in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.domain.person import LargeFiles, PeopleCount, Person
from bot.store.database import Database
from bot.store.tables import people


class PeopleStore:
    """`ports.PeopleStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(self, user_id: int, language: str, now: datetime) -> None:
        """They have written, so they haven't blocked the bot (any more)."""
        known = (
            update(people).where(people.c.user_id == user_id).values(language=language, last_seen=now, blocked_at=None)
        )
        new = insert(people).values(user_id=user_id, language=language, first_seen=now, last_seen=now)
        with self._database.write() as connection:
            if not connection.execute(known).rowcount:
                connection.execute(new)

    def blocked(self, user_id: int, now: datetime) -> None:
        """Telegram says that they have blocked the bot. Nothing for someone who never wrote."""
        query = update(people).where(people.c.user_id == user_id).values(blocked_at=now)
        with self._database.write() as connection:
            connection.execute(query)

    def get(self, user_id: int) -> Person | None:
        with self._database.read() as connection:
            row = connection.execute(select(people).where(people.c.user_id == user_id)).first()
        return Person(row.user_id, row.language, row.first_seen, row.last_seen, row.blocked_at) if row else None

    def large_files(self, user_id: int) -> LargeFiles | None:
        """What they want of files that can't go whole at present; None when they haven't chosen."""
        with self._database.read() as connection:
            choice = connection.execute(select(people.c.large_files).where(people.c.user_id == user_id)).scalar()
        return LargeFiles(choice) if choice else None

    def set_large_files(self, user_id: int, choice: LargeFiles | None, now: datetime) -> None:
        """They have chosen, so they were there just now; None: ask again. Nothing for someone who never wrote."""
        query = update(people).where(people.c.user_id == user_id).values(large_files=choice, last_seen=now)
        with self._database.write() as connection:
            connection.execute(query)

    def languages(self, user_ids: Sequence[int]) -> dict[int, str]:
        """The languages of those among them who have written; ask for some hundreds at once at most."""
        query = select(people.c.user_id, people.c.language).where(people.c.user_id.in_(user_ids))
        with self._database.read() as connection:
            return {row.user_id: row.language for row in connection.execute(query)}

    def counts(self, since: datetime) -> PeopleCount:
        """How many people there are, have written since then, have blocked the bot."""
        query = select(
            func.count(),
            func.count().filter(people.c.last_seen >= since),
            func.count(people.c.blocked_at),
        ).select_from(people)
        with self._database.read() as connection:
            known, active, blocked = connection.execute(query).one()
        return PeopleCount(known, active, blocked)
