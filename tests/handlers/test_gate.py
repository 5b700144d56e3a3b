"""Who comes in."""

import pytest

from tests.handlers.house import ADMIN, ANN, BEN, GROUP, House
from tests.handlers.running import bare

LINK = "https://example.com/a"
DENIED = "This bot is for invited people only. I have asked its owner to let you in. Your id is 1002."


async def test_who_is_invited_comes_in_and_admins_always(private_house: House) -> None:
    await private_house.write(LINK)
    await private_house.write(LINK, user_id=ADMIN)
    assert len(private_house.links) == 2


@pytest.mark.parametrize("text", [LINK, "/start", "hello"])
async def test_a_stranger_is_told_their_id_kindly(private_house: House, text: str) -> None:
    assert await private_house.write(text, user_id=BEN) == [DENIED]
    assert private_house.links == []


@pytest.mark.parametrize(("language", "words"), [("fa", "1002"), ("ru", "1002")])
async def test_the_id_has_digits_that_can_be_copied(private_house: House, language: str, words: str) -> None:
    (answer,) = await private_house.write(LINK, user_id=BEN, language=language)
    assert words in answer
    assert answer != DENIED


@pytest.mark.parametrize("spoken", [f"@ferry_demo_bot {LINK}", f"/get@ferry_demo_bot {LINK}"])
async def test_in_a_group_a_stranger_is_told_when_they_speak_to_the_bot(private_house: House, spoken: str) -> None:
    assert await private_house.write(spoken, user_id=BEN, chat_id=GROUP) == [DENIED]
    for text in (LINK, "hello", f"/get {LINK}", f"/get@other_demo_bot {LINK}"):
        assert await private_house.write(text, user_id=BEN, chat_id=GROUP) == []
    assert private_house.links == []


async def test_a_strangers_press_is_answered_by_an_alert(private_house: House) -> None:
    await private_house.write(f"/get {LINK}", chat_id=GROUP)
    (line,) = await private_house.lines(1, GROUP)
    answer = await private_house.press(line, "✕ Cancel", BEN)
    assert answer["show_alert"]
    assert bare(answer["text"]) == DENIED
    assert len(private_house.scene.deliveries.under_way()) == 1


@pytest.mark.parametrize(("status", "extra"), [(400, {}), (403, {}), (429, {"retry_after": 400})])
async def test_a_stranger_who_cannot_be_told_stays_outside(
    private_house: House, status: int, extra: dict[str, int]
) -> None:
    private_house.emulator.fault("sendMessage", times=9, status=status, description="no", **extra)
    await private_house.write(LINK, user_id=BEN)
    await private_house.write(f"/get {LINK}", user_id=BEN)
    assert private_house.links == []


async def test_nobody_gets_past_a_gate_that_fails(private_house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> bool:
        raise ValueError("a mistake of ours")

    monkeypatch.setattr(private_house.people, "may", broken)
    (answer,) = await private_house.write(LINK, user_id=BEN)
    assert answer.startswith("Something went wrong here")
    assert private_house.links == []


async def test_edited_messages_are_no_new_requests(house: House) -> None:
    message = house.emulator.write("hello")
    assert await house.give({"edited_message": house.emulator.edit(message, LINK)}) == []
    command = house.emulator.edit(message, f"/get {LINK}")
    assert await house.give({"edited_message": command}) == []
    assert house.links == []


async def test_channel_posts_are_left_alone(house: House) -> None:
    channel = {"id": GROUP, "type": "channel", "title": "News"}
    post = {"message_id": 1, "date": 0, "chat": channel, "sender_chat": channel, "text": f"/get {LINK}"}
    entities = [{"type": "bot_command", "offset": 0, "length": 4}, {"type": "url", "offset": 5, "length": len(LINK)}]
    for kind in ("channel_post", "edited_channel_post"):
        assert await house.give({kind: post | {"entities": entities}}, GROUP) == []
    assert house.links == []


async def test_other_bots_are_left_alone(house: House) -> None:
    message = house.emulator.write(f"@ferry_demo_bot {LINK}", chat_id=GROUP)
    other = {"id": 77, "is_bot": True, "first_name": "Other", "username": "other_demo_bot"}
    assert await house.give({"message": message | {"from": other}}, GROUP) == []
    assert house.links == []


async def test_who_writes_is_known(house: House) -> None:
    await house.write("hello", language="fa-IR")
    person = await house.people.get(ANN)
    assert person is not None
    assert person.language == "fa"


# Blocked, and back


def member(status: str, chat: dict[str, object], user_id: int = ANN) -> dict[str, object]:
    person = {"id": user_id, "is_bot": False, "first_name": "Ann", "language_code": "ru"}
    bot = {"id": 1000001, "is_bot": True, "first_name": "Ferry", "username": "ferry_demo_bot"}
    now = {"user": bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})
    change = {"chat": chat, "from": person, "date": 0, "old_chat_member": {"user": bot, "status": "left"}}
    return {"my_chat_member": change | {"new_chat_member": now}}


PRIVATE = {"id": ANN, "type": "private", "first_name": "Ann"}


async def blocked(house: House, user_id: int = ANN) -> bool:
    person = await house.people.get(user_id)
    return person is not None and person.blocked_at is not None


async def test_who_blocks_the_bot_is_marked_and_who_comes_back_too(house: House) -> None:
    await house.write("hello")
    await house.give(member("kicked", PRIVATE))
    assert await blocked(house)
    await house.give(member("member", PRIVATE))
    assert not await blocked(house)


async def test_a_message_after_a_block_means_they_are_back(house: House) -> None:
    await house.write("hello")
    await house.give(member("kicked", PRIVATE))
    await house.write("hello again")
    assert not await blocked(house)


async def test_being_thrown_out_of_a_group_is_nobodys_block(house: House) -> None:
    await house.write("hello")
    await house.give(member("kicked", {"id": GROUP, "type": "supergroup", "title": "Friends"}))
    assert not await blocked(house)


async def test_a_stranger_who_comes_back_stays_unknown(private_house: House) -> None:
    await private_house.give(member("member", PRIVATE | {"id": BEN}, BEN))
    assert await private_house.people.get(BEN) is None
