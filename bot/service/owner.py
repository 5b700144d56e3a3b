"""What the owner sees of the bot: people, failures, the machine."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.person import PeopleCount, Person, Standing, Use
from bot.domain.statistics import Failure
from bot.service.people import DAY, People
from bot.service.ports import DeliveryStore, LinkStore, Painter, PeopleStore, StatisticsStore
from bot.service.turns import Turns
from bot.telemetry.host import Usage, memory
from bot.telemetry.versions import ENGINE, age, versions

PAGE = 8  # people; each has a button, two in a row
REMEMBERED = timedelta(days=30)  # how long ended deliveries are kept (bot/jobs/cleanup.py)


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page."""

    people: PeopleCount
    waiting: int  # strangers
    links: int
    counts: dict[State, int]  # deliveries of the last day
    running: int  # deliveries that have not ended


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A piece of a list of people."""

    people: tuple[Person, ...]
    number: int  # from 0
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True, slots=True)
class Dossier:
    """One person, as the owner sees them."""

    person: Person
    may: bool
    admin: bool
    standing: Standing
    day: Use  # of the last 24 hours
    month: Use  # of all that is remembered


@dataclass(frozen=True, slots=True)
class Machine:
    """What the bot runs on."""

    disk: Usage | None
    memory: Usage | None
    running: int  # deliveries that have their turn
    waiting: int
    versions: dict[str, str]
    engine_age: int | None  # days


class Owner:
    """Reads for the owner's pages; changes nothing."""

    def __init__(
        self,
        *,
        people: People,
        store: PeopleStore,
        links: LinkStore,
        deliveries: DeliveryStore,
        statistics: StatisticsStore,
        painter: Painter,
        turns: Turns,
        under_way: Callable[[], int],
        folder: Path,
        workers: Workers,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`under_way` says how many deliveries have not ended.

        `folder` is where downloads are written: its disk is the one that fills.
        """
        self._people = people
        self._store = store
        self._links = links
        self._deliveries = deliveries
        self._statistics = statistics
        self._painter = painter
        self._turns = turns
        self._under_way = under_way
        self._folder = folder
        self._workers = workers
        self._now = now

    def now(self) -> datetime:
        return self._now()

    async def overview(self) -> Overview:
        return await self._workers.run(self._overview, self._now() - DAY, self._under_way())

    async def people(self, number: int, words: str = "") -> PeoplePage:
        """A page of those who have come in, latest seen first; with words, of those found by them."""

        def read(offset: int) -> tuple[list[Person], int]:
            return self._store.search(words, offset, PAGE)

        return await self._workers.run(_page, number, read)

    async def strangers(self, number: int) -> PeoplePage:
        """A page of those who wait to be let in, latest first."""

        def read(offset: int) -> tuple[list[Person], int]:
            return self._store.waiting(offset, PAGE)

        return await self._workers.run(_page, number, read)

    async def dossier(self, user_id: int) -> Dossier | None:
        """One person; None when nobody with that id has written."""
        return await self._workers.run(self._dossier, user_id, self._now())

    async def failures(self) -> list[Failure]:
        """What deliveries of the last day have failed with."""
        return await self._workers.run(self._statistics.failures, self._now() - DAY)

    async def picture(self, language: str, zone: tzinfo) -> bytes | None:
        """The deliveries of all days that are remembered, as a PNG; None when there are none. Raises ChildDied."""
        today = self._now().astimezone(zone).date()
        figures = await self._workers.run(self._statistics.figures, today, REMEMBERED.days, zone)
        if not any(day.done or day.failed for day in figures.days):
            return None
        return await self._painter.paint(figures, language)

    async def machine(self) -> Machine:
        return await self._workers.run(self._machine)

    def _overview(self, since: datetime, running: int) -> Overview:
        return Overview(
            people=self._store.counts(since),
            waiting=self._store.waiting(0, 1)[1],
            links=self._links.count(),
            counts=self._deliveries.count(since),
            running=running,
        )

    def _dossier(self, user_id: int, now: datetime) -> Dossier | None:
        person = self._store.get(user_id)
        if person is None:
            return None
        return Dossier(
            person=person,
            may=self._people.may(user_id),
            admin=self._people.is_admin(user_id),
            standing=self._links.standing(user_id),
            day=self._statistics.use(user_id, now - DAY),
            month=self._statistics.use(user_id, now - REMEMBERED),
        )

    def _machine(self) -> Machine:
        known = versions()
        return Machine(
            disk=_disk(self._folder),
            memory=memory(),
            running=self._turns.running,
            waiting=self._turns.waiting,
            versions=known,
            engine_age=age(known.get(ENGINE, ""), self._now().date()),
        )


def _page(number: int, read: Callable[[int], tuple[list[Person], int]]) -> PeoplePage:
    while True:
        people, total = read(number * PAGE)
        page = PeoplePage(tuple(people), number, total)
        if number < page.pages:
            return page
        number = page.pages - 1  # people have gone meanwhile


def _disk(folder: Path) -> Usage | None:
    try:
        total, used, _ = shutil.disk_usage(folder)
    except OSError:  # the folder comes with the first delivery
        return None
    return Usage(used, total)
