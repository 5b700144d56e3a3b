"""Kept links in the database. Every call about one person's links touches that person's only.

The life of a notice: `claim` marks a person's due links (announced_at, unconfirmed) before the message is sent,
`confirm` after it; `release` takes the mark back when nothing was sent. See docs/decisions/notice-exactly-once.md.
"""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, Update, and_, case, delete, func, insert, or_, select, update

from bot.domain.link import KeptLink, Link
from bot.domain.person import Standing
from bot.store.database import Database
from bot.store.tables import links, people

_FIELDS = (
    links.c.id,
    links.c.user_id,
    links.c.url,
    links.c.title,
    links.c.size,
    links.c.added_at,
    links.c.expires_at,
    links.c.announced_at,
)
_NEWEST_FIRST = (links.c.added_at.desc(), links.c.id)
_BLOCKED = select(people.c.user_id).where(people.c.blocked_at.is_not(None))


class LinkStore:
    """`ports.LinkStore` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, user_id: int, url: str, *, now: datetime, expires_at: datetime) -> KeptLink:
        """Put it on top of the person's list; an address that is in the list already is renewed, not doubled."""
        renew = _renew(expires_at).where(links.c.user_id == user_id, links.c.url == url).values(added_at=now)
        new = insert(links).values(
            id=uuid4(),
            user_id=user_id,
            url=url,
            host=Link(url).host,
            added_at=now,
            expires_at=expires_at,
            confirmed=False,
        )
        with self._database.write() as connection:
            row = connection.execute(renew.returning(*_FIELDS)).first()
            row = row or connection.execute(new.returning(*_FIELDS)).one()
        return _kept(row)

    def get(self, user_id: int, link_id: UUID) -> KeptLink | None:
        with self._database.read() as connection:
            row = connection.execute(select(*_FIELDS).where(_one(user_id, link_id))).first()
        return _kept(row) if row else None

    def page(self, user_id: int, offset: int, limit: int) -> tuple[list[KeptLink], int]:
        """A piece of the person's list, newest first, and how many links there are in all."""
        return self._page(links.c.user_id == user_id, offset, limit)

    def describe(self, user_id: int, link_id: UUID, title: str | None, size: int | None) -> None:
        """Note what it turned out to be (`size` in bytes)."""
        with self._database.write() as connection:
            connection.execute(update(links).where(_one(user_id, link_id)).values(title=title, size=size))

    def renew(self, user_id: int, link_id: UUID, expires_at: datetime) -> KeptLink | None:
        """Let it live until then; None when it is gone."""
        query = _renew(expires_at).where(_one(user_id, link_id)).returning(*_FIELDS)
        with self._database.write() as connection:
            row = connection.execute(query).first()
        return _kept(row) if row else None

    def delete(self, user_id: int, link_id: UUID) -> KeptLink | None:
        """Delete it; what it was, or None when it was gone already."""
        query = delete(links).where(_one(user_id, link_id)).returning(*_FIELDS)
        with self._database.write() as connection:
            row = connection.execute(query).first()
        return _kept(row) if row else None

    def notice(self, user_id: int, notice_id: UUID, offset: int, limit: int) -> tuple[list[KeptLink], int, int]:
        """A piece of what a notice named, how much of that is in the list still, and how much of it will go."""
        named = _named(user_id, notice_id)
        found, total = self._page(named, offset, limit)
        with self._database.read() as connection:
            going = connection.execute(
                select(func.count()).where(named, links.c.announced_at.is_not(None))
            ).scalar_one()
        return found, total, going

    def renew_notice(self, user_id: int, notice_id: UUID, expires_at: datetime) -> int:
        """Let all that a notice named and that still goes live until then; how many."""
        going = and_(_named(user_id, notice_id), links.c.announced_at.is_not(None))
        return self._change(_renew(expires_at).where(going))

    def due(self, before: datetime, *, after: int | None, limit: int) -> list[int]:
        """Owners of links that expire by then and were not announced, in order of their ids, `after` the given one.

        People who have blocked the bot are left out.
        """
        query = select(links.c.user_id).distinct().where(_due(before), links.c.user_id.not_in(_BLOCKED))
        if after is not None:
            query = query.where(links.c.user_id > after)
        with self._database.read() as connection:
            return list(connection.execute(query.order_by(links.c.user_id).limit(limit)).scalars())

    def claim(self, user_id: int, notice_id: UUID, *, before: datetime, now: datetime) -> int:
        """Mark a person's links that expire by `before` as announced by this notice; how many."""
        query = update(links).where(links.c.user_id == user_id, _due(before))
        return self._change(query.values(notice_id=notice_id, announced_at=now, confirmed=False))

    def confirm(self, user_id: int, notice_id: UUID, not_before: datetime) -> None:
        """The notice has arrived; none of its links goes before then, so that one found late gets its full warning."""
        late = links.c.expires_at < not_before
        query = update(links).where(_named(user_id, notice_id), _unconfirmed())
        self._change(query.values(confirmed=True, expires_at=case((late, not_before), else_=links.c.expires_at)))

    def release(self, user_id: int, notice_id: UUID) -> None:
        """The notice was not sent: its links are to be announced by another."""
        self._change(
            update(links).where(_named(user_id, notice_id), _unconfirmed()).values(notice_id=None, announced_at=None)
        )

    def renew_unconfirmed(self, expires_at: datetime) -> int:
        """Let all links of which nobody knows whether they were announced live until then; how many."""
        return self._change(_renew(expires_at).where(_unconfirmed()))

    def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete links that have expired and were surely announced, or whose owner has blocked the bot; how many."""
        free_to_go = or_(
            and_(links.c.announced_at.is_not(None), links.c.confirmed),
            links.c.user_id.in_(_BLOCKED),
        )
        expired = select(links.c.id).where(links.c.expires_at <= now, free_to_go).limit(limit)
        with self._database.write() as connection:
            return connection.execute(delete(links).where(links.c.id.in_(expired))).rowcount

    def count(self) -> int:
        """How many links are kept in all."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).select_from(links)).scalar_one()

    def standing(self, user_id: int) -> Standing:
        """How many links a person keeps, and when the first of them goes."""
        query = select(func.count(), func.min(links.c.expires_at)).where(links.c.user_id == user_id)
        with self._database.read() as connection:
            number, first = connection.execute(query).one()
        return Standing(number, first)

    def _page(self, which: ColumnElement[bool], offset: int, limit: int) -> tuple[list[KeptLink], int]:
        query = select(*_FIELDS).where(which).order_by(*_NEWEST_FIRST).offset(offset).limit(limit)
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            total = connection.execute(select(func.count()).where(which)).scalar_one()
        return [_kept(row) for row in rows], total

    def _change(self, query: Update) -> int:
        with self._database.write() as connection:
            return connection.execute(query).rowcount


def _one(user_id: int, link_id: UUID) -> ColumnElement[bool]:
    return and_(links.c.id == link_id, links.c.user_id == user_id)


def _named(user_id: int, notice_id: UUID) -> ColumnElement[bool]:
    return and_(links.c.notice_id == notice_id, links.c.user_id == user_id)


def _due(before: datetime) -> ColumnElement[bool]:
    return and_(links.c.expires_at <= before, links.c.announced_at.is_(None))


def _unconfirmed() -> ColumnElement[bool]:
    return and_(links.c.announced_at.is_not(None), links.c.confirmed.is_(False))


def _renew(expires_at: datetime) -> Update:
    """It lives on, and is to be announced anew. It still knows the notice that named it, for that one's buttons."""
    return update(links).values(expires_at=expires_at, announced_at=None, confirmed=False)


def _kept(row: Row[*tuple[Any, ...]]) -> KeptLink:
    return KeptLink(
        id=row.id,
        user_id=row.user_id,
        url=row.url,
        title=row.title,
        size=row.size,
        added_at=row.added_at,
        expires_at=row.expires_at,
        announced_at=row.announced_at,
    )
