"""What waits on its own: for an hour, or for the end of a live stream."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.format import Format
from bot.errors import LiveStream, NothingThere, Upcoming
from bot.service.course import Course
from bot.service.patience import GIVE_UP_AFTER, LOOK_EVERY
from tests.service.delivering import ANN, BEN, Scene, bare, scene, until

HOUR, LOOK = 3600.0, LOOK_EVERY.total_seconds()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


async def failed(house: Scene, error: Exception) -> Course:
    house.source.error = error
    course = await house.one()
    await house.over()
    return course


async def waiting(house: Scene, after: float = HOUR, error: Exception | None = None) -> Course:
    """One that has failed and is to be tried again so much later."""
    course = await failed(house, error or NothingThere("404"))
    assert await house.deliveries.retry(course.delivery.id, ANN, after=after)
    await house.time.sleeping(after)
    return house.runner.courses[-1]


async def pass_time(house: Scene, seconds: float) -> None:
    house.clock.now += timedelta(seconds=seconds)
    await house.time.go_on(seconds)


async def test_an_hour_later_it_is_tried_again_in_the_same_line(house: Scene) -> None:
    course = await waiting(house)
    assert bare(course.line.text()) == "⏳ I’ll try again in 1 h."
    assert course.line.message_id == house.runner.courses[0].line.message_id
    assert (house.kept(course).state, house.turns.running) == (State.WAITING, 0)
    house.source.error = None
    await pass_time(house, HOUR)
    await house.over()
    assert house.kept(course).state is State.DONE
    assert len(house.source.begun) == 2


async def test_while_it_waits_it_can_be_cancelled(house: Scene) -> None:
    course = await waiting(house)
    assert house.deliveries.cancel(course.delivery.id, ANN)
    await house.over()
    assert house.kept(course).state is State.CANCELLED


async def test_after_a_restart_it_waits_for_what_is_left(house: Scene) -> None:
    await waiting(house)
    await house.close()
    again = house.again()
    again.clock.now = house.clock.now + timedelta(seconds=HOUR - 60)
    await again.deliveries.resume()
    await again.time.sleeping(60)
    assert again.source.begun == []
    await again.close()


async def test_in_another_format_at_once(house: Scene) -> None:
    course = await failed(house, NothingThere("404"))
    house.source.error = None
    assert not await house.deliveries.retry(course.delivery.id, BEN, format=Format(height=480))
    assert await house.deliveries.retry(course.delivery.id, ANN, format=Format(height=480))
    await house.over()
    assert house.source.formats == ["best", "480"]


@pytest.mark.parametrize(("error", "next_look"), [(LiveStream("live"), LOOK), (Upcoming("soon", seconds=7200), 7200.0)])
async def test_what_is_not_over_yet_is_looked_at_again_for_whoever_asked_for_that(
    house: Scene, error: Exception, next_look: float
) -> None:
    course = await waiting(house, LOOK, error)
    await pass_time(house, LOOK)
    await house.time.sleeping(next_look)
    assert (len(house.source.begun), house.kept(course).state) == (2, State.WAITING)
    house.source.error = None
    await pass_time(house, next_look)
    await house.over()
    assert house.kept(course).state is State.DONE
    assert house.tidy()


async def test_whoever_did_not_ask_for_that_is_told_at_once(house: Scene) -> None:
    course = await failed(house, LiveStream("live"))
    assert house.kept(course).reason == "error-live-stream"


async def test_what_never_ends_is_given_up_in_the_end(house: Scene) -> None:
    course = await waiting(house, LOOK, LiveStream("live"))
    await pass_time(house, GIVE_UP_AFTER.total_seconds() + 1)
    await house.over()
    assert house.kept(course).reason == "error-live-stream"
    assert len(house.source.begun) == 2


async def test_two_presses_make_one_wait(house: Scene) -> None:
    course = await failed(house, NothingThere("404"))
    again = (house.deliveries.retry(course.delivery.id, ANN, after=HOUR) for _ in range(3))
    assert sorted(await asyncio.gather(*again)) == [False, False, True]
    await until(lambda: len(house.deliveries.under_way()) == 1)
