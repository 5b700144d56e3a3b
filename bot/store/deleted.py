"""Deleted links: put aside for a while, so that a deletion can be undone, also after a restart."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, literal, select

from bot.domain.link import Deletion
from bot.store.tables import deleted_links, links

KEPT = timedelta(minutes=2)  # undo is offered for one

_COLUMNS = [column.name for column in links.c]


def put_aside(connection: Connection, which: ColumnElement[bool], deletion_id: UUID, now: datetime) -> int:
    """Delete these links; how many. What was deleted long ago is gone for good."""
    clear(connection, now)
    mark = (literal(deletion_id, deleted_links.c.deletion_id.type), literal(now, deleted_links.c.deleted_at.type))
    copies = select(*links.c, *mark).where(which)
    connection.execute(insert(deleted_links).from_select([*_COLUMNS, "deletion_id", "deleted_at"], copies))
    return connection.execute(delete(links).where(which)).rowcount


def bring_back(connection: Connection, user_id: int, deletion_id: UUID, since: datetime) -> int:
    """Bring back as they were the links of a person's deletion made since then; how many.

    An address that has come into the list again meanwhile stays as it is there, and counts.
    """
    aside = deleted_links.c
    which = and_(aside.deletion_id == deletion_id, aside.user_id == user_id, aside.deleted_at >= since)
    again = exists().where(links.c.user_id == aside.user_id, links.c.url == aside.url)
    copies = select(*(aside[name] for name in _COLUMNS)).where(which, ~again)
    connection.execute(insert(links).from_select(_COLUMNS, copies))
    return connection.execute(delete(deleted_links).where(which)).rowcount


def newest(connection: Connection, user_id: int, since: datetime) -> Deletion | None:
    """A person's newest deletion since then that was not undone."""
    aside = deleted_links.c
    row = connection.execute(
        select(aside.deletion_id, func.count())
        .where(aside.user_id == user_id, aside.deleted_at >= since)
        .group_by(aside.deletion_id, aside.deleted_at)
        .order_by(aside.deleted_at.desc(), aside.deletion_id)
        .limit(1)
    ).first()
    return Deletion(*row) if row else None


def clear(connection: Connection, now: datetime) -> None:
    """Forget what was deleted long ago."""
    connection.execute(delete(deleted_links).where(deleted_links.c.deleted_at < now - KEPT))
