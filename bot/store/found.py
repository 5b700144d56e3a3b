"""Which of a person's links a search finds and which are chosen, as conditions; and a row as a kept link."""

from typing import Any

from sqlalchemy import ColumnElement, Row, and_

from bot.domain.link import KeptLink
from bot.domain.search import Choice, Order, Search
from bot.store.tables import links

FIELDS = (
    links.c.id,
    links.c.user_id,
    links.c.url,
    links.c.title,
    links.c.size,
    links.c.added_at,
    links.c.expires_at,
    links.c.announced_at,
    links.c.gone_at,
)
ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    Order.NEWEST: (links.c.added_at.desc(), links.c.id.desc()),  # as the index has them, backwards
    Order.EXPIRING: (links.c.expires_at.asc(), links.c.id),
}


def found(user_id: int, search: Search) -> ColumnElement[bool]:
    """What a search finds in the person's list."""
    words = (links.c.search.contains(word, autoescape=True) for word in search.words)
    host = [links.c.host == search.host] if search.host is not None else []
    return and_(links.c.user_id == user_id, *host, *words)


def chosen(user_id: int, choice: Choice) -> ColumnElement[bool]:
    """What is chosen of it."""
    if choice.until is None:
        return and_(links.c.user_id == user_id, links.c.id.in_(choice.ids))
    return and_(found(user_id, choice.search), links.c.added_at <= choice.until, links.c.id.not_in(choice.ids))


def kept(row: Row[*tuple[Any, ...]]) -> KeptLink:
    """The link of a row of FIELDS."""
    return KeptLink(
        id=row.id,
        user_id=row.user_id,
        url=row.url,
        title=row.title,
        size=row.size,
        added_at=row.added_at,
        expires_at=row.expires_at,
        announced_at=row.announced_at,
        gone_at=row.gone_at,
    )
