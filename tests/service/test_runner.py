"""The course of one delivery: whatever happens, the turn and the folder go, and somebody is told."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.delivery import State, Target
from bot.domain.limits import MB
from bot.domain.link import Link
from bot.domain.media import MediaKind, Progress
from bot.errors import FerryError, FileTooLarge, NothingThere, OutcomeUnknown, TransferFailed
from bot.service.course import Course
from bot.service.runner import LINES_AT_ONCE
from tests.service.delivering import ANN, Scene, bare, delivery, scene, until


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        yield made


async def failed(house: Scene, words: str, remedies: str = "r") -> Course:
    """Begin a delivery and wait until it has failed with these words and buttons."""
    course = await house.one()
    await house.over()
    assert len(house.chat.messages) == 1
    assert words in house.chat.now()[0]
    assert house.chat.buttons() == [f"d:{remedy}:{course.delivery.id.hex}" for remedy in remedies]
    assert house.kept(course).state is State.FAILED
    assert house.tidy()
    return course


# All is well


async def test_the_file_arrives_as_an_answer_and_the_line_goes(house: Scene) -> None:
    course = await house.one(target=Target(-100, 5, 7))
    await house.over()
    assert house.telegram.sent == [(b"whole file", Target(-100, 5, 7), "<b>A &lt;title&gt;</b>\n12.3 MB · example.com")]
    assert house.chat.messages == {}
    assert house.kept(course).state is State.DONE
    assert house.tidy()


async def test_the_list_learns_what_the_link_turned_out_to_be(house: Scene) -> None:
    course = await house.one()
    await house.over()
    kept = await house.links.get(ANN, course.delivery.link_id)
    assert kept is not None
    assert (kept.title, kept.size) == ("A <title>", 12_900_000)


async def test_each_stage_is_in_the_store_before_it_is_seen(house: Scene) -> None:
    seen: list[tuple[State, str]] = []
    course = await house.one()
    show = course.line.show

    def watched(progress: Progress, kind: MediaKind | None = None) -> None:
        show(progress, kind)
        seen.append((house.kept(course).state, bare(course.line.text())))

    course.line.show = watched  # type: ignore[method-assign]
    await house.over()
    assert seen == [(State.LOOKING, "🔎 Looking at the link …"), (State.SENDING, "⬆️ Sending")]
    assert house.kept(course).state is State.DONE


async def test_progress_of_both_ways_reaches_the_line(house: Scene) -> None:
    house.source.reports = [Progress(State.DOWNLOADING, 5 * MB, 10 * MB)]
    house.source.hold, house.telegram.hold = asyncio.Event(), asyncio.Event()
    house.telegram.reports = [(4 * MB, 16 * MB)]
    course = await house.one()
    await until(lambda: house.source.begun)
    assert bare(course.line.text()) == "⬇️ Downloading 50 % · 5 of 10 MB"
    house.source.hold.set()
    await until(lambda: house.telegram.waiting)
    assert bare(course.line.text()) == "⬆️ Sending 25 % · 4 of 16 MB"
    house.telegram.hold.set()
    await house.over()


async def test_the_log_tells_the_course_without_what_a_query_may_hold(
    house: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    (course,) = await house.begin("a?key=secret")
    await house.over()
    lines = [record.message for record in caplog.records if course.delivery.reference in record.message]
    assert [line.partition(" ")[0] for line in lines] == ["begun", "delivered"]
    assert "secret" not in caplog.text


async def test_a_link_waits_for_its_turn(tmp_path: Path) -> None:
    async with scene(tmp_path, at_once=1) as house:
        house.source.hold = asyncio.Event()
        first, second = await house.begin("a", "b")
        await until(lambda: house.source.begun and "🕓 In line, place 1" in house.chat.now())
        assert house.source.begun == [first.delivery.link.url]
        house.source.hold.set()
        await house.over()
        assert house.source.begun == [first.delivery.link.url, second.delivery.link.url]


async def test_of_many_links_only_a_few_lines_stand_in_the_chat(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    await house.begin(*(str(number) for number in range(20)))
    await until(lambda: len(house.chat.messages) == 2 + LINES_AT_ONCE)
    await asyncio.sleep(0.05)
    assert len(house.chat.messages) == 2 + LINES_AT_ONCE
    house.source.hold.set()
    await house.over()
    assert len(house.telegram.sent) == 20
    assert house.chat.messages == {}


# Failures


async def test_an_expected_failure_is_one_sentence_and_one_line_of_the_log(
    house: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    house.source.error = NothingThere("404 Not Found")
    course = await failed(house, "⚠️ There is nothing at this address.")
    assert course.delivery.reference not in house.chat.now()[0]
    assert house.kept(course).reason == "error-nothing-there"
    (line,) = [record for record in caplog.records if record.message.startswith("failed")]
    assert (line.levelno, line.exc_info) == (logging.INFO, None)
    assert "404 Not Found" in line.message


@pytest.mark.parametrize(
    "error", [ValueError("a mistake <of> ours"), FerryError("a mistake <of> ours"), TimeoutError("a mistake <of> ours")]
)
async def test_an_unexpected_failure_has_a_reference_in_the_chat_and_beside_the_traceback(
    house: Scene, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    house.source.error = error
    course = await failed(house, "Something went wrong here")
    assert f"Reference: {course.delivery.reference}" in house.chat.now()[0]
    assert "mistake" not in house.chat.now()[0]
    (line,) = [record for record in caplog.records if record.message.startswith("failed")]
    assert line.levelno == logging.ERROR
    assert course.delivery.reference in line.message
    assert line.exc_info is not None
    assert line.exc_info[1] is error


async def test_a_failure_is_told_in_the_persons_language(house: Scene) -> None:
    house.source.error = NothingThere()
    await house.begin(language="ru")
    await house.over()
    assert "⚠️ По этому адресу" in house.chat.now()[0]


async def test_a_file_that_telegram_does_not_take_is_a_failure(house: Scene) -> None:
    house.telegram.error = TransferFailed("wrong type of the web page content")
    await failed(house, "Telegram did not take the file.")


async def test_nobody_claims_to_know_what_telegram_did_not_say(house: Scene) -> None:
    house.telegram.error = OutcomeUnknown("timed out")
    await failed(house, "did not say whether the file has arrived")


@pytest.mark.parametrize(
    ("size", "words"), [(6000 * MB, "The file is 5.9 GB;"), (None, "The file is larger than 3.9 GB,")]
)
async def test_a_file_over_what_is_worth_fetching_is_refused_with_its_size_and_that(
    house: Scene, size: int | None, words: str
) -> None:
    house.source.error = FileTooLarge(size, house.telegram.limit)
    course = await failed(house, words, remedies="")
    assert house.source.limit == house.telegram.limit
    assert house.kept(course).reason == "error-file-too-large"
    assert house.knife.limits == []


@pytest.mark.parametrize("stage", ["fetching", "sending"])
async def test_a_delivery_that_takes_too_long_is_given_up(tmp_path: Path, stage: str) -> None:
    async with scene(tmp_path, timeout=0.1) as house:
        slow = house.source if stage == "fetching" else house.telegram
        slow.hold = asyncio.Event()
        course = await failed(house, "This took longer than", remedies="rh")
        assert house.kept(course).reason == "error-delivery-timed-out"


async def test_a_file_that_has_arrived_is_not_given_up_for_the_time_its_notes_take(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with scene(tmp_path, timeout=0.2) as house:

        async def slowly(*_: object) -> None:
            await asyncio.sleep(0.3)

        house.runner._ending._describe = slowly  # type: ignore[assignment]
        course = await house.one()
        await house.over()
        assert house.kept(course).state is State.DONE
        assert house.chat.messages == {}


@pytest.mark.parametrize("state", [State.LOOKING, State.SENDING])
async def test_a_store_that_fails_on_the_way_ends_the_delivery(
    house: Scene, caplog: pytest.LogCaptureFixture, state: State
) -> None:
    house.store.fails[state] = FerryError("database is locked")
    await failed(house, "Something went wrong here")
    assert house.telegram.sent == []


@pytest.mark.parametrize("error", [None, NothingThere()])
async def test_a_store_that_fails_at_the_end_still_shows_the_end(
    house: Scene, caplog: pytest.LogCaptureFixture, error: Exception | None
) -> None:
    state = State.FAILED if error else State.DONE
    house.source.error = error
    house.store.fails[state] = FerryError("database is locked")
    course = await house.one()
    await house.over()
    assert f"end not kept id={course.delivery.reference} state={state}" in caplog.text
    assert ["nothing at this address" in text for text in house.chat.now()] == ([True] if error else [])
    assert house.tidy()


async def test_a_chat_that_refuses_everything_harms_nobody(house: Scene, caplog: pytest.LogCaptureFixture) -> None:
    house.chat.refuses = TransferFailed("no")
    house.source.error = NothingThere()
    await house.one()
    await house.over()
    assert house.tidy()
    assert "end not shown" in caplog.text


# Cancel


async def cancelled(house: Scene, course: Course) -> None:
    await until(lambda: house.kept(course).status_id)
    assert house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: house.kept(course).state is State.CANCELLED)
    await until(lambda: "Cancelled." in house.chat.now())
    assert f"d:r:{course.delivery.id.hex}" in house.chat.buttons()


async def test_cancel_ends_what_waits_in_line(tmp_path: Path) -> None:
    async with scene(tmp_path, at_once=1) as house:
        house.source.hold = asyncio.Event()
        first, second = await house.begin("a", "b")
        await until(lambda: house.source.begun and "🕓 In line, place 1" in house.chat.now())
        await cancelled(house, second)
        assert house.source.begun == [first.delivery.link.url]
        house.source.hold.set()
        await house.over()
        assert house.tidy()


@pytest.mark.parametrize("reports", [[], [Progress(State.DOWNLOADING, 1, 2)]], ids=["looking", "downloading"])
async def test_cancel_ends_what_is_being_fetched(house: Scene, reports: list[Progress]) -> None:
    house.source.hold, house.source.reports = asyncio.Event(), reports
    course = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    await cancelled(house, course)
    assert house.source.stopped == house.source.begun
    await house.over()
    assert house.tidy()


@pytest.mark.parametrize("reports", [[], [(5, 5)]], ids=["under way", "all bytes out"])
async def test_cancel_ends_what_is_being_sent(house: Scene, reports: list[tuple[int, int]]) -> None:
    house.telegram.hold, house.telegram.reports = asyncio.Event(), reports
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    await cancelled(house, course)
    await until(lambda: not house.telegram.waiting)
    await house.over()
    assert house.tidy()


async def test_a_cancel_before_the_first_step_is_a_cancel_too(house: Scene) -> None:
    kept = await house.links.keep(ANN, Link("https://www.example.com/a"))
    new = delivery(link_id=kept.id)
    house.store.add(new)
    course = house.runner.course(new)
    house.deliveries._set_off(course, house.runner.run(course))
    assert house.deliveries.cancel(new.id, ANN)
    await house.over()
    assert house.kept(course).state is State.CANCELLED
    assert house.source.begun == []
    assert house.tidy()


async def test_a_second_press_does_not_disturb_how_the_first_ends(house: Scene) -> None:
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.source.begun and house.chat.messages)
    house.chat.settle_waits = asyncio.Event()
    assert house.deliveries.cancel(course.delivery.id, ANN)
    assert house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: house.kept(course).state is State.CANCELLED)
    assert not house.deliveries.cancel(course.delivery.id, ANN)
    house.chat.settle_waits.set()
    await house.over()
    assert house.chat.now() == ["Cancelled."]
    assert house.tidy()


async def test_what_the_store_was_told_last_is_what_it_keeps(house: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Although a cancelled call goes on in its thread."""
    go_on, inside = threading.Event(), threading.Event()
    save = house.store.save

    def slowly(changed: object) -> None:
        if changed.state is State.SENDING:  # type: ignore[attr-defined]
            inside.set()
            assert go_on.wait(5)
        save(changed)  # type: ignore[arg-type]

    monkeypatch.setattr(house.store, "save", slowly)
    house.source.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.kept(course).status_id)
    house.source.hold.set()
    await until(inside.is_set)
    house.deliveries.cancel(course.delivery.id, ANN)
    await until(lambda: course.delivery.state is State.CANCELLED)
    go_on.set()
    await house.over()
    assert house.kept(course).state is State.CANCELLED
