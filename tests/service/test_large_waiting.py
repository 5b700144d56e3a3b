"""What waits until large files go again: its time, its file, its turn."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.media import Arriving, Progress
from bot.service import large
from bot.service.large import HOLD, LONGEST_WAIT, SHORTEST_WAIT
from bot.service.status import EDIT_EVERY
from tests.service.delivering import ANN, BEN, NOW, Scene, bare, scene, until
from tests.service.large import (
    DATA,
    PIECES,
    THIRDS,
    WHOLE,
    begin_large,
    choose,
    line,
    out,
    sent,
    waiting,
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield begin_large(made)


async def test_out_again_it_waits_again_with_the_new_time(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    house.telegram.refusals = [out(720), out(60)]
    course = await house.one()
    await house.time.sleeping(720)
    await house.time.go_on(720)
    await house.time.sleeping(60)
    assert bare(course.line.text()).startswith("⏳ Waiting until Telegram takes large files again, 1 min left.")
    await house.time.go_on(60)
    await house.over()
    assert sent(house) == [DATA]
    assert house.telegram.called_back == 2


async def test_a_day_is_the_longest_it_waits_in_all(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    half = round(LONGEST_WAIT / 2)
    house.telegram.refusals = [out(half), out(half), out(3600)]
    course = await house.one()
    for _ in range(2):
        await house.time.sleeping(half)
        await house.time.go_on(half)
    await house.over()
    assert "Telegram asks me to wait with this file. Please try again in 1 hour." in house.chat.now()[0]
    assert house.kept(course).reason == "error-transfer-unavailable"
    assert house.tidy()


async def test_it_never_tries_again_at_once(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    await waiting(house, out(0))
    await house.time.sleeping(SHORTEST_WAIT)


async def test_for_a_short_wait_the_file_stays_for_a_long_one_it_goes_and_is_fetched_anew(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    long = round(HOLD) + 1
    house.telegram.refusals = [out(round(HOLD)), out(long)]
    course = await house.one()
    await house.time.sleeping(HOLD)
    assert (course.folder / "file.bin").exists()
    await house.time.go_on(HOLD)
    await house.time.sleeping(long)
    assert not course.folder.exists()
    await house.time.go_on(long)
    await house.over()
    assert len(house.source.begun) == 2
    assert sent(house) == [DATA]


async def test_only_so_much_stays_on_disk_for_all_who_wait(house: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "HOLD_MOST", 2 * len(DATA))
    courses = [await waiting(house, out()) for _ in range(3)]
    assert [course.folder.exists() for course in courses] == [True, True, False]
    choose(house, courses[0], PIECES)
    await until(lambda: len(sent(house)) == 3)
    house.people.set_large_files(ANN, None, NOW)
    courses.append(await waiting(house, out()))
    assert courses[3].folder.exists()
    choose(house, courses[2], PIECES)
    await until(lambda: len(sent(house)) == 6)
    assert len(house.source.begun) == 5


async def test_pieces_of_a_file_that_has_gone_are_cut_from_it_fetched_anew_and_no_upload_begins(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    house.source.reports = [Progress(State.DOWNLOADING, 5, 10, Arriving(Path("a"), 5, 10))]
    course = await waiting(house, out(2 * round(HOLD)))
    assert len(house.telegram.arrived) == 1
    choose(house, course, PIECES)
    await house.over()
    assert len(house.source.begun) == 2
    assert len(house.telegram.arrived) == 1
    assert sent(house) == THIRDS


async def test_while_it_waits_others_have_its_turn_and_afterwards_it_stands_in_line(tmp_path: Path) -> None:
    async with scene(tmp_path, at_once=1) as house:
        begin_large(house)
        first = await waiting(house, out())
        assert house.turns.running == 0
        house.telegram.hold = asyncio.Event()
        await house.begin("b", user_id=BEN)
        await until(lambda: house.telegram.waiting)
        choose(house, first, PIECES)
        await until(lambda: house.turns.waiting)
        assert bare(first.line.text()) == "🕓 In line, place 1"
        assert house.kept(first).state is State.WAITING
        house.telegram.hold.set()
        await house.over()
        assert sent(house) == [DATA, *THIRDS]
        assert house.tidy()


async def test_the_time_limit_does_not_run_while_it_waits(house: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    course = await waiting(house, out())
    loop = asyncio.get_running_loop()
    time = loop.time
    monkeypatch.setattr(loop, "time", lambda: time() + 2 * house.runner._timeout)
    for _ in range(3):
        await asyncio.sleep(0)
    choose(house, course, PIECES)
    await house.over()
    assert house.kept(course).state is State.DONE


async def test_when_the_time_has_come_the_old_button_has_no_say(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    course = await waiting(house, out(720))
    house.telegram.hold = asyncio.Event()
    await house.time.sleeping(720)
    await house.time.go_on(720)
    await until(lambda: house.telegram.waiting)
    assert not choose(house, course, PIECES)
    house.telegram.hold.set()
    await house.over()
    assert sent(house) == [DATA]


async def test_a_line_that_waits_shows_no_chat_action(house: Scene) -> None:
    await waiting(house, out())
    await line(house)
    shows = len(house.chat.shows)
    for _ in range(3):
        await house.time.sleeping(EDIT_EVERY)
        await house.time.go_on(EDIT_EVERY)
    assert len(house.chat.shows) == shows
