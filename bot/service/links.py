"""A person's kept links: the list, and what its buttons do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.concurrency.workers import Workers
from bot.domain.limits import shorten
from bot.domain.link import KeptLink, Link
from bot.domain.person import Standing
from bot.service.ports import LinkStore

PAGE = 6  # links; a page stays far below a message's 4096 units with titles cut as in `listing`
LONGEST_TITLE = 300  # UTF-16 units kept; the web has titles of any length

Piece = tuple[list[KeptLink], int, int]  # as the store gives it: links, total, going


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list of links."""

    links: tuple[KeptLink, ...]
    number: int  # from 0
    total: int  # links in all
    going: int = 0  # of a notice: how many of them will go

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """Place of its first link in the list, from 1."""
        return self.number * PAGE + 1


class Links:
    """One person's list. Nobody reaches another's links: every call takes the person."""

    def __init__(
        self,
        *,
        store: LinkStore,
        workers: Workers,
        ttl: timedelta,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._workers = workers
        self._clock = clock
        self.ttl = ttl

    def now(self) -> datetime:
        return self._clock()

    async def keep(self, user_id: int, link: Link) -> KeptLink:
        """Put a link on top of the list; one that is there already starts its time anew."""
        now = self._clock()
        return await self._workers.run(self._store.keep, user_id, link.url, now=now, expires_at=now + self.ttl)

    async def get(self, user_id: int, link_id: UUID) -> KeptLink | None:
        return await self._workers.run(self._store.get, user_id, link_id)

    async def describe(self, user_id: int, link_id: UUID, title: str | None, size: int | None) -> None:
        """Note what it turned out to be, once it was delivered (`size` in bytes)."""
        title = shorten(" ".join((title or "").split()), LONGEST_TITLE) or None
        await self._workers.run(self._store.describe, user_id, link_id, title, size)

    async def page(self, user_id: int, number: int) -> Page:
        """A page of the list, newest first; the last one when there are fewer."""

        def read(offset: int) -> Piece:
            return *self._store.page(user_id, offset, PAGE), 0

        return await self._workers.run(_page, number, read)

    async def notice(self, user_id: int, notice_id: UUID, number: int) -> Page:
        """A page of what a notice named and is in the list still; the last one when there are fewer."""

        def read(offset: int) -> Piece:
            return self._store.notice(user_id, notice_id, offset, PAGE)

        return await self._workers.run(_page, number, read)

    async def renew(self, user_id: int, link_id: UUID) -> KeptLink | None:
        """Start its time anew; None when it is gone."""
        return await self._workers.run(self._store.renew, user_id, link_id, self._clock() + self.ttl)

    async def renew_notice(self, user_id: int, notice_id: UUID) -> int:
        """Start the time of all that a notice named anew; how many."""
        return await self._workers.run(self._store.renew_notice, user_id, notice_id, self._clock() + self.ttl)

    async def delete(self, user_id: int, link_id: UUID) -> KeptLink | None:
        """What it was; None when it was gone already."""
        return await self._workers.run(self._store.delete, user_id, link_id)

    async def standing(self, user_id: int) -> Standing:
        """How many links a person keeps, and when the first of them goes."""
        return await self._workers.run(self._store.standing, user_id)

    async def count(self) -> int:
        """How many links are kept in all."""
        return await self._workers.run(self._store.count)


def _page(number: int, read: Callable[[int], Piece]) -> Page:
    while True:
        links, total, going = read(number * PAGE)
        page = Page(tuple(links), number, total, going)
        if number < page.pages:
            return page
        number = page.pages - 1  # links have gone meanwhile
