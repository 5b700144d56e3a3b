"""What the deliveries in a store come to, whatever database is behind it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.link import Link
from bot.domain.person import Use
from bot.domain.statistics import Day, Failure, Site
from bot.service import ports
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.statistics import StatisticsStore

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ANN, BEN = 1001, 1002


@pytest.fixture
def statistics(database: Database) -> ports.StatisticsStore:
    return StatisticsStore(database)


class Deliver:
    """Puts deliveries into the store."""

    def __init__(self, database: Database) -> None:
        self._store = DeliveryStore(database)

    def __call__(self, *, user_id: int = ANN, at: datetime = NOW, wait: float | None = None, **fields: object) -> str:
        values: dict[str, object] = {"state": State.DONE, "language": "en", "link_id": uuid4()} | fields
        begun = None if wait is None else at + timedelta(seconds=wait)
        link = Link(f"https://{values.pop('host', 'example.com')}/a")
        one = Delivery(
            id=uuid4(), user_id=user_id, target=Target(user_id), link=link, created_at=at, begun_at=begun, **values
        )
        self._store.add(one)
        return one.reference


@pytest.fixture
def deliver(database: Database) -> Deliver:
    return Deliver(database)


def test_what_one_person_has_had_is_counted(statistics: ports.StatisticsStore, deliver: Deliver) -> None:
    assert statistics.use(ANN) == Use(0, 0)
    deliver(size=3_000_000_000, way=Way.MTPROTO)
    deliver(size=100, way=Way.BOT_API, at=NOW - 2 * DAY)
    deliver(size=500, way=Way.MEMORY)
    deliver(size=7, state=State.FAILED)
    deliver(size=9, user_id=BEN)
    assert statistics.use(ANN) == Use(3, 3_000_000_100)
    assert statistics.use(ANN, NOW - DAY) == Use(2, 3_000_000_000)


def test_what_counts_against_a_quota_comes_oldest_first(statistics: ports.StatisticsStore, deliver: Deliver) -> None:
    deliver(at=NOW, state=State.QUEUED)
    deliver(at=NOW - HOUR, size=100, way=Way.BOT_API)
    deliver(at=NOW - 2 * HOUR, size=500, way=Way.MEMORY)
    deliver(at=NOW - HOUR, state=State.FAILED)
    deliver(at=NOW - HOUR, state=State.CANCELLED)
    deliver(at=NOW - 2 * DAY, size=100)
    deliver(user_id=BEN)
    assert statistics.counted(ANN, NOW - DAY) == [(NOW - 2 * HOUR, 0), (NOW - HOUR, 100), (NOW, 0)]


def test_failures_come_by_reason_with_the_latest_references(
    statistics: ports.StatisticsStore, deliver: Deliver
) -> None:
    old = {"state": State.FAILED, "at": NOW - 2 * DAY}
    deliver(reason="error-disk-full", **old)
    references = [
        deliver(state=State.FAILED, reason="error-source-busy", at=NOW - minutes * timedelta(minutes=1))
        for minutes in range(5)
    ]
    single = deliver(state=State.FAILED, reason="error-disk-full")
    deliver()
    assert statistics.failures(NOW - DAY) == [
        Failure("error-source-busy", 5, tuple(references[:3])),
        Failure("error-disk-full", 1, (single,)),
    ]


def test_figures_have_every_day_also_those_without_deliveries(
    statistics: ports.StatisticsStore, deliver: Deliver
) -> None:
    deliver(wait=2)
    deliver(wait=4)
    deliver(state=State.FAILED, wait=90)
    deliver(state=State.CANCELLED)
    deliver(at=NOW - 2 * DAY)
    deliver(at=NOW - 3 * DAY)
    assert statistics.figures(date(2026, 5, 4), 3, UTC).days == (
        Day(date(2026, 5, 2), 1, 0, None),
        Day(date(2026, 5, 3), 0, 0, None),
        Day(date(2026, 5, 4), 2, 1, (4.0, 90.0)),
    )


def test_a_day_is_that_of_the_zone(statistics: ports.StatisticsStore, deliver: Deliver) -> None:
    deliver(at=datetime(2026, 5, 3, 21, 0, tzinfo=UTC))  # half past midnight in Tehran
    days = statistics.figures(date(2026, 5, 4), 2, ZoneInfo("Asia/Tehran")).days
    assert [day.done for day in days] == [0, 1]


def test_bytes_are_told_by_the_way_they_came(statistics: ports.StatisticsStore, deliver: Deliver) -> None:
    deliver(size=100, way=Way.BOT_API)
    deliver(size=3_000_000_000, way=Way.MTPROTO)
    deliver(size=50, way=Way.MEMORY)
    deliver(size=60, way=Way.MEMORY)
    assert statistics.figures(date(2026, 5, 4), 1, UTC).sizes == {
        Way.BOT_API: 100,
        Way.MTPROTO: 3_000_000_000,
        Way.MEMORY: 110,
    }


def test_the_sites_asked_most_come_first(statistics: ports.StatisticsStore, deliver: Deliver) -> None:
    for number in range(10):
        deliver(host=f"site{number}.example")
    for host in ("www.film.example", "film.example"):
        deliver(host=host)
    deliver(host="film.example", state=State.FAILED)
    sites = statistics.figures(date(2026, 5, 4), 1, UTC).sites
    assert sites[0] == Site("film.example", 2, 1)
    assert [site.host for site in sites[1:]] == [f"site{number}.example" for number in range(7)]
