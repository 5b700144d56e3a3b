"""Choosing in the chat: the question's buttons and words, Change, Fetch anew, a piece named with the link."""

import asyncio

import pytest

from bot.domain.found import Found, Height
from bot.domain.limits import MB
from bot.domain.preferences import Preferences
from bot.service.status import EDIT_EVERY
from tests.handlers.house import ANN, BEN, GROUP, House
from tests.handlers.running import Message, labels
from tests.service.delivering import until

A = "https://example.com/a"
FILM = Found(
    title="A film", duration=300, picture="https://example.com/a.jpg", heights=(Height(720, 120 * MB), Height(360, MB))
)


async def asked(house: House, *, chat_id: int = ANN) -> Message:
    """The question, once it stands in the chat."""
    scene = house.scene
    scene.source.there, scene.source.hold = FILM, None
    await house.settings.change(chat_id, ask=True)
    await house.write(f"/get {A}", chat_id=chat_id)
    await until(lambda: any(course.question for course in scene.deliveries.under_way()))
    await turn(house)
    return (await until(lambda: [one for one in house.received(chat_id) if one["text"].startswith("🎬")]))[0]


async def turn(house: House) -> None:
    """Let the line be edited."""
    await house.scene.time.sleeping(EDIT_EVERY)
    await house.scene.time.go_on(EDIT_EVERY)


async def answered(house: House, message: Message, label: str, user_id: int = ANN) -> str:
    return (await house.press(message, label, user_id)).get("text") or ""


async def test_the_question_is_answered_by_a_button_once(house: House) -> None:
    message = await asked(house)
    assert [label.split(" ·")[0] for label in labels(message)[:2]] == ["720p", "360p"]
    answers = await asyncio.gather(*(answered(house, message, "360p") for _ in range(3)))
    assert sorted(answers) == ["It’s on its way.", *["This one is over already."] * 2]
    await house.scene.over()
    assert house.scene.source.formats == ["360"]
    assert await answered(house, message, "720p") == "This one is over already."


async def test_its_picture_is_shown_above_it(house: House) -> None:
    await asked(house)
    call = house.emulator.calls("editMessageText")[-1]
    assert call.parameters["link_preview_options"]["url"] == "https://example.com/a.jpg"


async def test_in_a_group_only_who_asked_answers_in_buttons_or_words(house: House) -> None:
    message = await asked(house, chat_id=GROUP)
    assert await answered(house, message, "360p", BEN) == "This one is over already."
    await answered(house, message, "A piece of it")
    await house.write("0:10-0:20", user_id=BEN, chat_id=GROUP)
    (course,) = house.scene.deliveries.under_way()
    assert "Only" not in course.line.text()
    assert await house.write("0:10-0:20", user_id=ANN, chat_id=GROUP) == []
    assert "Only" in course.line.text()


async def test_words_that_are_no_answer_are_a_message_like_any(house: House) -> None:
    message = await asked(house)
    await answered(house, message, "A piece of it")
    (answer,) = await house.write("the end")
    assert answer.startswith("Send me a link")


@pytest.mark.parametrize("data", ["d:f:{id}:720:1", "d:f:{id}:", "d:f:00:720", "d:f:{id}:../../a"])
async def test_forged_data_finds_no_handler(house: House, data: str) -> None:
    message = await asked(house)
    (course,) = house.scene.deliveries.under_way()
    query = {
        "id": "1",
        "from": {"id": ANN, "is_bot": False, "first_name": "Ann"},
        "message": message,
        "chat_instance": "1",
        "data": data.format(id=course.delivery.id.hex),
    }
    await house.give({"callback_query": query})
    assert course.question is not None


async def test_change_asks_what_else_there_is(house: House) -> None:
    house.scene.source.there = FILM
    await house.write(A)
    (message,) = await house.lines(1)
    second = house.pressed(message, "Change")  # before the question stands there instead
    assert await answered(house, message, "Change") == "One moment, I’ll show you what there is."
    await until(lambda: any(course.question for course in house.scene.deliveries.under_way()))
    assert (await house.take(second))["text"] == "Too late: it is being sent already."


async def test_what_came_from_memory_is_fetched_anew_by_its_button(house: House) -> None:
    house.scene.source.hold = None
    await house.write(A)
    await house.scene.over()
    await house.write(A)
    await house.scene.over()
    assert len(house.scene.telegram.again) == 1
    course = house.scene.runner.courses[-1]
    assert await house.scene.deliveries.anew(course.delivery.id, ANN)
    await house.scene.over()
    assert len(house.scene.source.begun) == 2


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (f"/get {A} 1:20-2:05", "best 1:20-2:05"),
        (f"{A}   80 – 125", "best 1:20-2:05"),
        (f"/get {A} please", "best"),
        (f"{A} from 2024-05", "best"),
    ],
)
async def test_a_piece_is_named_behind_the_link(house: House, text: str, format: str) -> None:
    assert await house.write(text) == []
    (course,) = house.scene.runner.courses
    assert course.delivery.format.key == format


@pytest.mark.parametrize("words", ["2:05-1:20", "1:20", "1:20-", "from 1:20 to 2:05"])
async def test_a_piece_that_cannot_be_read_gets_an_example(house: House, words: str) -> None:
    (answer,) = await house.write(f"/get {A} {words}")
    assert answer.startswith("I can’t read that piece.")
    assert house.begun == []


async def test_what_was_set_is_what_is_fetched(house: House) -> None:
    await house.settings.change(ANN, **{"quality": Preferences().quality.P480, "document": True, "caption": False})
    await house.write(A)
    (course,) = house.scene.runner.courses
    assert (course.delivery.format.key, course.delivery.captioned) == ("480 document", False)
