"""Files that can't go whole: in pieces or later, asked or not, and whatever happens meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.delivery import State
from bot.domain.limits import MB
from bot.domain.media import Arriving, MediaFile, MediaKind, Progress
from bot.domain.person import LargeFiles
from bot.errors import (
    ChatRefused,
    DiskFull,
    FerryError,
    FileTooLarge,
    LargeFilesOff,
    LargeFilesOut,
    NothingThere,
    TransferFailed,
)
from bot.service import large
from bot.service.course import Course
from bot.service.deliveries import MOST_TRIES
from bot.service.large import CHOOSE_WITHIN, HOLD, LONGEST_WAIT, SHORTEST_WAIT
from bot.service.status import EDIT_EVERY
from tests.service.delivering import ANN, BEN, NOW, Scene, bare, scene, until

PIECES, WHOLE = LargeFiles.PIECES, LargeFiles.WHOLE
DATA = bytes(range(100))


def out(seconds: int = 720) -> LargeFilesOut:
    return LargeFilesOut(f"FLOOD_WAIT_{seconds}", seconds=seconds)


def off() -> LargeFilesOff:
    return LargeFilesOff(len(DATA), 50 * MB)


def too_large() -> FileTooLarge:
    return FileTooLarge(len(DATA), 50)


def begin_large(house: Scene, kind: MediaKind = MediaKind.DOCUMENT) -> Scene:
    """The source gives a file of a hundred bytes; a piece may have forty."""
    house.source.data = DATA
    house.source.media = MediaFile(Path(), "name.zip", "A <title>", len(DATA), kind)
    house.people.seen(ANN, "en", NOW)
    return house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield begin_large(made)


async def waiting(house: Scene, error: Exception, **options: Any) -> Course:
    """Begin a delivery that Telegram refuses to take whole; wait until it waits."""
    house.telegram.refusals.append(error)
    course = await house.one(**options)
    await waits(course)
    return course


async def waits(course: Course) -> None:
    await until(lambda: course.wait and not course.wait.answer.done())


async def line(house: Scene) -> str:
    """What stands in the chat once the line is up to date."""
    await house.time.sleeping(EDIT_EVERY)
    await house.time.go_on(EDIT_EVERY)

    def up_to_date() -> str | None:
        texts = {bare(course.line.text()) for course in house.deliveries.under_way()}
        shown = house.chat.now()[-1]
        return shown if shown.startswith(("📦", "⏳")) and shown in texts else None

    return await until(up_to_date)


def buttons(house: Scene) -> list[str]:
    """What they say, and the letter of what they do."""
    rows = [row for _, rows in house.chat.messages.values() for row in rows]
    return [f"{button.data[2]} {bare(button.text)}" for row in rows for button in row]


def choose(house: Scene, course: Course, choice: LargeFiles, user_id: int = ANN) -> bool:
    return house.deliveries.choose(course.delivery.id, user_id, choice)


def sent(house: Scene) -> list[bytes]:
    return [data for data, _, _ in house.telegram.sent]


def memory(house: Scene) -> LargeFiles | None:
    return house.people.large_files(ANN)


THIRDS = [DATA[:40], DATA[40:80], DATA[80:]]

# Fetching and sending at the same time


async def test_what_arrives_is_told_to_the_parcel_while_it_is_fetched(house: Scene) -> None:
    file = Arriving(Path("film.mp4"), 5, 10)
    house.source.reports = [Progress(State.DOWNLOADING, 1, 10), Progress(State.DOWNLOADING, 5, 10, file)]
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.arrived)
    assert house.telegram.arrived == [file]
    assert house.telegram.open == 1
    assert bare(course.line.text()) == "⬇️ Downloading 50 % · 5 of 10 bytes"
    house.source.hold.set()
    await house.over()
    assert sent(house) == [DATA]
    assert house.telegram.called_back == house.telegram.open == 0


@pytest.mark.parametrize("end", ["source", "telegram", "cancel", "stop"])
async def test_whatever_breaks_calls_the_upload_back(house: Scene, end: str) -> None:
    hold = asyncio.Event()
    if end == "telegram":
        house.telegram.error = ChatRefused("no")
    else:
        house.source.hold = hold
    house.source.error = NothingThere() if end == "source" else None
    course = await house.one()
    if end == "source":
        await until(lambda: house.telegram.open)
        hold.set()
    elif end in ("cancel", "stop"):
        await until(lambda: house.source.begun)
        if end == "cancel":
            house.deliveries.cancel(course.delivery.id, ANN)
        else:
            await house.deliveries.stop()
    await house.over()
    assert (house.telegram.called_back, house.telegram.open) == (1, 0)
    assert house.tidy()


# Too large for any way


async def test_what_no_way_takes_whole_goes_in_pieces_unasked(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    course = await house.one()
    await house.over()
    assert sent(house) == THIRDS
    assert [caption for _, _, caption in house.telegram.sent] == [
        f"<b>A &lt;title&gt;</b>\npart {number} of 3 · {size} bytes · example.com"
        for number, size in ((1, 40), (2, 40), (3, 20))
    ]
    assert {target for _, target, _ in house.telegram.sent} == {course.delivery.target}
    assert house.kept(course).state is State.DONE
    assert memory(house) is None
    kept = await house.links.get(ANN, course.delivery.link_id)
    assert kept is not None
    assert (kept.title, kept.size) == ("A <title>", 100)
    assert house.tidy()


async def test_numbered_pieces_are_followed_by_a_line_on_how_to_join_them(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    (words,) = house.chat.now()
    assert "<code>cat -- 'name.zip.0'* &gt; 'name.zip'</code>" in words
    assert '<code>cmd /c copy /b "name.zip.0*" "name.zip"</code>' in words
    assert house.chat.buttons() == []


async def test_pieces_of_a_video_need_no_joining(house: Scene) -> None:
    begin_large(house, MediaKind.VIDEO)
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    assert sent(house) == THIRDS
    assert house.chat.messages == {}


async def test_each_piece_is_gone_from_the_disk_before_the_next_is_cut(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    await house.one()
    await house.over()
    assert house.knife.on_disk == [[], [], []]


async def test_the_line_says_which_part_and_how_far_the_whole_is(house: Scene) -> None:
    house.telegram.refusals = [too_large()]
    house.telegram.hold, house.telegram.hold_after = asyncio.Event(), 1
    house.telegram.reports = [(10, 40)]
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    assert bare(course.line.text()) == "⬆️ Sending part 2 of 3 · 50 % · 50 of 100 bytes"
    house.telegram.hold.set()
    await house.over()


async def test_where_the_joining_can_not_be_explained_the_file_is_there_all_the_same(
    house: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    house.telegram.refusals = [too_large()]
    house.telegram.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.waiting and house.kept(course).status_id)
    house.chat.refuses = TransferFailed("no")
    house.telegram.hold.set()
    await house.over()
    assert house.kept(course).state is State.DONE
    assert "joining not explained" in caplog.text


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


# Waiting


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
