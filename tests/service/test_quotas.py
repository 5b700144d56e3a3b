"""How much one person may have in a day."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.link import Link
from bot.domain.person import Quota
from bot.errors import QuotaReached
from bot.i18n import LANGUAGES
from bot.service import ports
from bot.service.explain import explain
from bot.service.people import People
from bot.service.quotas import Quotas
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.people import PeopleStore
from bot.store.statistics import StatisticsStore
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
HOUR = 3600  # seconds
ADMIN, ANN = 9, 1001


class Scene:
    """Quotas of Ann's on a real store, with a clock."""

    def __init__(self, database: Database, workers: Workers) -> None:
        self.clock = Clock(NOW)
        self.people = People(store=PeopleStore(database), workers=workers, admins=(ADMIN,), allowed=(), now=self.clock)
        self.quotas: ports.Quotas = Quotas(
            people=self.people, store=StatisticsStore(database), workers=workers, now=self.clock
        )
        self._deliveries = DeliveryStore(database)

    async def grant(self, links: int | None = None, size: int | None = None, user_id: int = ANN) -> None:
        await self.people.met(user_id, "en")
        assert await self.people.grant(user_id, Quota(links, size))

    def deliver(self, size: int = 0, *, hours_ago: float = 0, state: State = State.DONE, user_id: int = ANN) -> None:
        self._deliveries.add(
            Delivery(
                id=uuid4(),
                user_id=user_id,
                target=Target(user_id),
                link=Link("https://example.com/a"),
                link_id=uuid4(),
                language="en",
                created_at=self.clock() - timedelta(hours=hours_ago),
                state=state,
                way=Way.BOT_API,
                size=size,
            )
        )

    async def wait(self, links: int = 1, user_id: int = ANN) -> int | None:
        """Seconds until they may; None when they may now."""
        try:
            async with self.quotas.room(user_id, links):
                pass
        except QuotaReached as reached:
            return int(reached.values["seconds"])
        return None


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 2)
    yield Scene(database, workers)
    workers.close()
    database.close()


async def test_without_a_quota_there_is_no_end(scene: Scene) -> None:
    for _ in range(50):
        scene.deliver(10**12)
    assert await scene.wait() is None


async def test_a_link_more_than_the_quota_waits_until_the_oldest_is_a_day_old(scene: Scene) -> None:
    await scene.grant(links=2)
    scene.deliver(hours_ago=20)
    assert await scene.wait() is None
    scene.deliver(hours_ago=1, state=State.QUEUED)
    assert await scene.wait() == 4 * HOUR
    scene.clock.now += timedelta(hours=4, seconds=1)
    assert await scene.wait() is None


async def test_several_links_at_once_need_room_for_all(scene: Scene) -> None:
    await scene.grant(links=3)
    scene.deliver(hours_ago=20)
    scene.deliver(hours_ago=10)
    assert await scene.wait(links=2) == 4 * HOUR
    assert await scene.wait(links=3) == 14 * HOUR
    assert await scene.wait(links=99) == 14 * HOUR


async def test_bytes_are_bounded_too(scene: Scene) -> None:
    await scene.grant(size=1000)
    scene.deliver(600, hours_ago=20)
    scene.deliver(300, hours_ago=10)
    assert await scene.wait() is None
    scene.deliver(200, hours_ago=1)
    assert await scene.wait() == 4 * HOUR
    scene.deliver(900, hours_ago=1)
    assert await scene.wait() == 23 * HOUR


async def test_a_file_larger_than_the_quota_bars_the_day(scene: Scene) -> None:
    await scene.grant(size=1000)
    scene.deliver(5000, hours_ago=3)
    assert await scene.wait() == 21 * HOUR


async def test_of_two_quotas_the_later_counts(scene: Scene) -> None:
    await scene.grant(links=1, size=100)
    scene.deliver(100, hours_ago=20)
    scene.deliver(0, hours_ago=2)
    assert await scene.wait() == 22 * HOUR


async def test_what_failed_or_is_anothers_does_not_count(scene: Scene) -> None:
    await scene.grant(links=1)
    scene.deliver(state=State.FAILED)
    scene.deliver(state=State.CANCELLED)
    scene.deliver(user_id=1002)
    assert await scene.wait() is None


async def test_an_admin_has_no_quota(scene: Scene) -> None:
    await scene.grant(links=1, user_id=ADMIN)
    scene.deliver(user_id=ADMIN)
    assert await scene.wait(user_id=ADMIN) is None


async def test_the_wait_is_rounded_up_so_that_nobody_comes_too_early(scene: Scene) -> None:
    await scene.grant(links=1)
    scene.deliver(hours_ago=20.5)
    assert await scene.wait() == 4 * HOUR


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_person_reads_when_there_is_room(language: str) -> None:
    text = explain(language, QuotaReached("", seconds=4 * HOUR))
    assert "4" in text or "۴" in text


async def test_two_messages_at_the_same_time_do_not_share_the_last_place(scene: Scene) -> None:
    await scene.grant(links=1)

    async def begin() -> None:
        async with scene.quotas.room(ANN):
            await asyncio.sleep(0)
            scene.deliver()

    ended = await asyncio.gather(*(begin() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in ended] == [type(None), QuotaReached, QuotaReached]
