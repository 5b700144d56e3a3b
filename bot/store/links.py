"""Kept links in the database. Every call about one person's links touches that person's only.

The life of a notice: `claim` marks a person's due links (announced_at, unconfirmed) before the message is sent,
`confirm` after it; `release` takes the mark back when nothing was sent. See docs/decisions/notice-exactly-once.md.
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Update,
    and_,
    case,
    cast,
    delete,
    func,
    insert,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)

from bot.domain.expiring import expiry_of
from bot.domain.link import Deletion, Due, KeptLink, Link
from bot.domain.person import Access, Standing
from bot.domain.search import EVERYTHING, Choice, Order, Search, searchable
from bot.store.database import Database
from bot.store.deleted import bring_back, clear, newest, put_aside
from bot.store.found import FIELDS, ORDERS, chosen, found, kept
from bot.store.tables import UtcDateTime, links, people

# Nobody is written to who has blocked the bot, or whom its owner has banned.
_BLOCKED = select(people.c.user_id).where(or_(people.c.blocked_at.is_not(None), people.c.access == Access.BANNED))


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
            search=searchable(None, url),
            gone_at=expiry_of(url, now),
            added_at=now,
            expires_at=expires_at,
            confirmed=False,
        )
        with self._database.write() as connection:
            row = connection.execute(renew.returning(*FIELDS)).first()
            row = row or connection.execute(new.returning(*FIELDS)).one()
        return kept(row)

    def get(self, user_id: int, link_id: UUID) -> KeptLink | None:
        with self._database.read() as connection:
            row = connection.execute(select(*FIELDS).where(_one(user_id, link_id))).first()
        return kept(row) if row else None

    def page(self, user_id: int, offset: int, limit: int, search: Search = EVERYTHING) -> tuple[list[KeptLink], int]:
        """A piece of what a search finds in the person's list, and how many links it finds in all."""
        return self._page(found(user_id, search), search.order, offset, limit)

    def hosts(
        self, user_id: int, offset: int, limit: int, search: Search = EVERYTHING
    ) -> tuple[list[tuple[str, int]], int]:
        """A piece of the sites that what a search finds leads to, with how many links each, most first; how many sites
        in all."""
        number = func.count()
        query = select(links.c.host, number).where(found(user_id, search)).group_by(links.c.host)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(number.desc(), links.c.host)).all()
        return [(host, count) for host, count in rows[offset : offset + limit]], len(rows)

    def count_chosen(self, user_id: int, choice: Choice) -> int:
        """How many links of the person are chosen."""
        with self._database.read() as connection:
            return connection.execute(select(func.count()).where(chosen(user_id, choice))).scalar_one()

    def describe(self, user_id: int, link_id: UUID, title: str | None, size: int | None) -> None:
        """Note what it turned out to be (`size` in bytes)."""
        with self._database.write() as connection:
            url = connection.execute(select(links.c.url).where(_one(user_id, link_id))).scalar()
            if url is not None:
                values = {"title": title, "size": size, "search": searchable(title, url)}
                connection.execute(update(links).where(_one(user_id, link_id)).values(values))

    def renew(self, user_id: int, link_id: UUID, expires_at: datetime) -> KeptLink | None:
        """Let it live until then; None when it is gone."""
        query = _renew(expires_at).where(_one(user_id, link_id)).returning(*FIELDS)
        with self._database.write() as connection:
            row = connection.execute(query).first()
        return kept(row) if row else None

    def renew_chosen(self, user_id: int, choice: Choice, expires_at: datetime) -> int:
        """Let all that are chosen live until then; how many."""
        return self._change(_renew(expires_at).where(chosen(user_id, choice)))

    def delete(self, user_id: int, link_id: UUID, *, deletion_id: UUID, now: datetime) -> KeptLink | None:
        """Delete it; what it was, or None when it was gone already. `restore` knows it by `deletion_id`."""
        with self._database.write() as connection:
            row = connection.execute(select(*FIELDS).where(_one(user_id, link_id))).first()
            put_aside(connection, _one(user_id, link_id), deletion_id, now)
        return kept(row) if row else None

    def delete_chosen(self, user_id: int, choice: Choice, *, deletion_id: UUID, now: datetime) -> int:
        """Delete all that are chosen; how many."""
        with self._database.write() as connection:
            return put_aside(connection, chosen(user_id, choice), deletion_id, now)

    def last_deletion(self, user_id: int, *, since: datetime) -> Deletion | None:
        """The person's newest deletion since then that was not undone."""
        with self._database.read() as connection:
            return newest(connection, user_id, since)

    def restore(self, user_id: int, deletion_id: UUID, *, since: datetime) -> int:
        """Bring back as they were the links of a deletion made since then; how many."""
        with self._database.write() as connection:
            return bring_back(connection, user_id, deletion_id, since)

    def notice(self, user_id: int, notice_id: UUID, offset: int, limit: int) -> tuple[list[KeptLink], int, int]:
        """A piece of what a notice named, how much of that is in the list still, and how much of it will go."""
        named = _named(user_id, notice_id)
        page, total = self._page(named, Order.NEWEST, offset, limit)
        with self._database.read() as connection:
            going = connection.execute(
                select(func.count()).where(named, links.c.announced_at.is_not(None))
            ).scalar_one()
        return page, total, going

    def renew_notice(self, user_id: int, notice_id: UUID, expires_at: datetime) -> int:
        """Let all that a notice named and that still goes live until then; how many."""
        going = and_(_named(user_id, notice_id), links.c.announced_at.is_not(None))
        return self._change(_renew(expires_at).where(going))

    def due(
        self, now: datetime, *, before: datetime, gone_before: datetime, after: int | None, limit: int
    ) -> list[Due]:
        """Owners of links to be announced: that expire by `before`, or whose address stops by `gone_before`, or which
        were put off till now.

        In order of their ids, `after` the given one. People who have blocked the bot are left out.
        """
        owners = and_(links.c.user_id.not_in(_BLOCKED), links.c.user_id > after if after is not None else true())
        never = cast(null(), UtcDateTime)
        all_due = union_all(  # each kind has an index of its own
            select(links.c.user_id, links.c.expires_at, never.label("gone_at")).where(_expiring(now, before), owners),
            select(links.c.user_id, never, links.c.gone_at).where(_stopping(now, gone_before), owners),
            select(links.c.user_id, links.c.snoozed_until, never).where(_back(now), owners),
        ).subquery()
        due = all_due.c
        first = select(due.user_id, func.min(due.expires_at), func.min(due.gone_at)).group_by(due.user_id)
        with self._database.read() as connection:
            return [Due(*row) for row in connection.execute(first.order_by(due.user_id).limit(limit))]

    def claim(self, user_id: int, notice_id: UUID, *, before: datetime, gone_before: datetime, now: datetime) -> int:
        """Mark a person's links that are due by then as announced by this notice; how many."""
        stopping = _stopping(now, gone_before)
        query = update(links).where(links.c.user_id == user_id, or_(_expiring(now, before), stopping, _back(now)))
        told = case((stopping, now), else_=links.c.gone_told_at)
        return self._change(query.values(notice_id=notice_id, announced_at=now, confirmed=False, gone_told_at=told))

    def confirm(self, user_id: int, notice_id: UUID, not_before: datetime) -> None:
        """The notice has arrived; its links go when they expire or their address stops, but none before then, so that
        one found late gets its full warning."""
        end = case((links.c.gone_at < links.c.expires_at, links.c.gone_at), else_=links.c.expires_at)
        query = update(links).where(_named(user_id, notice_id), _unconfirmed())
        self._change(query.values(confirmed=True, expires_at=case((end < not_before, not_before), else_=end)))

    def release(self, user_id: int, notice_id: UUID) -> None:
        """The notice was not sent: its links are to be announced by another."""
        by_this = links.c.gone_told_at == links.c.announced_at
        query = update(links).where(_named(user_id, notice_id), _unconfirmed())
        untold = case((by_this, null()), else_=links.c.gone_told_at)
        self._change(query.values(notice_id=None, announced_at=None, gone_told_at=untold))

    def snooze(self, user_id: int, notice_id: UUID, until: datetime) -> int:
        """Announce anew, from then on, what the notice named and what still goes; how many links. None goes before."""
        going = and_(_named(user_id, notice_id), links.c.announced_at.is_not(None))
        query = update(links).where(going)
        return self._change(query.values(announced_at=None, confirmed=False, snoozed_until=until))

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
            clear(connection, now)
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

    def _page(self, which: ColumnElement[bool], order: Order, offset: int, limit: int) -> tuple[list[KeptLink], int]:
        ids = select(links.c.id).where(which).order_by(*ORDERS[order]).offset(offset).limit(limit)
        query = select(*FIELDS).where(links.c.id.in_(ids)).order_by(*ORDERS[order])  # reads no row that isn't shown
        with self._database.read() as connection:
            rows = connection.execute(query).all()
            total = connection.execute(select(func.count()).where(which)).scalar_one()
        return [kept(row) for row in rows], total

    def _change(self, query: Update) -> int:
        with self._database.write() as connection:
            return connection.execute(query).rowcount


def _one(user_id: int, link_id: UUID) -> ColumnElement[bool]:
    return and_(links.c.id == link_id, links.c.user_id == user_id)


def _named(user_id: int, notice_id: UUID) -> ColumnElement[bool]:
    return and_(links.c.notice_id == notice_id, links.c.user_id == user_id)


def _expiring(now: datetime, before: datetime) -> ColumnElement[bool]:
    return and_(links.c.expires_at <= before, _open(now))


def _stopping(now: datetime, before: datetime) -> ColumnElement[bool]:
    """Its address stops by then, which its owner hasn't heard yet and can still make use of."""
    return and_(links.c.gone_at > now, links.c.gone_at <= before, links.c.gone_told_at.is_(None), _open(now))


def _back(now: datetime) -> ColumnElement[bool]:
    """It was announced, put off, and is to be announced again."""
    return and_(links.c.snoozed_until <= now, links.c.announced_at.is_(None))


def _open(now: datetime) -> ColumnElement[bool]:
    """It may be announced."""
    return and_(links.c.announced_at.is_(None), or_(links.c.snoozed_until.is_(None), links.c.snoozed_until <= now))


def _unconfirmed() -> ColumnElement[bool]:
    return and_(links.c.announced_at.is_not(None), links.c.confirmed.is_(False))


def _renew(expires_at: datetime) -> Update:
    """It lives on, and is to be announced anew. It still knows the notice that named it, for that one's buttons."""
    return update(links).values(expires_at=expires_at, announced_at=None, confirmed=False, snoozed_until=None)
