"""Faults on demand."""

import pytest
import urllib3

from tests.demo.conftest import PERSON


def send(call, text="a"):
    return call.raw("sendMessage", chat_id=PERSON, text=text)


def test_a_fault_hits_so_often_and_then_no_more(call, emulator):
    emulator.fault("sendMessage", times=2)
    codes = [send(call).get("error_code") for _ in range(3)]
    assert codes == [500, 500, None]
    assert len(emulator.messages()) == 1
    assert [made.status for made in emulator.calls("sendMessage")] == [500, 500, 200]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 403, "description": "Forbidden: x"}, {"error_code": 403, "description": "Forbidden: x"}),
        ({"status": 502}, {"error_code": 502, "description": "Bad Gateway"}),
        (
            {"retry_after": 7},
            {
                "error_code": 429,
                "description": "Too Many Requests: retry after 7",
                "parameters": {"retry_after": 7},
            },
        ),
    ],
)
def test_a_fault_answers_as_asked(call, emulator, fault, expected):
    emulator.fault("sendmessage", **fault)
    assert send(call) == {"ok": False} | expected


def test_a_fault_can_choose_by_parameters(call, emulator):
    emulator.fault("*", match=lambda parameters: parameters["text"] == "b")
    assert [send(call, text)["ok"] for text in "abb"] == [True, False, True]


def test_a_fault_after_the_effect_leaves_the_message_in_the_chat(call, emulator):
    emulator.fault("sendMessage", after_effect=True)
    assert send(call)["error_code"] == 500
    assert len(emulator.messages()) == 1


@pytest.mark.parametrize("after_effect", [False, True])
def test_a_dropped_connection_has_no_answer_whether_it_took_effect_or_not(call, emulator, after_effect):
    emulator.fault("sendMessage", drop=True, after_effect=after_effect)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        send(call)
    assert len(emulator.messages()) == after_effect
    assert emulator.wait(lambda e: e.calls("sendMessage"))[0].status == 0
    assert send(call)["ok"]


def test_a_delay_alone_is_only_late_and_ends_with_the_emulator(call, emulator):
    emulator.fault("sendMessage", delay=0.01)
    assert send(call)["ok"]
    emulator.fault("sendMessage")
    emulator.clear_faults()
    assert send(call)["ok"]
