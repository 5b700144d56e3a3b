"""Strangers ask to be let in, and the owner answers by button."""

import pytest

from bot.domain.person import Access
from bot.handlers.owner_only import AdminPress
from bot.i18n import LANGUAGES, plain, say
from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import Message, bare, button, labels

ASKED = "This bot is for invited people only. I have asked its owner to let you in. Your id is 1002."
REFUSED = "The owner of this bot has not let you in."
LINK = "https://example.com/a"


def questions(house: House) -> list[Message]:
    """What the admin was asked."""
    return [message for message in house.received(ADMIN) if "asks to use" in message["text"]]


async def ask(house: House) -> Message:
    await house.write(LINK, user_id=BEN)
    return questions(house)[-1]


async def test_the_owner_is_asked_with_name_and_id(private_house: House) -> None:
    question = await ask(private_house)
    assert bare(question["text"]) == "🔔 Somebody asks to use the bot:\nAnn · 1002"
    assert labels(question) == ["✅ Allow", "🚫 Refuse"]


async def test_a_name_can_not_break_the_question(private_house: House) -> None:
    message = private_house.emulator.write(LINK, user_id=BEN)
    sender = message["from"] | {"first_name": "<b>\u202e&", "last_name": "x" * 90, "username": "ben_demo"}
    await private_house.give({"message": message | {"from": sender}}, BEN)
    (question,) = questions(private_house)
    assert "<b>& xxx" in question["text"]
    assert "\u202e" not in question["text"]
    assert "… · @ben_demo · 1002" in bare(question["text"])


async def test_a_stranger_and_the_owner_hear_of_it_once_a_day(private_house: House) -> None:
    assert await private_house.write(LINK, user_id=BEN) == [ASKED]
    assert await private_house.write("/start", user_id=BEN) == []
    assert len(questions(private_house)) == 1
    assert private_house.links == []


async def test_who_is_let_in_hears_of_it_and_may(private_house: House) -> None:
    question = await ask(private_house)
    answer = await private_house.press(question, "Allow", ADMIN)
    assert answer["text"] == "Let in."
    assert bare(private_house.received(BEN)[-1]["text"]).startswith("✅ The owner has let you in.")
    now = private_house.received(ADMIN)[-1]
    assert bare(now["text"]).startswith("✅ Let in:")
    assert labels(now) == ["More about them"]
    await private_house.write(LINK, user_id=BEN)
    assert private_house.links == [LINK]


async def test_who_is_refused_hears_it_once_and_then_nothing(private_house: House) -> None:
    question = await ask(private_house)
    assert (await private_house.press(question, "Refuse", ADMIN))["text"] == "Not let in."
    assert len(private_house.received(BEN)) == 1
    assert await private_house.write(LINK, user_id=BEN) == [REFUSED]
    assert await private_house.write(LINK, user_id=BEN) == []
    assert private_house.links == []


async def test_the_first_answer_counts(private_house: House) -> None:
    question = await ask(private_house)
    data = [button(question, label) for label in ("Allow", "Refuse", "Allow")]
    ids = [private_house.emulator.press(question, one, user_id=ADMIN) for one in data]
    admin = {"id": ADMIN, "is_bot": False, "first_name": "Ann", "language_code": "en"}
    for query_id, one in zip(ids, data, strict=True):
        query = {"id": query_id, "from": admin, "message": question, "chat_instance": "1", "data": one}
        await private_house.give({"callback_query": query}, ADMIN)
    answers = [event["text"] for event in private_house.emulator.history(ADMIN) if event["kind"] == "answer"]
    assert answers == ["Let in."] * 3
    assert private_house.people.may(BEN)
    assert len([one for one in private_house.received(BEN) if "let you in. Send" in one["text"]]) == 1


async def test_a_forged_press_lets_nobody_in(private_house: House) -> None:
    question = await ask(private_house)
    data = button(question, "Allow")
    for user_id in (BEN, ANN):
        keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": data}]]}
        message = question | {"chat": {"id": user_id, "type": "private"}, "reply_markup": keyboard}
        query = {"id": "7", "from": {"id": user_id, "is_bot": False, "first_name": "x"}, "message": message}
        await private_house.give({"callback_query": query | {"chat_instance": "1", "data": data}}, user_id)
    assert not private_house.people.may(BEN)


async def test_an_admins_press_counts_in_their_private_chat_only(private_house: House) -> None:
    question = await ask(private_house)
    query = {"id": "7", "from": {"id": ADMIN, "is_bot": False, "first_name": "x"}, "chat_instance": "1"}
    message = question | {"chat": {"id": GROUP, "type": "supergroup", "title": "x"}}
    update = private_house.read({"callback_query": query | {"data": button(question, "Allow"), "message": message}})
    own = [one for one in private_house.application.handlers[0] if isinstance(one, AdminPress)]
    assert not any(press.check_update(update) for press in own)
    update = private_house.read({"callback_query": query | {"data": button(question, "Allow"), "message": question}})
    assert any(press.check_update(update) for press in own)


async def test_a_press_of_a_stranger_asks_too(private_house: House) -> None:
    await private_house.write(f"/get {LINK}", chat_id=GROUP)
    (line,) = await private_house.lines(1, GROUP)
    answer = await private_house.press(line, "✕ Cancel", BEN)
    assert answer["show_alert"]
    assert bare(answer["text"]) == ASKED
    assert len(questions(private_house)) == 1


async def test_a_banned_persons_press_ends_without_a_word(private_house: House) -> None:
    await private_house.write(f"/get {LINK}", chat_id=GROUP)
    (line,) = await private_house.lines(1, GROUP)
    await private_house.press(line, "✕ Cancel", BEN)
    await private_house.people.rule(BEN, Access.BANNED)
    assert bare((await private_house.press(line, "✕ Cancel", BEN))["text"]) == REFUSED
    assert not (await private_house.press(line, "✕ Cancel", BEN)).get("text")
    assert len(private_house.scene.deliveries.under_way()) == 1


async def test_an_owner_who_can_not_be_told_finds_the_stranger_in_the_list(private_house: House) -> None:
    private_house.emulator.fault("sendMessage", times=1, status=403, description="Forbidden: bot was blocked")
    await private_house.write(LINK, user_id=BEN)
    person = await private_house.people.get(BEN)
    assert person is not None
    assert person.access is Access.ASKED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["access-asked", "access-refused", "access-denied"])
def test_the_alerts_fit_into_telegrams_200_characters(language: str, key: str) -> None:
    assert len(plain(language, key, id=str(2**52))) <= 200


def test_the_line_about_a_person_reads_from_right_to_left_in_persian() -> None:
    assert say("fa", "admin-who", name="Ann", id="1").startswith("\u200f")
