"""A person's kept links: the list, and what its buttons do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bot.concurrency.workers import Workers
from bot.domain.limits import shorten
from bot.domain.link import Deletion, KeptLink, Link
from bot.domain.person import Standing
from bot.domain.search import EVERYTHING, Choice, Search
from bot.service.ports import LinkStore

PAGE = 6  # links; a page stays far below a message's 4096 units with titles cut as in `listing`
SITES_PAGE = 8  # sites, each on a button of its own
UNDO_WITHIN = timedelta(minutes=1)
MOST_EXPORTED = 20_000  # links in one file; making it takes some 60 MB
LONGEST_TITLE = 300  # UTF-16 units kept; the web has titles of any length

Piece = tuple[list[KeptLink], int, int]  # as the store gives it: links, total, going


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a list of links."""

    links: tuple[KeptLink, ...]
    number: int  # from 0
    total: int  # links in all
    going: int = 0  # of a notice: how many of them will go
    undo: Deletion | None = None  # what can still come back

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """Place of its first link in the list, from 1."""
        return self.number * PAGE + 1


@dataclass(frozen=True, slots=True)
class Sites:
    """A piece of the sites that a person's links lead to."""

    sites: tuple[tuple[str, int], ...]  # the host, and how many links lead there
    number: int  # from 0
    total: int  # sites in all

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // SITES_PAGE))


@dataclass(frozen=True, slots=True)
class Export:
    """A file of links."""

    data: bytes
    links: int  # in it
    total: int  # that there are


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

    async def page(self, user_id: int, number: int, search: Search = EVERYTHING) -> Page:
        """A page of what a search finds in the list; the last one when there are fewer."""

        def read(offset: int) -> Piece:
            return *self._store.page(user_id, offset, PAGE, search), 0

        return await self._workers.run(self._page, user_id, number, read)

    async def notice(self, user_id: int, notice_id: UUID, number: int) -> Page:
        """A page of what a notice named and is in the list still; the last one when there are fewer."""

        def read(offset: int) -> Piece:
            return self._store.notice(user_id, notice_id, offset, PAGE)

        return await self._workers.run(self._page, user_id, number, read)

    async def sites(self, user_id: int, number: int, search: Search = EVERYTHING) -> Sites:
        """A page of the sites that what a search finds leads to, most first; the first one when there are fewer."""
        anywhere, offset = replace(search, host=None), number * SITES_PAGE
        sites, total = await self._workers.run(self._store.hosts, user_id, offset, SITES_PAGE, anywhere)
        if number and not sites:
            return await self.sites(user_id, 0, search)
        return Sites(tuple(sites), number, total)

    async def export(self, user_id: int, search: Search, write: Callable[[Sequence[KeptLink]], bytes]) -> Export:
        """What a search finds, written as a file; MOST_EXPORTED at most."""

        def export() -> Export:
            links, total = self._store.page(user_id, 0, MOST_EXPORTED, search)
            return Export(write(links), len(links), total)

        return await self._workers.run(export)

    async def renew(self, user_id: int, link_id: UUID) -> KeptLink | None:
        """Start its time anew; None when it is gone."""
        return await self._workers.run(self._store.renew, user_id, link_id, self._clock() + self.ttl)

    async def renew_notice(self, user_id: int, notice_id: UUID) -> int:
        """Start the time of all that a notice named anew; how many."""
        return await self._workers.run(self._store.renew_notice, user_id, notice_id, self._clock() + self.ttl)

    async def renew_chosen(self, user_id: int, choice: Choice) -> int:
        """Start the time of all that were chosen anew; how many."""
        return await self._workers.run(self._store.renew_chosen, user_id, choice, self._clock() + self.ttl)

    async def count_chosen(self, user_id: int, choice: Choice) -> int:
        """How many of those chosen are in the list."""
        return await self._workers.run(self._store.count_chosen, user_id, choice)

    async def delete(self, user_id: int, link_id: UUID) -> KeptLink | None:
        """What it was; None when it was gone already."""
        now = self._clock()
        return await self._workers.run(self._store.delete, user_id, link_id, deletion_id=uuid4(), now=now)

    async def delete_chosen(self, user_id: int, choice: Choice) -> int:
        """Delete all that were chosen; how many."""
        now = self._clock()
        return await self._workers.run(self._store.delete_chosen, user_id, choice, deletion_id=uuid4(), now=now)

    async def undo(self, user_id: int, deletion_id: UUID) -> int:
        """Bring back what went at one press, in the minute after it; how many. 0: too late, or undone already."""
        since = self._clock() - UNDO_WITHIN
        return await self._workers.run(self._store.restore, user_id, deletion_id, since=since)

    async def standing(self, user_id: int) -> Standing:
        """How many links a person keeps, and when the first of them goes."""
        return await self._workers.run(self._store.standing, user_id)

    async def count(self) -> int:
        """How many links are kept in all."""
        return await self._workers.run(self._store.count)

    def _page(self, user_id: int, number: int, read: Callable[[int], Piece]) -> Page:
        undo = self._store.last_deletion(user_id, since=self._clock() - UNDO_WITHIN)
        while True:
            links, total, going = read(number * PAGE)
            page = Page(tuple(links), number, total, going, undo)
            if number < page.pages:
                return page
            number = page.pages - 1  # links have gone meanwhile
