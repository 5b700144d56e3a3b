"""Files that can't go whole: in pieces or later, as their person chooses."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.media import MediaKind
from bot.errors import (
    FerryError,
)
from bot.service.large import CHOOSE_WITHIN, LONGEST_WAIT
from bot.service.status import EDIT_EVERY
from tests.service.delivering import ANN, BEN, NOW, Scene, scene, until
from tests.service.large import (
    DATA,
    PIECES,
    THIRDS,
    WHOLE,
    begin_large,
    buttons,
    choose,
    line,
    memory,
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


# The question


async def test_where_large_files_are_off_the_question_has_no_later(house: Scene) -> None:
    course = await waiting(house, off())
    assert await line(house) == (
        "📦 The file is 100 bytes, but large files are not set up here: I can send 50 MB at a time.\n"
        "I can send it in parts. You join them afterwards; I’ll tell you how."
    )
    assert buttons(house) == ["p In 3 parts now", "c ✕ Cancel"]
    assert house.kept(course).state is State.WAITING
    assert not choose(house, course, WHOLE)


async def test_where_they_are_out_the_question_says_when_they_are_back_and_stays_true(house: Scene) -> None:
    course = await waiting(house, out(720))
    assert (await line(house)).startswith("📦 The file is 100 bytes. Telegram asks me to wait before")
    assert buttons(house) == ["p In 3 parts now", "w Whole, in 12 min", "c ✕ Cancel"]
    await house.time.sleeping(EDIT_EVERY)
    await house.time.go_on(400)
    await until(lambda: "w Whole, in 6 min" in buttons(house))
    await house.time.sleeping(EDIT_EVERY)
    await house.time.go_on(400)
    await until(lambda: "w Whole, now" in buttons(house))
    assert choose(house, course, WHOLE)
    await house.over()
    assert sent(house) == [DATA]


async def test_of_a_video_the_question_says_that_its_parts_play(house: Scene) -> None:
    begin_large(house, MediaKind.VIDEO)
    await waiting(house, off())
    assert (await line(house)).endswith("each plays on its own.")


async def test_what_comes_too_late_is_not_offered(house: Scene) -> None:
    course = await waiting(house, out(round(LONGEST_WAIT) + 1))
    assert course.wait is not None
    assert [row[0].data[2] for row in course.wait.rows("en")] == ["p", "c"]
    assert not choose(house, course, WHOLE)


async def test_pieces_are_sent_and_remembered(house: Scene) -> None:
    course = await waiting(house, off())
    assert choose(house, course, PIECES)
    await house.over()
    assert sent(house) == THIRDS
    assert len(house.source.begun) == 1
    assert memory(house) is PIECES
    assert [text[:7] for text in house.chat.now()] == ["To join"]
    assert house.kept(course).state is State.DONE
    assert house.tidy()


async def test_whole_waits_for_its_time_and_is_remembered(house: Scene) -> None:
    course = await waiting(house, out(720))
    assert choose(house, course, WHOLE)
    await waits(course)
    assert await line(house) == (
        "⏳ Waiting until Telegram takes large files again, 12 min left. I’ll go on by myself."
    )
    assert buttons(house) == ["p In 3 parts now", "c ✕ Cancel"]
    assert memory(house) is WHOLE
    await house.time.go_on(700)
    assert sent(house) == []
    await house.time.go_on(20)
    await house.over()
    assert sent(house) == [DATA]
    assert len(house.source.begun) == 1
    assert house.chat.messages == {}
    assert house.tidy()


async def test_nobody_answers_for_another_and_nobody_twice(house: Scene) -> None:
    course = await waiting(house, out())
    assert not choose(house, course, PIECES, BEN)
    assert choose(house, course, PIECES)
    assert not choose(house, course, PIECES)
    assert not choose(house, course, WHOLE)
    await house.over()
    assert sent(house) == THIRDS
    assert not choose(house, course, PIECES)


async def test_what_is_being_cancelled_is_not_chosen_any_more(house: Scene) -> None:
    course = await waiting(house, out())
    assert house.deliveries.cancel(course.delivery.id, ANN)
    assert not choose(house, course, PIECES)
    await house.over()
    assert sent(house) == []


async def test_a_question_that_nobody_answers_ends_with_a_sentence_and_retry(house: Scene) -> None:
    course = await waiting(house, out())
    await house.time.sleeping(CHOOSE_WITHIN)
    await house.time.go_on(CHOOSE_WITHIN)
    await house.over()
    assert house.chat.now()[0].startswith("⚠️ You did not choose")
    assert house.kept(course).reason == "error-not-chosen"
    assert memory(house) is None
    assert house.tidy()
    assert await house.deliveries.retry(course.delivery.id, ANN)
    await house.over()
    assert sent(house) == [DATA]


async def test_a_choice_that_can_not_be_kept_counts_for_this_file(
    house: Scene, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise FerryError("database is locked")

    monkeypatch.setattr(house.people, "set_large_files", fails)
    course = await waiting(house, off())
    choose(house, course, PIECES)
    await house.over()
    assert sent(house) == THIRDS
    assert "choice not kept" in caplog.text


async def test_the_log_has_a_line_for_each_decision(house: Scene, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")
    course = await waiting(house, out())
    choose(house, course, WHOLE)
    await waits(course)
    choose(house, course, PIECES)
    await house.over()
    lines = [record.message for record in caplog.records if course.delivery.reference in record.message]
    events = [line.partition(" id=")[0] for line in lines]
    assert events == ["begun", "asked", "chosen", "chosen", "in pieces", *3 * ["piece delivered"]]
    assert "seconds=720" in lines[1]


# What was chosen before


async def test_who_chose_pieces_is_not_asked_again_but_may_be(house: Scene) -> None:
    house.people.set_large_files(ANN, PIECES, NOW)
    house.telegram.refusals = [out()]
    course = await house.one()
    await house.over()
    assert sent(house) == THIRDS
    assert "✅ Sent in 3 parts, as you chose last time." in house.chat.now()
    assert buttons(house) == ["q Ask me next time"]
    assert house.kept(course).state is State.DONE
    assert not await house.deliveries.ask_again(course.delivery.id, BEN)
    answers = await asyncio.gather(*(house.deliveries.ask_again(course.delivery.id, ANN) for _ in range(3)))
    assert sorted(answers) == [False, False, True]
    assert memory(house) is None
    assert "✅ Sent in parts. I’ll ask you next time." in house.chat.now()
    assert buttons(house) == []


async def test_what_goes_in_pieces_anyway_does_not_speak_of_a_choice(house: Scene) -> None:
    house.people.set_large_files(ANN, PIECES, NOW)
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    assert [text[:7] for text in house.chat.now()] == ["To join"]


async def test_who_chose_to_wait_waits_without_a_question(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    course = await waiting(house, out(720))
    assert (await line(house)).startswith("⏳ Waiting until")
    assert buttons(house) == ["p In parts now", "c ✕ Cancel"]
    assert house.knife.limits == []
    assert not choose(house, course, WHOLE)
    await house.time.go_on(720)
    await house.over()
    assert sent(house) == [DATA]


async def test_who_waits_may_still_take_pieces_and_is_remembered_by_that(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    course = await waiting(house, out())
    assert choose(house, course, PIECES)
    await house.over()
    assert sent(house) == THIRDS
    assert memory(house) is PIECES
    assert [text[:7] for text in house.chat.now()] == ["To join"]


async def test_there_is_nothing_to_wait_for_where_large_files_are_off(house: Scene) -> None:
    house.people.set_large_files(ANN, WHOLE, NOW)
    course = await waiting(house, off())
    assert course.wait is not None
    assert course.wait.asking
