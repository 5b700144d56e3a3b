"""Sending, editing and deleting: the emulator's answers and refusals are the real server's."""

import json

import pytest

from bot.demo.emulator import Emulator
from tests.demo.conftest import GROUP, PERSON, Caller

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def keyboard(data="d", text="x"):
    return {"inline_keyboard": [[{"text": text, "callback_data": data}]]}


def test_a_message_is_whole_and_lands_in_the_chat(call, emulator):
    sent = call("sendMessage", chat_id=PERSON, text="*hi*", parse_mode="MarkdownV2", reply_markup=keyboard())
    assert sent["from"]["username"] == "ferry_demo_bot"
    assert sent["chat"] == {"id": PERSON, "type": "private", "first_name": "Ann"}
    assert (sent["text"], sent["entities"]) == ("hi", [{"type": "bold", "offset": 0, "length": 2}])
    assert sent["reply_markup"] == keyboard()
    assert emulator.messages() == [sent]


def test_calls_work_as_get_form_and_json_and_in_any_case(emulator, call):
    base = emulator.api_base + emulator.token
    assert call.http.request("GET", f"{base}/SENDMESSAGE?chat_id={PERSON}&text=a").json()["ok"]
    assert call.http.request("POST", f"{base}/sendMessage", json={"chat_id": PERSON, "text": "b"}).json()["ok"]
    assert [message["text"] for message in emulator.messages()] == ["a", "b"]
    broken = call.http.request("POST", f"{base}/sendMessage", body=b"{", headers={"Content-Type": "application/json"})
    assert broken.json()["description"] == "Bad Request: can't parse JSON object"


def test_a_wrong_token_and_an_unknown_method_are_told_apart(emulator, call):
    wrong = call.http.request("POST", f"{emulator.api_base}1:x/getMe")
    assert (wrong.status, wrong.json()) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert call.raw("getNothing") == {"ok": False, "error_code": 404, "description": "Not Found"}


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"text": " "}, "message text is empty"),
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 5, "text": "a"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "a"}, "chat not found"),
        ({"chat_id": "", "text": "a"}, "chat_id is empty"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a", "reply_to_message_id": 99}, "message to be replied not found"),
        ({"text": "a", "reply_markup": keyboard("x" * 65)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("")}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": keyboard("ф" * 33)}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "reply_markup": [1]}, "object expected as reply markup"),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ({"text": "a", "reply_markup": {"inline_keyboard": [1]}}, 'field "inline_keyboard" must be of type Array'),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "t"}]]}},
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "a", "reply_markup": keyboard(text="")},
            "can't parse inline keyboard button: can't find field \"text\"",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [["t"]]}},
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "t", "url": "ftp:x"}]]}},
            "inline keyboard button URL 'ftp:x' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a", "reply_markup": {"inline_keyboard": [[{"text": "t", "callback_data": "d"}] * 101]}},
            "reply markup is too long",
        ),
    ],
)
def test_a_message_the_server_would_refuse_is_refused_in_its_words(call, emulator, parameters, refusal):
    assert call.refusal("sendMessage", **{"chat_id": PERSON} | parameters) == f"Bad Request: {refusal}"
    assert emulator.messages() == []


def test_the_longest_text_and_data_go_through(call):
    markup = keyboard("x" * 64)
    assert len(call("sendMessage", chat_id=PERSON, text="a" * 4096, reply_markup=markup)["text"]) == 4096


def test_unknown_parameters_and_other_keyboards_are_taken_silently(call):
    sent = call("sendMessage", chat_id=PERSON, text="a", what="x", reply_markup={"remove_keyboard": True})
    assert "reply_markup" not in sent


def test_replies_topics_protection_and_previews_are_kept(call, emulator):
    asked = emulator.write("q", chat_id=GROUP)
    sent = call(
        "sendMessage",
        chat_id=GROUP,
        text="a",
        reply_parameters={"message_id": asked["message_id"]},
        message_thread_id=7,
        protect_content=True,
        link_preview_options={"is_disabled": True},
    )
    assert sent["reply_to_message"]["text"] == "q"
    assert (sent["message_thread_id"], sent["is_topic_message"], sent["has_protected_content"]) == (7, True, True)
    assert sent["link_preview_options"] == {"is_disabled": True}
    nested = call("sendMessage", chat_id=GROUP, text="c", reply_to_message_id=sent["message_id"])
    assert "reply_to_message" not in nested["reply_to_message"]
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in call("sendMessage", chat_id=GROUP, text="b", reply_parameters=lenient)


def test_an_edit_takes_the_message_s_place(call, emulator):
    sent = call("sendMessage", chat_id=PERSON, text="a", reply_markup=keyboard())
    edited = call("editMessageText", chat_id=PERSON, message_id=sent["message_id"], text="b")
    assert (edited["text"], "reply_markup" in edited, "edit_date" in edited) == ("b", False, True)
    assert emulator.messages() == [edited]
    assert [event["kind"] for event in emulator.history()] == ["message", "edited"]
    assert emulator.history()[0]["message"]["text"] == "a"


def test_the_same_text_and_keyboard_again_is_refused(call):
    sent = call("sendMessage", chat_id=PERSON, text="a", reply_markup=keyboard())
    same = {"chat_id": PERSON, "message_id": sent["message_id"]}
    assert call.refusal("editMessageText", **same, text=" a ", reply_markup=keyboard()) == NOT_MODIFIED
    assert call.refusal("editMessageReplyMarkup", **same, reply_markup=keyboard()) == NOT_MODIFIED
    call("editMessageReplyMarkup", **same)
    assert call.refusal("editMessageReplyMarkup", **same) == NOT_MODIFIED
    call("editMessageText", **same, text="b")
    assert call.refusal("editMessageText", **same, text="b") == NOT_MODIFIED


def test_another_picture_above_the_same_text_is_a_change_and_so_is_none(call, emulator):
    above = {"url": "http://127.0.0.1:9/a.jpg", "prefer_large_media": True, "show_above_text": True}
    sent = call("sendMessage", chat_id=PERSON, text="a", link_preview_options=above)
    assert sent["link_preview_options"] == above
    same = {"chat_id": PERSON, "message_id": sent["message_id"], "text": "a"}
    assert call.refusal("editMessageText", **same, link_preview_options=above) == NOT_MODIFIED
    other = above | {"url": "http://127.0.0.1:9/b.jpg"}
    assert call("editMessageText", **same, link_preview_options=other)["link_preview_options"] == other
    gone = call("editMessageText", **same, link_preview_options={"is_disabled": True})
    assert gone["link_preview_options"] == {"is_disabled": True}
    assert call.refusal("editMessageText", **same) == NOT_MODIFIED


def test_only_the_bot_s_own_live_messages_can_be_edited(call, emulator):
    theirs = emulator.write("a")
    edit = {"chat_id": PERSON, "text": "b"}
    refusal = call.refusal("editMessageText", **edit, message_id=theirs["message_id"])
    assert refusal == "Bad Request: message can't be edited"
    assert call.refusal("editMessageText", **edit, message_id=99) == "Bad Request: message to edit not found"
    assert call.refusal("editMessageText", **edit) == "Bad Request: message identifier is not specified"
    assert call.refusal("editMessageText", inline_message_id="x", text="b") == "Bad Request: MESSAGE_ID_INVALID"


def test_text_and_captions_are_not_mixed_up(call, png):
    text = call("sendMessage", chat_id=PERSON, text="a")["message_id"]
    photo = call("sendPhoto", chat_id=PERSON, photo=png, caption="c")["message_id"]
    edit = {"chat_id": PERSON}
    refusal = call.refusal("editMessageCaption", **edit, message_id=text, caption="b")
    assert refusal == "Bad Request: there is no caption in the message to edit"
    refusal = call.refusal("editMessageText", **edit, message_id=photo, text="b")
    assert refusal == "Bad Request: there is no text in the message to edit"
    edited = call("editMessageCaption", **edit, message_id=photo, caption="<b>d</b>", parse_mode="HTML")
    assert (edited["caption"], edited["caption_entities"][0]["type"]) == ("d", "bold")
    refusal = call.refusal("editMessageCaption", **edit, message_id=photo, caption="a" * 1025)
    assert refusal == "Bad Request: message caption is too long"


def test_a_deleted_message_is_gone_and_can_t_be_deleted_twice(call, emulator):
    sent = call("sendMessage", chat_id=PERSON, text="a")
    assert call("deleteMessage", chat_id=PERSON, message_id=sent["message_id"]) is True
    assert emulator.messages() == []
    assert [event["kind"] for event in emulator.history()] == ["message", "deleted"]
    refusal = call.refusal("deleteMessage", chat_id=PERSON, message_id=sent["message_id"])
    assert refusal == "Bad Request: message to delete not found"


def test_in_a_group_the_bot_deletes_only_its_own(call, emulator):
    theirs = emulator.write("a", chat_id=GROUP)["message_id"]
    mine = call("sendMessage", chat_id=GROUP, text="b")["message_id"]
    refusal = call.refusal("deleteMessage", chat_id=GROUP, message_id=theirs)
    assert refusal == "Bad Request: message can't be deleted"
    call("deleteMessages", chat_id=GROUP, message_ids=[theirs, mine, 99])
    assert [message["message_id"] for message in emulator.messages(GROUP)] == [theirs]


def test_several_at_once_have_their_limits(call):
    refusal = call.refusal("deleteMessages", chat_id=PERSON, message_ids=list(range(101)))
    assert refusal == "Bad Request: too many message identifiers specified"
    refusal = call.refusal("deleteMessages", chat_id=PERSON, message_ids=[])
    assert refusal == "Bad Request: message identifiers are not specified"


def test_after_48_hours_a_message_stays(tmp_path):
    now = [1_700_000_000.0]
    with Emulator(folder=tmp_path, now=lambda: now[0]) as emulator:
        call = Caller(emulator)
        sent = call("sendMessage", chat_id=PERSON, text="a")
        assert sent["date"] == 1_700_000_000
        now[0] += 48 * 3600 + 1
        refusal = call.refusal("deleteMessage", chat_id=PERSON, message_id=sent["message_id"])
        assert refusal == "Bad Request: message can't be deleted for everyone"


def test_who_blocked_the_bot_gets_nothing_until_they_are_back(call, emulator):
    emulator.block()
    answer = call.raw("sendMessage", chat_id=PERSON, text="a")
    assert (answer["error_code"], answer["description"]) == (403, "Forbidden: bot was blocked by the user")
    emulator.unblock()
    call("sendMessage", chat_id=PERSON, text="a")
    statuses = [update["my_chat_member"]["new_chat_member"]["status"] for update in call("getUpdates")]
    assert statuses == ["kicked", "member"]


def test_a_button_is_pressed_and_answered_once(call, emulator):
    call("sendMessage", chat_id=PERSON, text="a", reply_markup=keyboard("d", "Label"))
    query_id = emulator.press(emulator.messages()[0], "Label")
    query = call("getUpdates")[0]["callback_query"]
    assert (query["id"], query["data"], query["message"]["text"]) == (query_id, "d", "a")
    call("answerCallbackQuery", callback_query_id=query_id, text="done", show_alert=True)
    answer = emulator.history()[-1]
    assert (answer["kind"], answer["callback_query_id"], answer["text"], answer["show_alert"]) == (
        ("answer", query_id, "done", True)
    )
    refusal = call.refusal("answerCallbackQuery", callback_query_id=query_id)
    assert refusal == "Bad Request: query is too old and response timeout expired or query ID is invalid"
    long = call.refusal("answerCallbackQuery", callback_query_id=query_id, text="a" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"


def test_chat_actions_are_noted_and_checked(call, emulator):
    call("sendChatAction", chat_id=PERSON, action="upload_video")
    assert emulator.history()[-1]["action"] == "upload_video"
    refusal = call.refusal("sendChatAction", chat_id=PERSON, action="dance")
    assert refusal == "Bad Request: wrong parameter action in request"


def test_copies_are_the_bot_s_own_and_forwards_name_their_origin(call, emulator, png):
    source = call("sendPhoto", chat_id=PERSON, photo=png, caption="c")
    where = {"chat_id": GROUP, "from_chat_id": PERSON, "message_id": source["message_id"]}
    copied = call("copyMessage", **where, caption="other")
    forwarded = call("forwardMessage", **where)
    first, second = emulator.messages(GROUP)
    assert (first["message_id"], first["caption"], first["photo"]) == (copied["message_id"], "other", source["photo"])
    assert "forward_origin" not in first
    assert second == forwarded
    assert forwarded["forward_origin"]["sender_user"]["is_bot"]
    for method, refusal in (("copyMessage", "copy"), ("forwardMessage", "forward")):
        assert call.refusal(method, **where | {"message_id": 99}) == f"Bad Request: message to {refusal} not found"


def test_protected_messages_are_not_forwarded(call):
    sent = call("sendMessage", chat_id=PERSON, text="a", protect_content=True)
    where = {"chat_id": GROUP, "from_chat_id": PERSON, "message_id": sent["message_id"]}
    refusal = call.refusal("forwardMessage", **where)
    assert refusal == "Bad Request: message has protected content and can't be forwarded"


def test_commands_are_kept_per_scope_and_language(call):
    commands = [{"command": "start", "description": "Begin"}]
    scope = {"type": "chat", "chat_id": PERSON}
    call("setMyCommands", commands=commands, language_code="fa", scope=scope)
    assert call("getMyCommands", language_code="fa", scope=scope) == commands
    assert call("getMyCommands", scope=scope) == []
    call("deleteMyCommands", language_code="fa", scope=scope)
    assert call("getMyCommands", language_code="fa", scope=scope) == []


@pytest.mark.parametrize(
    ("commands", "refusal"),
    [
        ("x", "can't parse list of commands"),
        ([{"command": "a b", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "ab", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "ab", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
def test_wrong_commands_are_refused(call, commands, refusal):
    assert call.refusal("setMyCommands", commands=json.dumps(commands)) == f"Bad Request: {refusal}"


def test_the_profile_is_kept_per_language(call):
    call("setMyDescription", description="hi", language_code="ru")
    assert call("getMyDescription", language_code="ru") == {"description": "hi"}
    assert call("getMyDescription") == {"description": ""}
    assert call("getMyName") == {"name": "Ferry"}
    refusal = call.refusal("setMyShortDescription", short_description="a" * 121)
    assert refusal == "Bad Request: bot short description is too long"


def test_chats_members_pins_and_reactions(call, emulator):
    asked = emulator.write("a")["message_id"]
    assert call("getChat", chat_id=GROUP)["title"] == "Friends"
    assert call("getChatMember", chat_id=GROUP, user_id=PERSON)["status"] == "creator"
    refusal = call.refusal("getChatMember", chat_id=GROUP, user_id=5)
    assert refusal == "Bad Request: invalid user_id specified"
    for method, what in (("pinChatMessage", "pin"), ("setMessageReaction", "react")):
        assert call(method, chat_id=PERSON, message_id=asked) is True
        assert call.refusal(method, chat_id=PERSON, message_id=99) == f"Bad Request: message to {what} not found"
    assert call("unpinChatMessage", chat_id=PERSON) is True
    assert call("setChatMenuButton") is True
