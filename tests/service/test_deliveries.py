"""What people ask of deliveries, and what a start and a stop do with them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from bot.domain.delivery import Delivery, State, Target
from bot.domain.link import Link
from bot.domain.preferences import Preferences, Quality
from bot.errors import FerryError, NothingThere
from bot.service import deliveries
from bot.service.course import Course
from bot.service.deliveries import MOST_TRIES
from bot.service.runner import LINES_AT_ONCE
from tests.service.delivering import ANN, BEN, NOW, Scene, delivery, scene, until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


async def failed(house: Scene) -> Course:
    house.source.error = NothingThere()
    course = await house.one()
    await house.over()
    house.source.error = None
    return course


async def left(house: Scene, **fields: object) -> Delivery:
    """What a run of the bot has left in the store."""
    kept = await house.links.keep(ANN, Link("https://www.example.com/a"))
    found = delivery(link_id=kept.id, **fields)
    await house.workers.run(house.store.add, found)
    return found


# Begin


async def test_each_link_is_kept_and_delivered(house: Scene) -> None:
    courses = await house.begin("a", "b", language="fa")
    assert [course.delivery.link.url[-1] for course in courses] == ["a", "b"]
    assert {course.delivery.created_at for course in courses} == {NOW}
    await house.over()
    assert len(house.telegram.sent) == 2
    page = await house.links.page(ANN, 0)
    assert {link.id for link in page.links} == {course.delivery.link_id for course in courses}


async def test_begin_returns_while_the_delivery_goes_on(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    assert house.deliveries.under_way() == [course]
    house.source.hold.set()
    await house.over()
    assert house.deliveries.under_way() == []


async def test_a_link_of_the_list_is_delivered_once_more(house: Scene) -> None:
    kept = await house.links.keep(ANN, Link("https://www.example.com/a"))
    await house.deliveries.again(kept, target=Target(ANN), language="en", preferences=Preferences(quality=Quality.P720))
    await house.over()
    assert [target for _, target, _ in house.telegram.sent] == [Target(ANN)]
    assert house.runner.courses[0].delivery.link_id == kept.id
    assert house.source.formats == ["720"]


async def test_everybody_sees_their_own(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    (ann,), (ben,) = await house.begin("a"), await house.begin("b", user_id=BEN)
    assert house.deliveries.under_way(ANN) == [ann]
    assert house.deliveries.under_way(BEN) == [ben]
    assert house.deliveries.under_way() == [ann, ben]


async def test_what_is_only_showing_its_end_is_not_under_way(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    house.chat.settle_waits = asyncio.Event()
    house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: course.delivery.state.ended)
    assert house.deliveries.under_way() == []
    house.chat.settle_waits.set()
    await house.over()


async def test_counts_are_those_of_the_store(house: Scene) -> None:
    await failed(house)
    await house.begin("b")
    await house.over()
    assert await house.deliveries.counts(NOW - timedelta(days=1)) == {State.FAILED: 1, State.DONE: 1}


# Cancel


async def test_nobody_cancels_what_is_anothers(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    assert not house.deliveries.cancel(course.delivery.id, BEN)
    assert not house.deliveries.cancel(uuid4(), ANN)
    house.source.hold.set()
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_all_of_one_person_are_cancelled_and_none_of_anothers(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    own = await house.begin("a", "b", "c", "d")
    (other,) = await house.begin("e", user_id=BEN)
    assert house.deliveries.cancel_all(ANN) == 4
    await until(lambda: house.deliveries.under_way() == [other])
    house.source.hold.set()
    await house.over()
    assert {house.kept(course).state for course in own} == {State.CANCELLED}
    assert house.kept(other).state is State.DONE
    assert house.tidy()
    assert house.deliveries.cancel_all(ANN) == 0


async def test_most_of_many_links_are_cancelled_without_a_word(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    courses = await house.begin(*(str(number) for number in range(30)))
    await until(lambda: len(house.chat.messages) == 2 + LINES_AT_ONCE)
    house.deliveries.cancel_all(ANN)
    await house.over()
    assert house.chat.now() == ["Cancelled."] * (2 + LINES_AT_ONCE)
    assert {house.kept(course).state for course in courses} == {State.CANCELLED}
    assert house.tidy()


async def test_a_cancel_that_comes_with_the_end_finds_the_end(house: Scene) -> None:
    """What was under way when the button was pressed has arrived a moment later."""
    house.telegram.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    assert house.deliveries.cancel(course.delivery.id, ANN)
    course.delivery = replace(course.delivery, state=State.DONE)
    await asyncio.sleep(0)
    house.telegram.hold.set()
    await house.over()
    assert len(house.telegram.sent) == 1
    assert "Cancelled." not in house.chat.now()


# Retry


async def test_retry_begins_anew_in_the_same_message(house: Scene) -> None:
    old = await failed(house)
    (line,) = house.chat.messages
    house.source.hold = asyncio.Event()
    assert await house.deliveries.retry(old.delivery.id, ANN)
    (new,) = house.deliveries.under_way()
    assert new.delivery.id != old.delivery.id
    assert new.delivery.status_id == line
    await until(lambda: house.chat.now() == ["🔎 Looking at the link …"])
    assert list(house.chat.messages) == [line]
    house.source.hold.set()
    await house.over()
    assert house.chat.messages == {}
    assert house.kept(new).state is State.DONE


async def test_a_retry_that_fails_can_be_retried(house: Scene) -> None:
    old = await failed(house)
    house.source.error = NothingThere()
    assert await house.deliveries.retry(old.delivery.id, ANN)
    await house.over()
    new = house.runner.courses[-1]
    assert house.chat.buttons() == [f"d:r:{new.delivery.id.hex}"]
    house.source.error = None
    assert await house.deliveries.retry(new.delivery.id, ANN)
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_a_double_press_delivers_once(house: Scene) -> None:
    old = await failed(house)
    answers = await asyncio.gather(*(house.deliveries.retry(old.delivery.id, ANN) for _ in range(5)))
    assert sorted(answers) == [False] * 4 + [True]
    await house.over()
    assert not await house.deliveries.retry(old.delivery.id, ANN)
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_only_what_is_ones_own_and_has_ended_is_retried(house: Scene) -> None:
    old = await failed(house)
    assert not await house.deliveries.retry(old.delivery.id, BEN)
    assert not await house.deliveries.retry(uuid4(), ANN)
    house.source.hold = asyncio.Event()
    running = await house.one()
    await until(lambda: house.source.begun[1:])
    assert not await house.deliveries.retry(running.delivery.id, ANN)
    house.source.hold.set()
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_a_retry_takes_over_the_message_that_shows_the_failure_even_a_second_one(house: Scene) -> None:
    house.source.hold, house.source.error = asyncio.Event(), NothingThere()
    old = await house.one()
    await until(lambda: house.chat.messages)
    house.chat.messages.clear()  # somebody deletes the status line
    house.source.hold.set()
    await house.over()
    house.source.error = None
    assert await house.deliveries.retry(old.delivery.id, ANN)
    await house.over()
    assert house.chat.messages == {}


async def test_a_press_that_comes_while_the_end_is_being_shown_waits_for_it(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    old = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    house.chat.settle_waits = asyncio.Event()
    house.deliveries.cancel(old.delivery.id, ANN)
    await until(lambda: old.delivery.state.ended)
    retry = asyncio.create_task(house.deliveries.retry(old.delivery.id, ANN))
    await asyncio.sleep(0.01)
    assert not retry.done()
    house.chat.settle_waits.set()
    house.source.hold.set()
    assert await retry
    await house.over()
    assert len(house.telegram.sent) == 1


# Start and stop


@pytest.mark.parametrize("state", [State.QUEUED, State.LOOKING, State.DOWNLOADING])
async def test_what_was_on_its_way_goes_on_in_its_message(house: Scene, state: State) -> None:
    house.chat.messages[55] = ("⬇️ Downloading", [])
    found = await left(house, state=state, status_id=55, tries=1)
    house.source.hold = asyncio.Event()
    await house.deliveries.resume()
    await until(lambda: house.source.begun and house.chat.now() == ["🔎 Looking at the link …"])
    kept = house.store.get(found.id)
    assert kept is not None
    assert (kept.state, kept.tries) == (State.LOOKING, 2)
    house.source.hold.set()
    await house.over()
    assert house.chat.messages == {}
    assert len(house.telegram.sent) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": State.SENDING, "tries": 1}, "did not say whether the file has arrived"),
        ({"state": State.LOOKING, "tries": MOST_TRIES}, "restarted too often"),
    ],
    ids=["sending", "begun too often"],
)
async def test_what_must_not_go_on_by_itself_says_so(house: Scene, fields: dict[str, object], words: str) -> None:
    house.chat.messages[55] = ("⬆️ Sending", [])
    found = await left(house, status_id=55, **fields)
    await house.deliveries.resume()
    await house.over()
    assert list(house.chat.messages) == [55]
    assert words in house.chat.now()[0]
    assert house.source.begun == []
    assert await house.deliveries.retry(found.id, ANN)
    await house.over()
    assert len(house.telegram.sent) == 1


async def test_what_has_ended_stays_as_it_is(house: Scene) -> None:
    for state in (State.DONE, State.FAILED, State.CANCELLED):
        await left(house, state=state, status_id=55)
    await house.deliveries.resume()
    assert house.deliveries.under_way() == []
    assert house.chat.texts == []


async def test_a_stop_ends_everything_and_the_next_start_goes_on(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    courses = await house.begin("a", "b", "c")
    await until(lambda: len(house.source.begun) == 2 and len(house.chat.messages) == 3)
    await until(lambda: all(house.kept(course).status_id for course in courses))
    await house.deliveries.stop()
    assert len(house.source.stopped) == 2
    assert house.tidy()
    assert not any(house.kept(course).state.ended for course in courses)
    assert "Cancelled." not in house.chat.texts
    second = house.again()
    await second.deliveries.resume()
    await second.over()
    assert len(second.telegram.sent) == 3
    assert house.chat.messages == {}


@pytest.mark.parametrize(
    ("reports", "state"), [([], State.QUEUED), ([(4, 5)], State.QUEUED), ([(5, 5)], State.SENDING)]
)
async def test_a_stop_while_sending_remembers_whether_the_file_may_have_arrived(
    house: Scene, reports: list[tuple[int, int]], state: State
) -> None:
    house.telegram.hold, house.telegram.reports = asyncio.Event(), reports
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    await house.deliveries.stop()
    assert house.kept(course).state is state
    assert house.tidy()


async def test_a_stop_lets_an_end_be_shown(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    house.chat.settle_waits = asyncio.Event()
    house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: course.delivery.state.ended)
    stopping = asyncio.create_task(house.deliveries.stop())
    await asyncio.sleep(0.01)
    house.chat.settle_waits.set()
    await stopping
    assert house.chat.now() == ["Cancelled."]
    assert house.kept(course).state is State.CANCELLED


async def test_a_cancel_just_before_a_stop_stays_a_cancel(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.source.begun)
    house.deliveries.cancel(course.delivery.id, ANN)
    await house.deliveries.stop()
    assert house.kept(course).state is State.CANCELLED


async def test_a_stop_does_not_wait_for_ever(
    house: Scene, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(deliveries, "STOP_WITHIN", 0.01)
    caplog.set_level(logging.INFO, "bot")
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    house.chat.settle_waits = asyncio.Event()
    house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: course.delivery.state.ended)
    await house.deliveries.stop()
    assert "deliveries stopped count=1 late=1" in caplog.text
    await house.over()


async def test_a_stop_before_the_first_step_loses_nothing(house: Scene) -> None:
    found = await left(house)
    await house.deliveries.resume()
    await house.deliveries.stop()
    assert house.store.unfinished() == [found]
    assert house.deliveries.under_way() == []
    assert house.tidy()


async def test_a_stop_with_nothing_under_way_is_quiet(house: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    await house.deliveries.stop()
    assert "stopped" not in caplog.text


async def test_whatever_breaks_a_task_stands_in_the_log(house: Scene, caplog: pytest.LogCaptureFixture) -> None:
    house.chat.refuses = FerryError("not even a TransferError")
    house.source.error = NothingThere()
    course = await house.one()
    await house.over()
    assert f"delivery lost id={course.delivery.reference}" in caplog.text
    assert "not even a TransferError" in caplog.text
    assert house.tidy()
