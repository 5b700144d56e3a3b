"""People in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, or_, select, update

from bot.domain.person import LONGEST_ID, Access, Knock, LargeFiles, PeopleCount, Person, Quota, Visitor
from bot.store.database import Database
from bot.store.tables import people

_ASKED: ColumnElement[bool] = people.c.access == Access.ASKED
_INSIDE: ColumnElement[bool] = or_(people.c.access.is_(None), people.c.access != Access.ASKED)


class PeopleStore:
    """`ports.PeopleStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def seen(
        self, user_id: int, language: str, now: datetime, *, name: str | None = None, username: str | None = None
    ) -> None:
        """They have written and were let in, so they haven't blocked the bot and wait for nobody (any more)."""
        shown: dict[str, Any] = {"name": name, "username": username} if name is not None else {}
        waits_no_more = case((people.c.access == Access.ASKED, None), else_=people.c.access)
        known = shown | {"language": language, "last_seen": now, "blocked_at": None, "access": waits_no_more}
        new = shown | {"user_id": user_id, "language": language, "first_seen": now, "last_seen": now}
        with self._database.write() as connection:
            if not _update(connection, user_id, **known):
                connection.execute(insert(people).values(new))

    def blocked(self, user_id: int, now: datetime) -> None:
        """Telegram says that they have blocked the bot. Nothing for someone who never wrote."""
        with self._database.write() as connection:
            _update(connection, user_id, blocked_at=now)

    def get(self, user_id: int) -> Person | None:
        with self._database.read() as connection:
            row = connection.execute(select(people).where(people.c.user_id == user_id)).first()
        return _person(row) if row else None

    def large_files(self, user_id: int) -> LargeFiles | None:
        """What they want of files that can't go whole at present; None when they haven't chosen."""
        with self._database.read() as connection:
            choice = connection.execute(select(people.c.large_files).where(people.c.user_id == user_id)).scalar()
        return LargeFiles(choice) if choice else None

    def set_large_files(self, user_id: int, choice: LargeFiles | None, now: datetime) -> None:
        """They have chosen, so they were there just now; None: ask again. Nothing for someone who never wrote."""
        with self._database.write() as connection:
            _update(connection, user_id, large_files=choice, last_seen=now)

    def languages(self, user_ids: Sequence[int]) -> dict[int, str]:
        """The languages of those among them who have written; ask for some hundreds at once at most."""
        query = select(people.c.user_id, people.c.language).where(people.c.user_id.in_(user_ids))
        with self._database.read() as connection:
            return {row.user_id: row.language for row in connection.execute(query)}

    def counts(self, since: datetime) -> PeopleCount:
        """How many people there are, have written since then, have blocked the bot; nobody who waits outside."""
        query = (
            select(func.count(), func.count().filter(people.c.last_seen >= since), func.count(people.c.blocked_at))
            .select_from(people)
            .where(_INSIDE)
        )
        with self._database.read() as connection:
            known, active, blocked = connection.execute(query).one()
        return PeopleCount(known, active, blocked)

    def knock(self, visitor: Visitor, *, now: datetime, since: datetime, most: int) -> Knock:
        """A stranger has written: note it, unless they heard since then where they stand.

        The owner is to be asked about at most so many people since then.
        """
        columns = select(people.c.access, people.c.told_at).where(people.c.user_id == visitor.user_id)
        asked = select(func.count()).where(people.c.asked_at >= since)
        with self._database.write() as connection:
            known = connection.execute(columns).first()
            if known and known.access == Access.BANNED:
                if known.told_at is not None:
                    return Knock.TOLD
                _update(connection, visitor.user_id, told_at=now)
                return Knock.REFUSED
            if known and known.access == Access.ASKED and known.told_at is not None and known.told_at >= since:
                return Knock.TOLD
            ask = connection.execute(asked).scalar_one() < most
            _admit(connection, visitor, known is not None, now, {"asked_at": now} if ask else {})
        return Knock.NEW if ask else Knock.WAITING

    def waiting(self, offset: int, limit: int) -> tuple[list[Person], int]:
        """A piece of those who wait for the owner's say, latest first, and how many they are in all."""
        return self._piece(_ASKED, offset, limit)

    def search(self, words: str, offset: int, limit: int) -> tuple[list[Person], int]:
        """A piece of those who have come in, latest seen first, and how many they are in all.

        With words, those whose name or username has them, or whose id they are.
        """
        return self._piece(_INSIDE & _matches(words) if words else _INSIDE, offset, limit)

    def set_access(self, user_id: int, access: Access) -> bool:
        """What the owner says of someone. False when nobody has that id."""
        with self._database.write() as connection:
            return _update(connection, user_id, access=access, told_at=None)

    def set_quota(self, user_id: int, quota: Quota) -> bool:
        """What the owner grants them. False when nobody has that id."""
        with self._database.write() as connection:
            return _update(connection, user_id, links_a_day=quota.links, bytes_a_day=quota.size)

    def ruled(self) -> list[Person]:
        """Everyone of whom the owner has said something: let in, shut out, granted so much a day."""
        query = select(people).where(
            or_(
                people.c.access.in_([Access.ALLOWED, Access.BANNED]),
                people.c.links_a_day.is_not(None),
                people.c.bytes_a_day.is_not(None),
            )
        )
        with self._database.read() as connection:
            return [_person(row) for row in connection.execute(query)]

    def reachable(self, after: int | None, limit: int) -> list[Person]:
        """People in order of their ids, `after` the given one, who have come in and haven't blocked the bot."""
        query = (
            select(people)
            .where(people.c.blocked_at.is_(None), or_(people.c.access.is_(None), people.c.access == Access.ALLOWED))
            .order_by(people.c.user_id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(people.c.user_id > after)
        with self._database.read() as connection:
            return [_person(row) for row in connection.execute(query)]

    def _piece(self, who: ColumnElement[bool], offset: int, limit: int) -> tuple[list[Person], int]:
        query = select(people).where(who).order_by(people.c.last_seen.desc(), people.c.user_id)
        with self._database.read() as connection:
            total = connection.execute(select(func.count()).select_from(people).where(who)).scalar_one()
            return [_person(row) for row in connection.execute(query.offset(offset).limit(limit))], total


def _update(connection: Connection, user_id: int, **values: Any) -> bool:
    return connection.execute(update(people).where(people.c.user_id == user_id).values(values)).rowcount > 0


def _admit(connection: Connection, visitor: Visitor, known: bool, now: datetime, asked: dict[str, datetime]) -> None:
    """Into the waiting room, with what their message shows of them."""
    values = asked | {"access": Access.ASKED, "told_at": now, "last_seen": now, "language": visitor.language}
    values |= {"name": visitor.name, "username": visitor.username}
    if known:
        _update(connection, visitor.user_id, **values)
    else:
        connection.execute(insert(people).values(user_id=visitor.user_id, first_seen=now, **values))


def _matches(words: str) -> ColumnElement[bool]:
    """SQLite knows upper and lower case of Latin letters only, so the usual spellings are looked for."""
    spellings = {words, words.lower(), words.upper(), words.title()}
    found = [
        column.icontains(one, autoescape=True) for one in spellings for column in (people.c.name, people.c.username)
    ]
    if words.isdecimal() and len(words) <= LONGEST_ID:
        found.append(people.c.user_id == int(words))
    return or_(*found)


def _person(row: Row[*tuple[Any, ...]]) -> Person:
    return Person(
        user_id=row.user_id,
        language=row.language,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        blocked_at=row.blocked_at,
        name=row.name,
        username=row.username,
        access=Access(row.access) if row.access else None,
        quota=Quota(row.links_a_day, row.bytes_a_day),
    )
