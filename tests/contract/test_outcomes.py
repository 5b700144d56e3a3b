"""How deliveries have ended, by site."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.link import Link
from bot.domain.site import Tally
from bot.service import ports
from bot.store.database import Database
from bot.store.deliveries import SEVERAL, DeliveryStore

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BEN = 1001, 1002


@pytest.fixture
def deliveries(database: Database) -> ports.DeliveryStore:
    return DeliveryStore(database)


def add(
    deliveries: ports.DeliveryStore, url: str = "https://example.com/a", *, user_id: int = ANN, **fields: object
) -> None:
    values: dict[str, object] = {"created_at": NOW - DAY, "ended_at": NOW, "state": State.DONE, **fields}
    one = Delivery(uuid4(), user_id, Target(user_id), Link(url), uuid4(), "en", **values)  # type: ignore[arg-type]
    deliveries.add(one)


def failed(reason: str) -> dict[str, object]:
    return {"state": State.FAILED, "reason": reason}


def test_what_has_ended_alike_is_one_tally(deliveries: ports.DeliveryStore) -> None:
    add(deliveries)
    add(deliveries, "https://www.example.com/b")
    add(deliveries, **failed("error-private"))
    add(deliveries, "https://other.example/", **failed("error-private"))
    assert sorted(deliveries.outcomes(NOW - DAY), key=lambda tally: (tally.site, tally.state)) == [
        Tally("example.com", State.DONE, None, 2),
        Tally("example.com", State.FAILED, "error-private", 1),
        Tally("other.example", State.FAILED, "error-private", 1),
    ]


def test_one_site_has_one_name(deliveries: ports.DeliveryStore) -> None:
    for url in ("https://youtu.be/dQw4w9WgXcQ", "https://m.youtube.com/watch?v=x", "https://www.youtube.com/watch?v=y"):
        add(deliveries, url)
    assert deliveries.outcomes(NOW - DAY) == [Tally("youtube.com", State.DONE, None, 3)]


def test_what_ended_before_has_not_ended_or_came_from_memory_is_left_out(deliveries: ports.DeliveryStore) -> None:
    add(deliveries, ended_at=NOW - 2 * DAY)
    add(deliveries, state=State.DOWNLOADING, ended_at=None)
    add(deliveries, way=Way.MEMORY)
    assert deliveries.outcomes(NOW - DAY) == []
    add(deliveries, way=Way.MTPROTO)
    assert deliveries.outcomes(NOW - DAY) == [Tally("example.com", State.DONE, None, 1)]


def test_nobody_sees_the_sites_of_a_few_others(deliveries: ports.DeliveryStore) -> None:
    for user_id in range(SEVERAL - 1):
        add(deliveries, user_id=100 + user_id)
        add(deliveries, user_id=100 + user_id)
    add(deliveries, "https://own.example/", user_id=BEN)
    add(deliveries, "https://own.example/", user_id=ANN, state=State.CANCELLED)
    assert deliveries.outcomes(NOW - DAY, user_id=5) == []
    assert {tally.site for tally in deliveries.outcomes(NOW - DAY, user_id=100)} == {"example.com"}
    assert sum(tally.count for tally in deliveries.outcomes(NOW - DAY, user_id=BEN)) == 2
    add(deliveries, user_id=ANN)
    assert deliveries.outcomes(NOW - DAY, user_id=5) == [Tally("example.com", State.DONE, None, 2 * SEVERAL - 1)]


def test_the_last_days_outcomes_are_found_by_an_index(database: Database, deliveries: ports.DeliveryStore) -> None:
    add(deliveries)
    with database.read() as connection:
        plan = connection.execute(text("EXPLAIN QUERY PLAN SELECT * FROM deliveries WHERE ended_at >= '2026'")).all()
    assert "deliveries_by_end" in str(plan)
