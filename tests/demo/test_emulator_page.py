"""The page API: what the page sees, and what its person can do."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.demo.emulator import Emulator
from tests.demo.conftest import GROUP, PERSON, Caller

MARKED = {"X-Ferry-Demo": "1", "Content-Type": "application/json"}


@pytest.fixture
def get(call, emulator):
    def ask(path, **headers):
        return call.http.request("GET", emulator.url + path, headers=headers)

    return ask


@pytest.fixture
def post(call, emulator):
    def tell(path, headers=MARKED, **body):
        return call.http.request("POST", emulator.url + path, body=json.dumps(body), headers=headers)

    return tell


def events(get, after, wait=0):
    answer = get(f"/page/events?after={after}&wait={wait}").json()
    return answer["seq"], answer["events"]


def test_me_says_who_is_who_and_every_word(get):
    me = get("/page/me").json()
    assert me["bot"]["username"] == "ferry_demo_bot"
    assert me["user"] == {"id": PERSON, "first_name": me["strings"]["demo-you"]}
    assert [(chat["id"], chat["type"]) for chat in me["chats"]] == [(PERSON, "private"), (GROUP, "supergroup")]
    assert (me["language"], me["direction"], me["commands"], me["samples"]) == ("en", "ltr", [], [])
    assert all(key.startswith("demo-") for key in me["strings"])


def test_samples_get_their_title_from_the_catalogue(tmp_path):
    with Emulator(folder=tmp_path, samples=[("demo-sample-video", "http://s.test/v")]) as emulator:
        me = Caller(emulator).http.request("GET", emulator.url + "/page/me").json()
        assert me["samples"] == [{"title": me["strings"]["demo-sample-video"], "url": "http://s.test/v"}]
        assert me["samples"][0]["title"] != "demo-sample-video"


def test_another_language_changes_words_direction_and_the_person_s_updates(get, post, call, emulator):
    me = post("/page/language", language="fa").json()
    assert (me["language"], me["direction"]) == ("fa", "rtl")
    assert me["strings"]["demo-you"] == me["user"]["first_name"] != "Guest"
    emulator.write("a")
    assert call("getUpdates")[0]["message"]["from"]["language_code"] == "fa"
    assert [event["kind"] for event in emulator.history(0)] == ["language"]


def test_the_command_menu_is_the_language_s_and_the_nearest_scope_s(get, post, call):
    one, two, three = ([{"command": name, "description": name}] for name in ("one", "two", "three"))
    call("setMyCommands", commands=one)
    assert get("/page/me").json()["commands"] == one
    call("setMyCommands", commands=two, scope={"type": "all_private_chats"})
    assert get("/page/me").json()["commands"] == two
    call("setMyCommands", commands=three, scope={"type": "chat", "chat_id": PERSON}, language_code="ru")
    assert get("/page/me").json()["commands"] == two
    assert post("/page/language", language="ru").json()["commands"] == three


def test_what_is_sent_becomes_an_update_with_entities_and_an_event(get, post, call):
    message = post("/page/send", chat_id=PERSON, text="see http://a.b/c").json()["message"]
    assert message["entities"] == [{"type": "url", "offset": 4, "length": 12}]
    assert call("getUpdates")[0]["message"] == message
    seq, found = events(get, 0)
    assert [(event["kind"], event["chat_id"], event["message"]) for event in found] == [("message", PERSON, message)]
    reply = post("/page/send", chat_id=GROUP, text="x").json()["message"]
    reply = post("/page/send", chat_id=GROUP, text="y", reply_to=reply["message_id"]).json()["message"]
    assert reply["reply_to_message"]["text"] == "x"
    assert len(events(get, seq)[1]) == 2


def test_events_after_a_number_are_told_in_order_and_edits_are_messages(get, call):
    first = call("sendMessage", chat_id=PERSON, text="a")["message_id"]
    call("editMessageText", chat_id=PERSON, message_id=first, text="b")
    call("sendChatAction", chat_id=PERSON, action="typing")
    call("deleteMessage", chat_id=PERSON, message_id=first)
    seq, found = events(get, 1)
    assert [event["kind"] for event in found] == ["message", "action", "deleted"]
    assert [event["seq"] for event in found] == [2, 3, 4]
    assert (found[0]["message"]["text"], found[1]["action"]) == ("b", "typing")
    assert {key: found[2].get(key) for key in ("message_id", "message")} == {"message_id": first, "message": None}
    assert (seq, events(get, seq)[1], events(get, 0)[1]) == (4, [], [])


def test_a_page_from_before_a_restart_gets_everything_anew(get, emulator):
    emulator.write("a")
    assert [event["message"]["text"] for event in events(get, 500)[1]] == ["a"]


def test_other_people_s_chats_are_not_shown(get, emulator):
    emulator.write("secret", user_id=7)
    emulator.write("hello", user_id=7, chat_id=GROUP)
    assert [event["message"]["text"] for event in events(get, 0)[1]] == ["hello"]
    emulator.write("secret", user_id=7)
    assert events(get, 2)[1] == []


def test_a_waiting_page_is_woken_by_the_next_event(get, emulator):
    emulator.write("a")
    seq, _ = events(get, 0)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(events, get, seq, 20)
        emulator.write("secret", user_id=7)
        emulator.write("b")
        assert [event["message"]["text"] for event in waiting.result()[1]] == ["b"]


def test_a_button_is_pressed_and_the_answer_comes_as_an_event(get, post, call):
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "d"}]]}
    sent = call("sendMessage", chat_id=PERSON, text="a", reply_markup=keyboard)
    pressed = post("/page/press", chat_id=PERSON, message_id=sent["message_id"], data="d").json()
    call("answerCallbackQuery", callback_query_id=pressed["callback_query_id"], text="ok")
    answer = events(get, 1)[1][0]
    assert (answer["kind"], answer["text"], answer["show_alert"]) == ("answer", "ok", False)
    assert answer["callback_query_id"] == pressed["callback_query_id"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/page/press", {"chat_id": PERSON, "message_id": 99, "data": "d"}, 404),
        ("/page/press", {"chat_id": PERSON, "message_id": 1, "data": "d"}, 404),
        ("/page/send", {"chat_id": 5, "text": "a"}, 404),
        ("/page/send", {"chat_id": PERSON, "text": "a", "reply_to": 99}, 404),
        ("/page/send", {"chat_id": PERSON, "text": " "}, 400),
        ("/page/send", {"chat_id": "x", "text": "a"}, 400),
        ("/page/send", {"chat_id": PERSON, "text": "a" * 4097}, 400),
    ],
)
def test_what_cannot_be_done_is_refused(post, emulator, path, body, status):
    emulator.write("a")
    answer = post(path, **body)
    assert answer.status == status
    assert answer.json()["error"]


def test_a_form_of_another_site_is_refused(post, emulator):
    for path in ("send", "press", "language"):
        assert post(f"/page/{path}", headers={}, chat_id=PERSON, text="a").status == 403
    assert emulator.messages() == []


def test_a_post_needs_a_json_object(call, emulator):
    for body in (b"", b"[]", b"{"):
        answer = call.http.request("POST", emulator.url + "/page/send", body=body, headers=MARKED)
        assert answer.status == 400


def test_files_come_with_type_name_and_ranges_and_run_no_script(get, call):
    sent = call("sendDocument", chat_id=PERSON, document=("ä b.txt", b"0123456789"))
    path = f"/page/file/{sent['document']['file_id']}"
    whole = get(path)
    assert (whole.data, whole.headers["Content-Type"]) == (b"0123456789", "text/plain; charset=utf-8")
    assert whole.headers["Content-Security-Policy"] == "sandbox"
    part = get(path, Range="bytes=2-4")
    assert (part.status, part.data, part.headers["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    assert "attachment" in get(path + "?download=1").headers["Content-Disposition"]
    assert "%C3%A4%20b.txt" in get(path + "?download=1").headers["Content-Disposition"]
    assert get("/page/file/none").status == 404


def test_a_thumbnail_can_be_fetched(get, call):
    jpeg = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x10\x00\x10\x03" + bytes(9)
    video = call("sendVideo", chat_id=PERSON, video=b"x", thumbnail="attach://t", t=("t.jpg", jpeg))["video"]
    answer = get(f"/page/file/{video['thumbnail']['file_id']}")
    assert (answer.data, answer.headers["Content-Type"]) == (jpeg, "image/jpeg")


def test_the_page_and_its_files_are_served_and_nothing_beside_them(get):
    assert get("/").headers["Content-Type"].startswith("text/html")
    assert get("/static/api.js").headers["Content-Type"].startswith("text/javascript")
    assert get("/static/../pageapi.py").status == 404
    assert get("/static/%2e%2e/pageapi.py").status == 404


def test_what_the_bot_offers_comes_to_the_page_and_only_that_can_be_sent(get, post, call, emulator):
    query_id = post("/page/ask", chat_id=GROUP, query="boat", offset="3").json()["inline_query_id"]
    query = call("getUpdates")[-1]["inline_query"]
    assert (query["id"], query["query"], query["offset"], query["chat_type"]) == (query_id, "boat", "3", "supergroup")
    result = {"type": "article", "id": "r", "title": "T", "input_message_content": {"message_text": "x"}}
    emulator.write("so that there is a first event")
    seq, _ = events(get, 0)
    call("answerInlineQuery", inline_query_id=query_id, results=[result], next_offset="4")
    [event] = events(get, seq)[1]
    assert (event["kind"], event["results"], event["next_offset"]) == ("inline", [result], "4")
    chosen = {"chat_id": GROUP, "inline_query_id": query_id, "result_id": "r"}
    assert post("/page/choose", **chosen | {"result_id": "other"}).status == 404
    assert post("/page/choose", **chosen | {"inline_query_id": "other"}).status == 404
    assert post("/page/choose", headers={"Content-Type": "application/json"}, **chosen).status == 403
    message = post("/page/choose", **chosen).json()["message"]
    assert (message["chat"]["id"], message["text"], message["via_bot"]["id"]) == (GROUP, "x", 1000001)


def test_what_was_offered_to_somebody_else_cannot_be_sent_from_the_page(post, call, emulator):
    query_id = emulator.ask("x", user_id=2002)
    result = {"type": "article", "id": "r", "title": "T", "input_message_content": {"message_text": "x"}}
    call("answerInlineQuery", inline_query_id=query_id, results=[result])
    assert post("/page/choose", chat_id=PERSON, inline_query_id=query_id, result_id="r").status == 404
