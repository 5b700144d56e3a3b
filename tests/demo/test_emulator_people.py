"""What people do in the emulator, and how tests watch it."""

import re

import pytest

from bot.demo.people import NoSuchButton
from tests.demo.conftest import GROUP, PERSON


def test_anyone_may_write_and_has_a_chat_of_their_own(call, emulator):
    emulator.write("hi", user_id=7, language="ru")
    message = call("getUpdates")[0]["message"]
    assert (message["from"]["id"], message["from"]["language_code"], message["chat"]["id"]) == (7, "ru", 7)
    call("sendMessage", chat_id=7, text="hello")
    assert [message["text"] for message in emulator.messages(7)] == ["hi", "hello"]
    assert emulator.messages() == []


def test_a_person_can_be_made_known_by_name(call, emulator):
    emulator.person(8, first_name="Bo", language="fa")
    assert call("getChat", chat_id=8)["first_name"] == "Bo"
    assert emulator.write("a", user_id=8)["from"]["first_name"] == "Bo"


def test_a_message_carries_all_that_was_asked_for(emulator):
    first = emulator.write("/get@ferry_demo_bot http://a.b/c", chat_id=GROUP)
    assert [entity["type"] for entity in first["entities"]] == ["bot_command", "url"]
    link = [{"type": "text_link", "offset": 0, "length": 4, "url": "http://a.b/"}]
    second = emulator.write(
        "here", chat_id=GROUP, entities=link, reply_to=first, thread_id=3, forward="News", language="fa"
    )
    assert second["entities"] == link
    assert second["reply_to_message"]["message_id"] == first["message_id"]
    assert (second["message_thread_id"], second["forward_origin"]["chat"]["title"]) == (3, "News")
    hidden = {"type": "hidden_user", "sender_user_name": "X", "date": 1}
    assert emulator.write("a", forward=hidden)["forward_origin"] == hidden


def test_a_caption_comes_with_a_photo(emulator):
    message = emulator.write(caption="http://a.b/c")
    assert (message["photo"][0]["width"], "text" in message) == (1, False)
    assert message["caption_entities"] == [{"type": "url", "offset": 0, "length": 12}]
    assert emulator.file(message["photo"][0]["file_id"]).read_bytes().startswith(b"\x89PNG")
    with pytest.raises(LookupError):
        emulator.file("none")


def test_an_edit_becomes_an_edited_message(call, emulator):
    emulator.edit(emulator.write("a"), "b")
    assert [message["text"] for message in emulator.messages()] == ["b"]
    assert call("getUpdates")[1]["edited_message"]["text"] == "b"


def test_impossible_things_are_told_at_once(emulator, call):
    with pytest.raises(LookupError, match="no chat 5"):
        emulator.write("a", chat_id=5)
    with pytest.raises(LookupError, match="no message 9"):
        emulator.write("a", reply_to=9)
    sent = call(
        "sendMessage",
        chat_id=PERSON,
        text="a",
        reply_markup={"inline_keyboard": [[{"text": "x", "callback_data": "d"}, {"text": "u", "url": "http://a.b"}]]},
    )
    with pytest.raises(NoSuchButton, match=re.escape("no button 'u' at message 1, only [('x', 'd')]")):
        emulator.press(sent, "u")


def test_waiting_gives_the_first_truth_and_is_woken_by_events(emulator):
    emulator.write("a")
    assert emulator.wait(lambda e: e.messages())[0]["text"] == "a"


def test_waiting_in_vain_tells_what_happened(emulator, call):
    call(
        "sendMessage",
        chat_id=PERSON,
        text="hello",
        reply_markup={"inline_keyboard": [[{"text": "Stop", "callback_data": "d"}]]},
    )
    call("sendChatAction", chat_id=PERSON, action="typing")
    call("getUpdates")
    with pytest.raises(AssertionError) as caught:
        emulator.wait(lambda _: False, timeout=0)
    for part in ("'hello' ['Stop']", "action in 1001: typing", "sendMessage → 200", "1 getUpdates left out"):
        assert part in str(caught.value)
