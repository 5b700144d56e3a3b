"""What of a link to send: asked before, changed on the way, a piece of it, some of a list."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.format import Span
from bot.domain.found import Found, Height, Item
from bot.domain.limits import MB
from bot.domain.media import Progress
from bot.domain.preferences import Preferences
from bot.errors import (
    ChatRefused,
    DiskFull,
    FerryError,
    LiveStream,
    NothingThere,
    QuotaReached,
    SeveralFound,
    SourceRefused,
    TransferUnavailable,
)
from bot.service.among import numbers
from bot.service.choosing import CHOOSE_WITHIN
from bot.service.course import Course
from tests.service.delivering import ANN, BEN, Scene, bare, scene, until

ASK = Preferences(ask=True)
FILM = Found(
    title="A <film>",
    uploader="Ann & Ben",
    duration=754,
    picture="https://example.com/a.jpg",
    heights=(Height(2160, 5000 * MB), Height(1080, 2100 * MB), Height(720, 120 * MB), Height(360)),
    sound=True,
    sound_size=11 * MB,
    subtitles=("de", "fa"),
    described=True,
)
LIST = Found(
    title="Songs",
    sound=True,
    items=tuple(Item(n, f"https://www.example.com/{n}", f"Song {n}", 60.0) for n in range(1, 13)),
)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as made:
        made.source.there = FILM
        yield made


async def asked(house: Scene, **options: object) -> Course:
    """A delivery whose question stands."""
    (course,) = await house.begin(**{"preferences": ASK} | options)  # type: ignore[arg-type]
    await until(lambda: course.question)
    return course


def text(course: Course) -> str:
    return bare(course.line.text())


def labels(course: Course) -> list[str]:
    assert course.question is not None
    return [bare(button.text) for row in course.question.rows("en") for button in row]


async def press(house: Scene, course: Course, word: str, user_id: int = ANN) -> str | None:
    answer = await house.deliveries.press(course.delivery.id, user_id, word)
    return answer if answer is None else bare(answer)


async def test_what_is_there_stands_in_the_line_with_its_picture_and_a_button_for_each(house: Scene) -> None:
    house.telegram.piece_limit = 1950 * MB
    course = await asked(house)
    assert text(course) == "🎬 <b>A &lt;film&gt;</b>\nAnn &amp; Ben · 12:34\n\nWhat shall I send?"
    assert labels(course) == [
        "2160p · 4.9 GB · too large",
        "1080p · 2.1 GB · 2 parts",
        "720p · 120 MB",
        "360p",
        "🎵 M4A · 11 MB",
        "🎵 MP3",
        "💬 de: no subtitles",
        "✂️ A piece of it",
        "🖼 Its picture",
        "📄 Its description",
        "✕ Cancel",
    ]
    assert course.question is not None
    assert course.question.picture == FILM.picture
    assert all(len(button.data) <= 64 for row in course.question.rows("en") for button in row)
    assert house.kept(course).state is State.WAITING
    assert house.turns.running == 0


async def test_in_persian_names_keep_their_letters_and_digits_and_every_line_its_direction(house: Scene) -> None:
    course = await asked(house, language="fa")
    assert course.question is not None
    buttons = [bare(button.text) for row in course.question.rows("fa") for button in row]
    assert [label.split(" |")[0].lstrip("\u200f") for label in buttons[1:6]] == [
        "1080p",
        "720p",
        "360p",
        "🎵 M4A",
        "🎵 MP3",
    ]
    assert "۱۲۰ مگابایت" in buttons[2]
    facts = course.line.text().splitlines()[1]
    assert (facts[0], "۱۲:۳۴" in facts) == ("\u200f", True)


async def test_its_title_stands_in_the_line_once_something_is_chosen(house: Scene) -> None:
    course = await asked(house)
    house.source.hold = asyncio.Event()
    await press(house, course, "720")
    await until(lambda: house.source.begun)
    assert text(course).splitlines()[0] == "<b>A &lt;film&gt;</b>"


async def test_what_is_chosen_is_fetched_once_without_another_look(house: Scene) -> None:
    course = await asked(house)
    assert await press(house, course, "720") == "It’s on its way."
    assert await press(house, course, "360") is None
    await house.over()
    assert (house.source.looked, house.source.formats) == (["https://www.example.com/a"], ["720"])
    assert house.kept(course).state is State.DONE
    assert not house.kept(course).asks
    assert house.tidy()


@pytest.mark.parametrize(("word", "format"), [("m4a", "m4a"), ("mp3", "mp3"), ("360", "360")])
async def test_sound_and_heights_are_formats(house: Scene, word: str, format: str) -> None:
    course = await asked(house)
    await press(house, course, word)
    await house.over()
    assert house.source.formats == [format]


async def test_what_is_too_large_says_so_and_the_question_stands(house: Scene) -> None:
    course = await asked(house)
    assert await press(house, course, "2160") == "That is too large: I can send 3.9 GB at most."
    assert course.question is not None


@pytest.mark.parametrize("word", ["1440", "best", "all", "x", "clips", "0"])
async def test_a_button_that_is_not_there_does_nothing(house: Scene, word: str) -> None:
    course = await asked(house)
    assert await press(house, course, word) is None
    assert course.question is not None


async def test_nobody_else_presses(house: Scene) -> None:
    course = await asked(house)
    assert await press(house, course, "720", BEN) is None
    assert not house.deliveries.change(course.delivery.id, BEN)
    assert not house.deliveries.typed(BEN, ANN, "0:10-0:20")
    assert course.question is not None


async def test_subtitles_are_switched_and_go_with_the_height(house: Scene) -> None:
    course = await asked(house, language="fa")
    for expected in ("file", "soft", "off", "file"):
        assert await press(house, course, "subtitles") == ""
        assert course.question is not None
        assert course.question._format.subtitles == expected  # type: ignore[attr-defined]
    await press(house, course, "720")
    await house.over()
    assert house.source.formats == ["720 file=fa"]


async def test_a_piece_is_asked_for_and_written(house: Scene) -> None:
    course = await asked(house)
    assert not house.deliveries.typed(ANN, ANN, "1:20-2:05")
    await press(house, course, "clip")
    assert "Which piece?" in text(course)
    assert not house.deliveries.typed(ANN, ANN, "when he falls")
    assert not house.deliveries.typed(ANN, ANN, "20:00-21:00")
    assert not house.deliveries.typed(ANN, 5, "1:20-2:05")
    assert house.deliveries.typed(ANN, ANN, " 1:20 – 2:05 ")
    assert "✂️ Only 1:20 – 2:05" in text(course)
    assert labels(course)[2] == "720p"
    await press(house, course, "720")
    await house.over()
    assert house.source.formats == ["720 1:20-2:05"]


async def test_picture_and_description_come_beside_and_the_question_stands(house: Scene) -> None:
    course = await asked(house)
    assert await press(house, course, "picture") == "Coming."
    assert await press(house, course, "description") == "Coming."
    await until(lambda: len(house.telegram.sent) == 2)
    assert sorted(house.source.formats) == ["description", "picture"]
    assert course.question is not None


async def test_a_question_nobody_answers_ends_with_the_hour(house: Scene) -> None:
    course = await asked(house)
    await house.time.sleeping(CHOOSE_WITHIN)
    await house.time.go_on(CHOOSE_WITHIN)
    await house.over()
    assert house.kept(course).reason == "error-not-chosen"
    assert house.tidy()


async def test_a_question_is_asked_again_after_a_restart_in_the_same_message(house: Scene) -> None:
    course = await asked(house)
    await house.close()
    again = house.again()
    again.source.there = FILM
    await again.deliveries.resume()
    (resumed,) = again.deliveries.under_way()
    await until(lambda: resumed.question)
    assert resumed.line.message_id == course.line.message_id
    await again.close()


async def test_what_fails_while_it_is_looked_at_is_said(house: Scene) -> None:
    house.source.error = NothingThere("HTTP 404")
    (course,) = await house.begin(preferences=ASK)
    await house.over()
    assert house.kept(course).reason == "error-nothing-there"


# Change


async def on_its_way(house: Scene) -> Course:
    house.source.hold = asyncio.Event()
    house.source.reports = [Progress(State.DOWNLOADING, 5, 10)]
    course = await house.one()
    await until(lambda: house.source.begun)
    return course


async def test_its_title_stands_in_the_line_while_it_comes(house: Scene) -> None:
    course = await on_its_way(house)
    assert text(course).splitlines()[0] == "<b>A &lt;film&gt;</b>"


async def test_change_stops_the_fetch_and_asks_without_another_look(house: Scene) -> None:
    course = await on_its_way(house)
    assert house.deliveries.change(course.delivery.id, ANN)
    assert not house.deliveries.change(course.delivery.id, ANN)
    await until(lambda: course.question)
    assert house.source.stopped == house.source.begun == ["https://www.example.com/a"]
    house.source.hold = None
    await press(house, course, "360")
    await house.over()
    assert (house.source.looked, house.source.formats) == ([], ["best", "360"])
    assert house.kept(course).state is State.DONE


async def test_change_in_line_asks_when_its_turn_has_come(tmp_path: Path) -> None:
    async with scene(tmp_path, at_once=1) as house:
        house.source.there = FILM
        first = await on_its_way(house)
        (second,) = await house.begin("b")
        assert house.deliveries.change(second.delivery.id, ANN)
        house.deliveries.cancel(first.delivery.id, ANN)
        await until(lambda: second.question)
        assert house.source.looked == ["https://www.example.com/b"]


async def test_it_is_too_late_for_change_once_it_is_sent(house: Scene) -> None:
    house.telegram.hold = asyncio.Event()
    course = await house.one()
    await until(lambda: house.telegram.waiting)
    assert not house.deliveries.change(course.delivery.id, ANN)
    house.telegram.hold.set()
    await house.over()
    assert not house.deliveries.change(course.delivery.id, ANN)
    assert len(house.telegram.sent) == 1


async def test_a_piece_named_with_the_link_is_fetched_and_nothing_asked(house: Scene) -> None:
    (course,) = await house.begin(preferences=ASK, span=Span(80, 125))
    await house.over()
    assert house.source.formats == ["best 1:20-2:05"]
    assert house.telegram.sent[0][2].endswith("\n✂️ Only 1:20 – 2:05")
    assert house.kept(course).state is State.DONE


# Lists


async def listed(house: Scene, found: Found = LIST, **options: object) -> Course:
    house.source.error = SeveralFound(found)
    (course,) = await house.begin(**options)  # type: ignore[arg-type]
    await until(lambda: course.question)
    house.source.error = house.source.there = None
    house.source.begun.clear()
    house.source.formats.clear()
    return course


async def test_a_list_is_shown_before_anything_of_it_is_fetched(house: Scene) -> None:
    course = await listed(house)
    assert text(course).splitlines() == [
        "🎬 <b>Songs</b>",
        "12 items · 12:00",
        "",
        *(f"{n}. Song {n}" for n in range(1, 6)),
        "… and 7 more",
        "",
        "What shall I send?",
    ]
    assert labels(course) == ["All 12", "The first 10", "🎵 The sound of all", "🔢 Some of them", "✕ Cancel"]


@pytest.mark.parametrize(
    ("word", "typed", "items"),
    [("all", None, range(1, 13)), ("first", None, range(1, 11)), ("some", "3-5, 12", (3, 4, 5, 12))],
)
async def test_its_items_come_in_their_order(house: Scene, word: str, typed: str | None, items: range) -> None:
    course = await listed(house)
    await press(house, course, word)
    if typed is not None:
        assert not house.deliveries.typed(ANN, ANN, "the best ones")
        assert house.deliveries.typed(ANN, ANN, typed)
    await house.over()
    assert house.source.begun == [f"https://www.example.com/{n}" for n in items]
    assert len(house.telegram.sent) == len(items)
    assert house.chat.messages == {}
    assert house.kept(course).state is State.DONE
    assert house.tidy()


async def test_the_sound_of_all_is_fetched_as_that(house: Scene) -> None:
    course = await listed(house)
    await press(house, course, "sound")
    await house.over()
    assert set(house.source.formats) == {"m4a"}


async def test_one_line_says_which_item_is_on_its_way_and_cancel_ends_all(house: Scene) -> None:
    course = await listed(house)
    house.source.hold = asyncio.Event()
    house.source.there = Found(title="1.mp3")
    await press(house, course, "all")
    await until(lambda: house.source.begun)
    assert text(course).splitlines()[:2] == ["<b>Song 1</b>", "1 of 12"]
    assert house.kept(course).state is State.DOWNLOADING
    assert house.deliveries.cancel(course.delivery.id, ANN)
    await house.over()
    assert house.source.begun == ["https://www.example.com/1"]
    assert house.chat.now() == ["Cancelled."]
    assert house.tidy()


async def test_an_item_that_fails_is_named_in_the_end_and_stops_nothing(house: Scene) -> None:
    course = await listed(house)
    fetch = house.source.fetch

    async def but_two(link: object, *args: object, **options: object) -> object:
        if str(link).endswith(("/3')", "/7')")):
            raise SourceRefused("private")
        return await fetch(link, *args, **options)  # type: ignore[arg-type]

    house.source.fetch = but_two  # type: ignore[method-assign,assignment]
    await press(house, course, "all")
    await house.over()
    (said,) = house.chat.now()
    assert said.splitlines()[0] == "✅ 10 of 12 sent."
    assert [line.partition(":")[0] for line in said.splitlines()[1:]] == ["3. Song 3", "7. Song 7"]
    assert house.kept(course).state is State.DONE
    assert house.tidy()


@pytest.mark.parametrize("error", [NothingThere("404"), DiskFull("full")])
async def test_a_list_of_which_nothing_comes_has_failed(house: Scene, error: FerryError) -> None:
    course = await listed(house)
    house.source.error = error
    await press(house, course, "all")
    await house.over()
    assert house.kept(course).reason == error.code


async def test_items_that_telegram_has_are_not_fetched(house: Scene) -> None:
    house.source.there = None
    await house.begin("2")
    await house.over()
    course = await listed(house)
    await press(house, course, "all")
    await house.over()
    assert "https://www.example.com/2" not in house.source.begun
    assert len(house.telegram.again) == 1


async def test_a_list_in_a_list_fails_alone(house: Scene) -> None:
    course = await listed(house)
    fetch = house.source.fetch

    async def nested(link: object, *args: object, **options: object) -> object:
        if str(link).endswith("/1')"):
            raise SeveralFound(LIST)
        return await fetch(link, *args, **options)  # type: ignore[arg-type]

    house.source.fetch = nested  # type: ignore[method-assign,assignment]
    await press(house, course, "first")
    await house.over()
    assert house.chat.now()[0].splitlines()[0] == "✅ 9 of 10 sent."


async def test_of_a_list_that_goes_on_that_is_said(house: Scene) -> None:
    course = await listed(house, Found(title="Long", items=LIST.items, more=True))
    assert text(course).splitlines()[1] == "the first 12 of a longer list"
    assert labels(course)[2] == "🔢 Some of them"


async def test_a_list_that_is_cut_short_says_what_has_come_and_why_the_rest_has_not(house: Scene) -> None:
    course = await listed(house)
    house.telegram.refusals = [None, None, ChatRefused("blocked")]
    await press(house, course, "first")
    await house.over()
    assert len(house.telegram.sent) == 2
    assert len(house.source.begun) == 3
    (said,) = house.chat.now()
    assert said.splitlines()[0] == "✅ 2 of 10 sent."
    assert len(said.splitlines()) == 9
    assert house.kept(course).state is State.DONE


async def test_a_live_item_fails_alone_also_in_a_list_that_was_put_off(house: Scene) -> None:
    house.source.error = NothingThere("404")
    course = await house.one()
    await house.over()
    await house.deliveries.retry(course.delivery.id, ANN, after=60)
    await house.time.sleeping(60)
    house.source.error = SeveralFound(LIST)
    house.clock.now += timedelta(seconds=60)
    await house.time.go_on(60)
    course = house.runner.courses[-1]
    await until(lambda: course.question)
    house.source.error = LiveStream("live")
    await press(house, course, "first")
    await house.over()
    assert len(house.source.begun) == 2 + 10
    assert house.kept(course).reason == "error-live-stream"


async def test_the_bytes_of_all_items_count(house: Scene) -> None:
    course = await listed(house)
    await press(house, course, "first")
    await house.over()
    assert house.kept(course).size == 10 * 12_900_000


@pytest.mark.timeout(20)  # it was hours
@pytest.mark.parametrize(
    "text", ["1" + "  1" * 1000 + " x", "1" + " , 1" * 1000 + "x", "1" + " " * 4000 + "x", "1" * 4000]
)
def test_whatever_is_written_is_read_in_no_time(text: str) -> None:
    assert numbers(text, 12) is None


async def test_picture_and_description_come_once_however_often_they_are_pressed(house: Scene) -> None:
    course = await asked(house)
    answers = await asyncio.gather(*(press(house, course, "picture") for _ in range(3)))
    assert answers == ["Coming."] * 3
    await until(lambda: house.telegram.sent)
    await press(house, course, "720")
    await house.over()
    assert house.source.formats.count("picture") == 1


async def test_a_question_that_could_not_be_shown_at_first_is_shown_when_it_can(house: Scene) -> None:
    house.chat.refuses = TransferUnavailable("away")
    course = await asked(house)
    house.chat.refuses = None
    course.line.refresh()
    await until(lambda: house.chat.messages)
    assert house.chat.now()[0].startswith("🎬")


async def test_who_is_out_of_quota_keeps_the_retry_button_of_a_failure(house: Scene) -> None:
    house.source.error = NothingThere("404")
    course = await house.one()
    await house.over()
    house.quotas.error = QuotaReached("1 delivery", seconds=60)
    with pytest.raises(QuotaReached):
        await house.deliveries.retry(course.delivery.id, ANN)
    house.quotas.error = None
    assert await house.deliveries.retry(course.delivery.id, ANN)
