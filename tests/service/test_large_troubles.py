"""Restarts, cancelling and failures of what goes in pieces or waits."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.errors import (
    DiskFull,
)
from bot.service.course import Course
from bot.service.deliveries import MOST_TRIES
from tests.service.delivering import ANN, NOW, Scene, scene, until
from tests.service.large import (
    PIECES,
    THIRDS,
    WHOLE,
    begin_large,
    buttons,
    choose,
    line,
    off,
    out,
    sent,
    too_large,
    waiting,
    waits,
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield begin_large(made)


# Restart, cancel, stop


async def test_after_a_restart_it_begins_anew_and_asks_again_however_often(house: Scene) -> None:
    course = await waiting(house, out())
    await until(lambda: house.kept(course).status_id)
    for _ in range(MOST_TRIES + 1):
        await house.deliveries.stop()
        assert house.tidy()
        assert house.kept(course).state is State.WAITING
        house = begin_large(house.again())
        house.telegram.refusals = [out()]
        await house.deliveries.resume()
        course = house.runner.courses[-1]
        await waits(course)
    choose(house, course, PIECES)
    await house.over()
    assert sent(house) == THIRDS


STAGES = ["asking", "waiting", "in line again", "planning", "cutting", "sending"]


async def reach(house: Scene, stage: str) -> Course:
    """A delivery in this stage."""
    if stage == "planning":
        house.knife.plan_hold = asyncio.Event()
    if stage == "cutting":
        house.knife.hold = asyncio.Event()
    if stage == "sending":
        house.telegram.hold = asyncio.Event()
    if stage in ("planning", "cutting", "sending"):
        house.people.set_large_files(ANN, PIECES, NOW)
        if stage == "sending":
            house.telegram.hold_after = 1
        house.telegram.refusals = [out()]
        course = await house.one()
        reached = {"planning": house.knife.limits, "cutting": house.knife.on_disk}
        await until(lambda: reached.get(stage, house.telegram.waiting))
    else:
        course = await waiting(house, out())
        if stage == "waiting":
            choose(house, course, WHOLE)
            await waits(course)
        if stage == "in line again":
            house.source.hold = asyncio.Event()
            await house.begin("b", "c")
            await until(lambda: house.turns.running == 2)
            choose(house, course, PIECES)
            await until(lambda: house.turns.waiting)
    await until(lambda: house.kept(course).status_id)
    return course


@pytest.mark.parametrize("stage", STAGES)
async def test_cancel_works_in_every_moment(house: Scene, stage: str) -> None:
    course = await reach(house, stage)
    assert house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: any(text.startswith("Cancelled.") for text in house.chat.now()))
    assert house.kept(course).state is State.CANCELLED
    assert not course.folder.exists()
    assert house.telegram.open == (2 if stage == "in line again" else 0)
    house.deliveries.cancel_all(ANN)
    await house.over()
    assert house.tidy()


ENDS = {"planning": State.QUEUED, "cutting": State.QUEUED, "sending": State.SENDING}


@pytest.mark.parametrize("stage", STAGES)
async def test_a_stop_works_in_every_moment_and_leaves_no_folder(house: Scene, stage: str) -> None:
    course = await reach(house, stage)
    await house.deliveries.stop()
    assert house.tidy()
    assert house.telegram.open == 0
    assert house.kept(course).state is ENDS.get(stage, State.WAITING)


@pytest.mark.parametrize(
    ("arrived", "reports", "state"),
    [(0, [(1, 40)], State.QUEUED), (0, [(40, 40)], State.SENDING), (1, [(1, 40)], State.SENDING)],
    ids=["nothing out", "the first may be there", "one is there"],
)
async def test_a_stop_in_the_middle_remembers_whether_something_may_have_arrived(
    house: Scene, arrived: int, reports: list[tuple[int, int]], state: State
) -> None:
    house.telegram.refusals, house.knife.hold = [too_large()], asyncio.Event()
    course = await house.one()
    await until(lambda: house.knife.on_disk)
    house.telegram.reports = reports
    house.telegram.hold, house.telegram.hold_after = asyncio.Event(), arrived
    house.knife.hold.set()
    await until(lambda: house.telegram.waiting)
    await house.deliveries.stop()
    assert house.kept(course).state is state
    if arrived:
        second = house.again()
        await second.deliveries.resume()
        await second.over()
        assert "did not say whether the file has arrived" in house.chat.now()[-1]
        assert second.telegram.sent == []


async def test_a_refusal_of_the_last_byte_is_no_doubt(house: Scene) -> None:
    """All has left, and Telegram says no: a stop while it is being looked at must not take it for sent."""
    house.telegram.reports = [(100, 100)]
    house.telegram.refusals = [too_large()]
    house.knife.plan_hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.knife.limits)
    await house.deliveries.stop()
    assert house.kept(course).state is State.QUEUED


# In the middle


@pytest.mark.parametrize("error", [DiskFull("no space"), out()])
async def test_what_fails_in_the_middle_says_how_many_have_arrived(house: Scene, error: Exception) -> None:
    house.telegram.refusals = [too_large(), None, None, error]
    course = await house.one()
    await house.over()
    assert sent(house) == THIRDS[:2]
    assert house.chat.now()[0].startswith("⚠️ ")
    assert house.chat.now()[0].endswith("\n2 parts of 3 have arrived and stay in the chat.")
    assert [data[:4] for data in house.chat.buttons()] == ["d:h:", "d:r:"]
    assert house.kept(course).state is State.FAILED
    assert house.tidy()


async def test_what_is_cancelled_in_the_middle_says_how_many_have_arrived(house: Scene) -> None:
    course = await reach(house, "sending")
    house.deliveries.cancel(course.delivery.id, ANN)
    await house.over()
    assert house.chat.now() == ["Cancelled.\n1 part of 3 has arrived and stays in the chat."]


async def test_a_piece_that_can_not_be_cut_is_a_failure(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    house.knife.error = DiskFull("no space")
    await house.one()
    await house.over()
    assert "no room left" in house.chat.now()[0]
    assert "arrived" not in house.chat.now()[0]
    assert house.tidy()


# Pieces that can't go either


def shrinks(house: Scene, *limits: int) -> None:
    """What a piece may have becomes less each time it is looked up, and stays at the last."""
    left = list(limits)

    class Shrinking(type(house.telegram)):  # type: ignore[misc]
        @property
        def piece_limit(self) -> int:
            return left.pop(0) if len(left) > 1 else left[0]

        @piece_limit.setter
        def piece_limit(self, value: int) -> None: ...

    house.telegram.__class__ = Shrinking


async def test_where_large_pieces_are_out_its_person_is_asked(house: Scene) -> None:
    house.telegram.refusals = [too_large(), out(720)]
    shrinks(house, 60, 40)
    course = await house.one()
    await waits(course)
    assert (await line(house)).startswith("📦 The file is 100 bytes. That is too large for one message, and Telegram")
    assert buttons(house) == ["p In 3 parts now", "w In large parts, in 12 min", "c ✕ Cancel"]
    house.telegram.refusals = [too_large()]
    choose(house, course, WHOLE)
    await house.time.sleeping(717)
    await house.time.go_on(717)
    await house.over()
    assert sent(house) == THIRDS
    assert house.chat.now()[0].startswith("To join")


async def test_who_wants_pieces_gets_smaller_ones_where_large_ones_are_out(house: Scene) -> None:
    house.people.set_large_files(ANN, PIECES, NOW)
    house.telegram.refusals = [too_large(), out()]
    shrinks(house, 60, 40)
    await house.one()
    await house.over()
    assert sent(house) == THIRDS


async def test_where_there_are_no_smaller_ones_they_wait(house: Scene) -> None:
    course = await waiting(house, off())
    house.telegram.refusals = [out(720)]
    choose(house, course, PIECES)
    await house.time.sleeping(720)
    await house.time.go_on(720)
    await house.over()
    assert sent(house) == THIRDS
