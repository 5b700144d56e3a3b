"""A person tells the owner of a failure."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from bot.domain.delivery import State
from bot.domain.link import Link
from bot.service.admins import Admins
from bot.service.reports import AN_HOUR, HOUR, OF_ONE_AN_HOUR, Outcome, Reporter, Reports
from tests.service.delivering import ANN, BEN, NOW, Scene, delivery, scene
from tests.service.notice_chat import NoticeChat

OWNER, OTHER_OWNER = 9, 10
ANN_SAYS, BEN_SAYS = Reporter(ANN, "Ann <b>"), Reporter(BEN, "Ben")


class Desk:
    """Reports on a store, to two owners: one speaks Persian."""

    def __init__(self, stage: Scene) -> None:
        self.stage = stage
        self.chat = NoticeChat()
        stage.people.seen(OTHER_OWNER, "fa", NOW)
        admins = Admins((OWNER, OTHER_OWNER), chat=self.chat, people=stage.people, workers=stage.workers)
        self.reports = Reports(
            admins=admins, store=stage.store, workers=stage.workers, engine="yt-dlp 2026.1.1", clock=stage.time
        )

    def failed(self, user_id: int = ANN, state: State = State.FAILED) -> UUID:
        link = Link("https://me:secret@www.example.com/watch?token=secret")
        one = delivery(user_id=user_id, state=state, reason="error-bot-check", link=link)
        self.stage.store.add(one)
        return one.id

    async def tell(self, delivery_id: UUID, reporter: Reporter = ANN_SAYS) -> Outcome:
        outcome = await self.reports.accept(delivery_id, reporter)
        if outcome is Outcome.TOLD:
            await self.reports.pass_on(delivery_id, reporter)
        return outcome


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with scene(tmp_path) as made:
        yield Desk(made)


async def test_every_owner_reads_who_what_why_and_with_which_engine(desk: Desk) -> None:
    one = desk.failed()
    assert await desk.tell(one) is Outcome.TOLD
    (said,) = desk.chat.to(OWNER)
    for words in ("Ann &lt;b&gt;", str(ANN), "example.com/watch", "error-bot-check", one.hex[:8], "yt-dlp 2026.1.1"):
        assert words in said.text
    assert "secret" not in said.text
    assert said.background
    (other,) = desk.chat.to(OTHER_OWNER)
    assert "گزارش" in other.text


async def test_a_delivery_is_reported_once(desk: Desk) -> None:
    one = desk.failed()
    outcomes = await asyncio.gather(*(desk.tell(one) for _ in range(3)))
    assert sorted(outcomes) == [Outcome.KNOWN, Outcome.KNOWN, Outcome.TOLD]
    assert len(desk.chat.to(OWNER)) == 1


@pytest.mark.parametrize("state", [State.DONE, State.DOWNLOADING, State.CANCELLED])
async def test_only_failures_are_reported(desk: Desk, state: State) -> None:
    assert await desk.tell(desk.failed(state=state)) is Outcome.GONE
    assert desk.chat.said == []


async def test_nobody_reports_anothers_delivery_or_one_that_never_was(desk: Desk) -> None:
    assert await desk.tell(desk.failed(), BEN_SAYS) is Outcome.GONE
    assert await desk.tell(uuid4()) is Outcome.GONE
    assert desk.chat.said == []


async def test_one_person_can_not_speak_for_all_and_may_go_on_after_an_hour(desk: Desk) -> None:
    for _ in range(OF_ONE_AN_HOUR):
        assert await desk.tell(desk.failed()) is Outcome.TOLD
    late = desk.failed()
    assert await desk.tell(late) is Outcome.ENOUGH
    assert await desk.tell(desk.failed(BEN), BEN_SAYS) is Outcome.TOLD
    await desk.stage.time.go_on(HOUR)
    assert await desk.tell(late) is Outcome.TOLD


async def test_an_owner_hears_of_so_many_failures_an_hour(desk: Desk) -> None:
    for number in range(AN_HOUR):
        assert await desk.tell(desk.failed(100 + number), Reporter(100 + number, "x")) is Outcome.TOLD
    assert await desk.tell(desk.failed()) is Outcome.ENOUGH
    assert len(desk.chat.to(OWNER)) == AN_HOUR
