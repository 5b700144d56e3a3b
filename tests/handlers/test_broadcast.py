"""The owner's message to everybody: asked for, shown, sent."""

import pytest

from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, labels
from tests.service.delivering import until

LINK = "https://example.com/a"
UNKNOWN = "I don't know this command. /help says what I can do."


async def meet(house: House, *user_ids: int) -> None:
    for user_id in user_ids:
        await house.write("hello", user_id=user_id)


async def over(house: House) -> None:
    await until(lambda: not house.broadcasts._tasks)


def last(house: House, chat_id: int = ADMIN) -> Message:
    return house.received(chat_id)[-1]


async def test_the_answer_to_the_question_is_shown_and_then_sent(house: House) -> None:
    await meet(house, ANN, BEN)
    await house.write("/admin", user_id=ADMIN)
    await house.press(last(house), "Broadcast", ADMIN)
    asked = last(house)
    assert labels(asked) == ["✕ Cancel"]
    await house.write(f"Read this: {LINK} <i>", user_id=ADMIN, reply_to=asked)
    shown, question = house.received(ADMIN)[-2:]
    assert bare(shown["text"]) == f"Read this: {LINK} <i>"
    assert bare(question["text"]) == "⬆️ Send this to 2 people?"
    assert house.links == []
    await house.press(question, "Send", ADMIN)
    await over(house)
    for user_id in (ANN, BEN):
        assert bare(last(house, user_id)["text"]) == f"Read this: {LINK} <i>"
    assert bare(last(house)["text"]).splitlines()[1:] == ["Sent: 2", "Had blocked the bot: 0", "Failed: 0"]


async def test_the_command_may_bring_the_text_with_its_marks(house: House) -> None:
    await meet(house, ANN)
    text = "/broadcast Hello\nbold"
    entities = [{"type": "bot_command", "offset": 0, "length": 10}, {"type": "bold", "offset": 17, "length": 4}]
    message = house.emulator.write(text, user_id=ADMIN) | {"entities": entities}
    await house.give({"message": message}, ADMIN)
    question = last(house)
    assert bare(question["text"]) == "⬆️ Send this to 1 person?"
    await house.press(question, "Send", ADMIN)
    await over(house)
    sent = last(house, ANN)
    assert sent["text"] == "Hello\nbold"
    assert [(one["type"], one["offset"]) for one in sent["entities"]] == [("bold", 6)]


async def test_a_mark_that_begins_with_the_command_goes_on_in_the_text(house: House) -> None:
    await meet(house, ANN)
    entities = [
        {"type": "bot_command", "offset": 0, "length": 10},
        {"type": "bold", "offset": 0, "length": 19},
        {"type": "text_link", "offset": 12, "length": 4, "url": LINK},
    ]
    message = house.emulator.write("/broadcast  🎈🎈 bold <plain>", user_id=ADMIN) | {"entities": entities}
    await house.give({"message": message}, ADMIN)
    await house.press(last(house), "Send", ADMIN)
    await over(house)
    sent = last(house, ANN)
    assert sent["text"] == "🎈🎈 bold <plain>"
    marks = [(one["type"], one["offset"], one["length"]) for one in sent["entities"]]
    assert sorted(marks) == [("bold", 0, 7), ("text_link", 0, 4)]


async def test_the_command_alone_asks_for_the_text(house: House) -> None:
    (answer,) = await house.write("/broadcast", user_id=ADMIN)
    assert "Answer this message with the text" in answer


async def test_cancel_sends_nothing(house: House) -> None:
    await meet(house, ANN)
    await house.write("/broadcast Hello", user_id=ADMIN)
    await house.press(last(house), "Cancel", ADMIN)
    assert bare(last(house)["text"]) == "Not sent."
    await house.write("/broadcast", user_id=ADMIN)
    await house.press(last(house), "Cancel", ADMIN)
    assert bare(last(house)["text"]) == "Not sent."
    assert "Hello" not in bare(last(house, ANN)["text"])


async def test_to_nobody_nothing_can_be_sent(house: House) -> None:
    await house.write("/broadcast Hello", user_id=ADMIN)
    assert labels(last(house)) == ["✕ Cancel"]


async def test_an_old_question_is_answered_kindly(house: House) -> None:
    await meet(house, ANN)
    await house.write("/broadcast Hello", user_id=ADMIN)
    old = last(house)
    await house.write("/broadcast Hello again", user_id=ADMIN)
    assert bare((await house.press(old, "Send", ADMIN))["text"]) == "This one is over already."


@pytest.mark.parametrize("chat_id", [ANN, GROUP])
async def test_for_others_there_is_no_broadcast(house: House, chat_id: int) -> None:
    assert await house.write("/broadcast@ferry_demo_bot Hello", chat_id=chat_id) == [UNKNOWN]


async def test_an_answer_to_any_other_message_is_a_message_like_all(house: House) -> None:
    await house.write("/admin", user_id=ADMIN)
    await house.write(LINK, user_id=ADMIN, reply_to=last(house))
    assert house.links == [LINK]
