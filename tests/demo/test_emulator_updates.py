"""Updates: long polls, confirmation, two pollers, and many calls at once."""

import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.demo.emulator import Emulator
from bot.demo.flood import FloodGate
from bot.demo.limits import ApiError
from tests.demo.conftest import GROUP, PERSON, Caller

CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def test_updates_stay_until_a_higher_offset_confirms_them(call, emulator):
    emulator.write("a")
    emulator.write("b")
    first = call("getUpdates", limit=1)
    assert [update["message"]["text"] for update in call("getUpdates")] == ["a", "b"]
    rest = call("getUpdates", offset=first[0]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["b"]
    assert call("getUpdates", offset=rest[0]["update_id"] + 1) == []


def test_a_negative_offset_keeps_the_last_ones_only(call, emulator):
    for text in "abc":
        emulator.write(text)
    assert [update["message"]["text"] for update in call("getUpdates", offset=-2)] == ["b", "c"]
    assert len(call("getUpdates")) == 2


def test_a_long_poll_ends_with_the_first_update(call, emulator):
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(call, "getUpdates", timeout=15)
        emulator.write("a")
        assert [update["message"]["text"] for update in poll.result()] == ["a"]


def test_of_two_pollers_the_older_one_gets_409(emulator):
    with ThreadPoolExecutor() as pool:
        older = pool.submit(Caller(emulator).raw, "getUpdates", timeout=15)
        emulator.wait(lambda _: emulator.polling() == 1)
        newer = pool.submit(Caller(emulator).raw, "getUpdates", timeout=15)
        assert older.result() == {"ok": False, "error_code": 409, "description": CONFLICT}
        emulator.write("a")
        assert newer.result()["ok"]


def test_an_update_is_not_lost_with_a_poller_that_left(call, emulator):
    with socket.create_connection(emulator.address) as client:
        client.sendall(f"GET /bot{emulator.token}/getUpdates?timeout=30 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        emulator.wait(lambda _: emulator.polling() == 1)
    emulator.wait(lambda _: emulator.polling() == 0)
    emulator.write("a")
    assert len(call("getUpdates")) == 1


def test_only_allowed_kinds_are_queued_and_the_choice_lasts(call, emulator):
    call("getUpdates", allowed_updates=["callback_query"])
    emulator.write("a")
    assert call("getUpdates") == []
    call("getUpdates", allowed_updates=[])
    emulator.write("b")
    emulator.update({"chat_member": {}})
    assert [update["message"]["text"] for update in call("getUpdates")] == ["b"]


def test_a_raw_update_arrives_verbatim(call, emulator):
    emulator.update({"update_id": 500_000, "message": {"odd": True}})
    emulator.write("a")
    first, second = call("getUpdates")
    assert first == {"update_id": 500_000, "message": {"odd": True}}
    assert second["update_id"] == 500_001


def test_a_webhook_stops_polling_until_it_is_deleted(call, emulator):
    call("setWebhook", url="https://example.test/hook")
    assert call("getWebhookInfo")["url"] == "https://example.test/hook"
    answer = call.raw("getUpdates")
    assert (answer["error_code"], answer["description"][:41]) == (409, "Conflict: can't use getUpdates method whi")
    emulator.write("a")
    assert call("getWebhookInfo")["pending_update_count"] == 1
    call("deleteWebhook", drop_pending_updates=True)
    assert call("getUpdates") == []


def test_two_hundred_calls_at_once_are_all_answered(emulator):
    call = Caller(emulator)
    call.http.connection_pool_kw["maxsize"] = 200
    gate = threading.Barrier(200)

    def one(number):
        gate.wait()
        if number % 4 == 0:
            return call.raw("getUpdates", timeout=1)["ok"] in (True, False)
        return call("sendMessage", chat_id=PERSON, text=str(number))["text"] == str(number)

    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(one, range(200)))
    assert sorted(int(message["text"]) for message in emulator.messages()) == [
        number for number in range(200) if number % 4
    ]


def test_stop_ends_a_long_poll_and_frees_the_port(tmp_path):
    emulator = Emulator(folder=tmp_path)
    emulator.start()
    with ThreadPoolExecutor() as pool:
        poll = pool.submit(Caller(emulator).raw, "getUpdates", timeout=50)
        emulator.wait(lambda _: emulator.polling() == 1)
        emulator.stop()
        assert poll.exception() is not None or poll.result()["result"] == []
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(emulator.address)


def test_the_flood_gate_lets_bursts_pass_and_then_names_the_seconds_to_wait():
    now = [0.0]
    gate = FloodGate(clock=lambda: now[0])
    for _ in range(5):
        gate.pass_or_refuse("sendMessage", PERSON)
    with pytest.raises(ApiError) as caught:
        gate.pass_or_refuse("editMessageText", PERSON)
    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    gate.pass_or_refuse("sendChatAction", PERSON)
    gate.pass_or_refuse("getMe", "")
    now[0] += 1
    gate.pass_or_refuse("editMessageText", PERSON)


def test_the_flood_gate_holds_groups_to_twenty_a_minute_and_all_chats_to_thirty_a_second():
    now = [0.0]
    gate = FloodGate(clock=lambda: now[0])
    for _ in range(20):
        gate.pass_or_refuse("sendMessage", GROUP)
    with pytest.raises(ApiError) as caught:
        gate.pass_or_refuse("sendMessage", GROUP)
    assert caught.value.retry_after == 3
    for user_id in range(1, 11):
        gate.pass_or_refuse("sendMessage", user_id)
    with pytest.raises(ApiError):
        gate.pass_or_refuse("sendMessage", 99)


def test_an_album_counts_as_many_messages_as_it_has():
    now = [0.0]
    gate = FloodGate(clock=lambda: now[0])
    gate.pass_or_refuse("sendMediaGroup", PERSON, 10)
    with pytest.raises(ApiError) as caught:
        gate.pass_or_refuse("sendMessage", PERSON)
    assert caught.value.retry_after == 6
    now[0] += 6
    gate.pass_or_refuse("sendMessage", PERSON)


def test_an_emulator_with_flood_counts_the_items_of_an_album(tmp_path, png):
    with Emulator(folder=tmp_path, flood=True) as emulator:
        call = Caller(emulator)
        file_id = call("sendPhoto", chat_id=GROUP, photo=png)["photo"][0]["file_id"]
        call("sendMediaGroup", chat_id=PERSON, media=[{"type": "photo", "media": file_id}] * 7)
        refused = call.raw("sendMessage", chat_id=PERSON, text="a")
        assert refused["parameters"]["retry_after"] in (2, 3)  # seven of five, and one more


def test_an_emulator_with_flood_answers_429_with_retry_after(tmp_path):
    with Emulator(folder=tmp_path, flood=True) as emulator:
        call = Caller(emulator)
        answers = [call.raw("sendMessage", chat_id=PERSON, text="a") for _ in range(8)]
        refused = next(answer for answer in answers if not answer["ok"])
        assert refused["parameters"] == {"retry_after": 1}
        assert refused["description"] == "Too Many Requests: retry after 1"
        assert json.dumps(refused)
