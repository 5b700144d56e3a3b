"""The bot's own messages, with everything that can become of them."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.domain.delivery import Target
from bot.domain.media import MediaKind
from bot.domain.message import Button
from bot.errors import ChatRefused, OutcomeUnknown, TransferFailed, TransferUnavailable
from bot.transfer.chat import TelegramChat
from bot.transfer.pace import LONGEST_WAIT
from tests.demo.conftest import picture
from tests.transfer.gate import gate_before
from tests.transfer.skipping import paced_bot, sent_at, skipping

ANN, GROUP = 1001, -1002000000001
ROWS = [[Button("Cancel", "d:c:1"), Button("Retry", "d:r:1")], [Button("More", "m")]]
KEYBOARD = [
    [{"text": "Cancel", "callback_data": "d:c:1"}, {"text": "Retry", "callback_data": "d:r:1"}],
    [{"text": "More", "callback_data": "m"}],
]


@asynccontextmanager
async def chat_at(emulator, **settings):
    async with paced_bot(emulator, **settings) as bot:
        yield TelegramChat(bot)


def texts(emulator, chat_id=ANN):
    return [message["text"] for message in emulator.messages(chat_id)]


@skipping
async def test_a_message_has_its_html_its_buttons_its_topic_and_no_preview(emulator):
    async with chat_at(emulator) as chat:
        asked = emulator.write("q", chat_id=GROUP)
        target = Target(GROUP, thread_id=4, reply_to=asked["message_id"])
        message_id = await chat.say(target, "<b>bold</b> http://a.b/c", ROWS)
    said = emulator.messages(GROUP)[-1]
    assert (said["message_id"], said["text"]) == (message_id, "bold http://a.b/c")
    assert said["entities"][0]["type"] == "bold"
    assert said["reply_markup"]["inline_keyboard"] == KEYBOARD
    assert said["message_thread_id"] == 4
    assert said["reply_to_message"]["message_id"] == asked["message_id"]
    assert said["link_preview_options"] == {"is_disabled": True}


@skipping
async def test_a_small_document_comes_from_memory_with_its_name_and_caption(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.file(Target(ANN), "links.json", b"[]", "<b>2</b> links")
    (sent,) = emulator.messages(ANN)
    assert (sent["message_id"], sent["caption"]) == (message_id, "2 links")
    assert sent["document"]["file_name"] == "links.json"
    assert emulator.file(sent["document"]["file_id"]).read_bytes() == b"[]"


@skipping
async def test_a_document_of_which_nobody_knows_whether_it_has_come_is_not_sent_twice(emulator):
    emulator.fault("sendDocument", drop=True, after_effect=True)
    async with chat_at(emulator) as chat:
        with pytest.raises(OutcomeUnknown):
            await chat.file(Target(ANN), "links.json", b"[]", "")
    assert len(emulator.messages(ANN)) == 1


@skipping
async def test_a_small_picture_comes_from_memory_with_its_caption(emulator):
    png = picture(40, 30)
    async with chat_at(emulator) as chat:
        message_id = await chat.picture(Target(ANN), png, "<b>30</b> days")
    (sent,) = emulator.messages(ANN)
    assert (sent["message_id"], sent["caption"]) == (message_id, "30 days")
    assert emulator.file(sent["photo"][-1]["file_id"]).read_bytes() == png


@skipping
async def test_an_answer_to_a_message_that_is_gone_is_sent_all_the_same(emulator):
    async with chat_at(emulator) as chat:
        await chat.say(Target(ANN, reply_to=999), "a")
    assert texts(emulator) == ["a"]


@skipping
async def test_an_edit_shows_another_text_and_its_buttons(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "0 %", ROWS)
        assert await chat.edit(ANN, message_id, "<i>1 %</i>", ROWS)
        assert emulator.messages()[0]["reply_markup"]["inline_keyboard"] == KEYBOARD
        assert await chat.edit(ANN, message_id, "2 %")
    assert texts(emulator) == ["2 %"]
    assert "reply_markup" not in emulator.messages()[0]


@skipping
async def test_settling_shows_the_last_text_and_its_buttons(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "99 %", ROWS)
        await chat.settle(ANN, message_id, "failed", ROWS)
    assert texts(emulator) == ["failed"]
    assert emulator.messages()[0]["reply_markup"]["inline_keyboard"] == KEYBOARD


@skipping
async def test_showing_what_is_shown_already_is_fine(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a", ROWS)
        assert await chat.edit(ANN, message_id, "a", ROWS)
        await chat.settle(ANN, message_id, "a", ROWS)
    assert {call.status for call in emulator.calls("editMessageText")} == {400}


@skipping
async def test_a_message_that_is_gone_drops_edits_and_fails_to_settle(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        await chat.delete(ANN, message_id)
        assert not await chat.edit(ANN, message_id, "b")
        with pytest.raises(TransferFailed):
            await chat.settle(ANN, message_id, "b")
        await chat.delete(ANN, message_id)  # not there: no matter
    assert len(emulator.calls("editMessageText")) == 2
    assert len(emulator.calls("deleteMessage")) == 2


@skipping
async def test_someone_who_blocked_the_bot_refuses_everything(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        emulator.block(ANN)
        with pytest.raises(ChatRefused):
            await chat.say(Target(ANN), "b")
        with pytest.raises(ChatRefused):
            await chat.settle(ANN, message_id, "b")
        assert not await chat.edit(ANN, message_id, "b")
        await chat.delete(ANN, message_id)
        await chat.show(Target(ANN), None)
    assert texts(emulator) == ["a"]


@skipping
async def test_a_chat_that_is_not_there_refuses(emulator):
    async with chat_at(emulator) as chat:
        with pytest.raises(ChatRefused):
            await chat.say(Target(424242), "a")


@skipping
async def test_a_refused_connection_is_tried_again_until_telegram_is_there(emulator):
    async with gate_before(emulator) as gate, chat_at(emulator, base_url=gate.base_url) as chat:
        gate.shut()
        await asyncio.sleep(1)
        saying = asyncio.create_task(chat.say(Target(ANN), "a"))
        await asyncio.sleep(1.5)  # tries at 0, 1 and 3 seconds
        await gate.open()
        await saying
    assert texts(emulator) == ["a"]


@skipping
async def test_telegram_that_stays_away_is_said(emulator):
    async with gate_before(emulator) as gate, paced_bot(emulator, base_url=gate.base_url) as bot:
        chat = TelegramChat(bot)
        gate.shut()
        await asyncio.sleep(1)
        with pytest.raises(TransferUnavailable):
            await chat.say(Target(ANN), "a")
        assert len(sent_at(bot, ANN)) == 3
        assert not await chat.edit(ANN, 1, "b")
        await chat.delete(ANN, 1)
        await chat.show(Target(ANN), None)


@skipping
async def test_a_lost_answer_leaves_the_outcome_unknown_and_the_message_sent_once(emulator):
    emulator.fault("sendMessage", drop=True, after_effect=True)
    async with chat_at(emulator) as chat:
        with pytest.raises(OutcomeUnknown):
            await chat.say(Target(ANN), "a")
    assert texts(emulator) == ["a"]
    assert len(emulator.calls("sendMessage")) == 1


@skipping
@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500}, {"status": 502, "after_effect": True}], ids=str)
async def test_a_message_without_an_answer_is_never_sent_again(emulator, fault):
    emulator.fault("sendMessage", **fault)
    async with chat_at(emulator) as chat:
        with pytest.raises(OutcomeUnknown):
            await chat.say(Target(ANN), "a")
    assert len(emulator.calls("sendMessage")) == 1


@skipping
@pytest.mark.parametrize(
    "fault", [{"drop": True}, {"drop": True, "after_effect": True}, {"status": 500}, {"status": 502}], ids=str
)
async def test_the_last_text_is_shown_again_after_a_lost_answer(emulator, fault):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        emulator.fault("editMessageText", times=1 if "after_effect" in fault else 2, **fault)
        await chat.settle(ANN, message_id, "b", ROWS)
    assert texts(emulator) == ["b"]
    assert emulator.messages()[0]["reply_markup"]["inline_keyboard"] == KEYBOARD
    assert len(emulator.calls("editMessageText")) == (2 if "after_effect" in fault else 3)


@skipping
async def test_settling_gives_up_after_three_tries(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        emulator.fault("editMessageText", times=9, status=500)
        with pytest.raises(OutcomeUnknown):
            await chat.settle(ANN, message_id, "b")
    assert len(emulator.calls("editMessageText")) == 3


@skipping
async def test_a_lost_answer_drops_an_edit_without_another_try(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        for fault in ({"drop": True}, {"status": 500}, {"retry_after": 3}):
            emulator.fault("editMessageText", **fault)
            await asyncio.sleep(5)
            assert not await chat.edit(ANN, message_id, "b")
        assert not await chat.edit(ANN, message_id, "b")  # told to wait: not even asked
    assert len(emulator.calls("editMessageText")) == 3


@skipping
async def test_a_message_and_a_last_text_wait_when_telegram_asks_for_it(emulator):
    async with paced_bot(emulator) as bot:
        chat = TelegramChat(bot)
        emulator.fault("sendMessage", retry_after=20)
        message_id = await chat.say(Target(ANN), "a")
        emulator.fault("editMessageText", retry_after=30)
        await chat.settle(ANN, message_id, "b")
        first, second, third, fourth = sent_at(bot, ANN)
    assert second - first == pytest.approx(20, abs=0.01)
    assert fourth - third == pytest.approx(30, abs=0.01)
    assert texts(emulator) == ["b"]


@skipping
async def test_a_wait_beyond_patience_is_handed_up_with_its_time(emulator):
    emulator.fault("sendMessage", retry_after=LONGEST_WAIT + 1)
    async with chat_at(emulator) as chat:
        with pytest.raises(TransferUnavailable) as raised:
            await chat.say(Target(ANN), "a")
    assert raised.value.values == {"seconds": LONGEST_WAIT + 1}


@skipping
async def test_a_notice_gives_way(emulator):
    for user_id in range(1, 41):
        emulator.person(user_id)
    async with paced_bot(emulator) as bot:
        chat = TelegramChat(bot)
        await asyncio.gather(*(chat.say(Target(user_id), "n", background=True) for user_id in range(1, 41)))
        assert sent_at(bot)[-1] == pytest.approx(39 / 20, abs=0.01)


@skipping
async def test_a_deletion_is_repeated_and_what_can_not_be_deleted_stays(emulator):
    async with chat_at(emulator) as chat:
        message_id = await chat.say(Target(ANN), "a")
        emulator.fault("deleteMessage", drop=True)
        await chat.delete(ANN, message_id)
        assert texts(emulator) == []
        message_id = await chat.say(Target(ANN), "b")
        emulator.fault("deleteMessage", status=400, description="Bad Request: message can't be deleted for everyone")
        await chat.delete(ANN, message_id)
        assert texts(emulator) == ["b"]


@skipping
@pytest.mark.parametrize(
    ("kind", "action"),
    [
        (None, "typing"),
        (MediaKind.VIDEO, "upload_video"),
        (MediaKind.ANIMATION, "upload_video"),
        (MediaKind.AUDIO, "upload_voice"),
        (MediaKind.PHOTO, "upload_photo"),
        (MediaKind.DOCUMENT, "upload_document"),
    ],
)
async def test_the_line_below_the_name_says_what_is_on_its_way(emulator, kind, action):
    async with chat_at(emulator) as chat:
        await chat.show(Target(ANN), kind)
        emulator.fault("sendChatAction", status=500)
        await chat.show(Target(ANN), kind)  # worth no second try
    assert [event["action"] for event in emulator.history() if event["kind"] == "action"] == [action]
    assert len(emulator.calls("sendChatAction")) == 2
