"""A message is sent once, and what became of it is found out, whatever is lost on the way."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.errors import FerryError, LargeFilesOut, OutcomeUnknown
from bot.transfer.mtproto.calls import TRIES
from bot.transfer.mtproto.client import UNKNOWN
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, PART, Drawer, at_once, ignored, media, sender, settled

SEND, STORE, STATE = "messages.SendMedia", "messages.UploadMedia", "updates.GetState"
LOGIN = "auth.ImportBotAuthorization"


def once(server: MtprotoServer, message_id: int) -> None:
    """The one message is there, this is its number, and no byte of it has travelled twice."""
    (sent,) = server.world.sent
    assert sent.message_id == message_id
    (upload,) = server.world.uploads.values()
    assert {*upload.times.values()} == {1}
    assert server.world.calls[STORE] == 1


async def test_a_lost_answer_is_settled_by_the_same_random_id(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(SEND, deed="lose")
    async with sender(reply_timeout=0.3, sleep=at_once) as mtproto:
        sent = await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    once(server, sent.message_id)
    assert server.world.calls[SEND] == 2
    assert sent.file_id.startswith("BAA")


@pytest.mark.parametrize("times", [1, None])
async def test_a_message_in_the_making_is_asked_for_again_and_is_there_in_any_case(
    server: MtprotoServer, tmp_path: Path, times: int | None
) -> None:
    server.fault(SEND, deed="lose")
    server.fault(SEND, error=(500, "RANDOM_ID_DUPLICATE"), times=times)
    async with sender(reply_timeout=0.3, sleep=at_once) as mtproto:
        sent = await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert server.world.calls[SEND] == TRIES
    assert [message.message_id for message in server.world.sent] == [sent.message_id or server.world.sent[0].message_id]
    assert (sent.message_id == UNKNOWN) is (times is None)
    assert sent.file_id.startswith("BAA")


@pytest.mark.parametrize("deed", ["lose", "hang"])
async def test_what_one_client_cannot_settle_a_fresh_one_does(server: MtprotoServer, tmp_path: Path, deed: str) -> None:
    """`hang`: the message was never made, so the fresh client sends it."""
    server.fault(SEND, deed=deed, times=TRIES)
    async with sender(reply_timeout=0.2, sleep=at_once) as mtproto:
        sent = await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    once(server, sent.message_id)
    assert server.world.calls[SEND] == TRIES + 1
    assert server.world.calls[STATE] == 1, "another client, with the login that was kept"
    assert sent.file_id.startswith("BAA")


def log_out(server: MtprotoServer) -> None:
    server.fault(SEND, error=(401, "AUTH_KEY_UNREGISTERED"))


def forget_key(server: MtprotoServer) -> None:
    server.fault(SEND, deed="transport", code=-404)


@pytest.mark.parametrize("lost", [0, 1])
@pytest.mark.parametrize("end", [log_out, forget_key])
async def test_a_login_lost_while_sending_is_made_anew_and_the_new_one_settles(
    server: MtprotoServer, tmp_path: Path, end: Callable[[MtprotoServer], None], lost: int
) -> None:
    vault = Drawer()
    server.fault(SEND, deed="lose", times=lost)
    end(server)
    async with sender(vault=vault, reply_timeout=0.2, sleep=at_once) as mtproto:
        sent = await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    once(server, sent.message_id)
    assert server.world.calls[SEND] == lost + 2
    assert server.world.calls[LOGIN] == 2


async def test_a_standstill_of_another_upload_costs_no_message_that_is_just_being_sent(
    server: MtprotoServer, tmp_path: Path
) -> None:
    """The one stands still and has the client replaced, on which the other waits for the answer to sendMedia."""
    (tmp_path / "other").mkdir()
    async with sender(reply_timeout=30.0, stalled=0.5) as mtproto:
        server.fault(SEND, deed="lose")
        sending = asyncio.create_task(mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored))
        await settled(lambda: len(server.world.sent) == 1)
        server.fault(PART, deed="hang", times=None)
        other = asyncio.create_task(
            mtproto.send(media(tmp_path / "other"), Target(ADA), caption="other", progress=ignored)
        )
        await settled(lambda: server.world.calls[STATE] == 1)
        server.faults.clear()
        async with asyncio.timeout(10):
            sent, _ = await asyncio.gather(sending, other)
    assert [message.caption for message in server.world.sent] == ["", "other"]
    assert sent.message_id == server.world.sent[0].message_id


@pytest.mark.parametrize("text", ["", "RPC_CALL_FAIL"])
async def test_what_two_clients_cannot_settle_is_an_unknown_outcome(
    server: MtprotoServer, tmp_path: Path, text: str
) -> None:
    server.fault(SEND, deed="error" if text else "hang", error=(500, text) if text else None, times=None)
    async with sender(reply_timeout=0.1, sleep=at_once) as mtproto:
        with pytest.raises(OutcomeUnknown):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert server.world.calls[SEND] == 2 * TRIES
    assert not server.world.sent


MEANWHILE = {  # what happens to the fresh client, which has yet to settle: method and error
    "no login": (STATE, (500, "INTERNAL")),
    "a chat that refuses": ("users.GetUsers", (400, "USER_IS_BLOCKED")),
    "a long flood wait": (SEND, (420, "FLOOD_WAIT_90")),
    "a refusal": (SEND, (400, "MEDIA_INVALID")),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
async def test_as_long_as_nobody_knows_whether_it_was_sent_nothing_else_is_said(
    server: MtprotoServer, tmp_path: Path, meanwhile: str
) -> None:
    """LargeFilesOut would have it sent in pieces, and whoever reads of another failure would ask for it again."""
    method, error = MEANWHILE[meanwhile]
    server.fault(SEND, deed="lose", times=TRIES)
    server.fault(method, error=error, times=None, after=int(method == "users.GetUsers"))
    async with sender(reply_timeout=0.1, sleep=at_once) as mtproto:
        with pytest.raises(OutcomeUnknown):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (["FLOOD_WAIT_0"], None),
        (["FLOOD_WAIT_90"], LargeFilesOut),
        (["FLOOD_WAIT_0"] * TRIES, LargeFilesOut),
        (["RPC_CALL_FAIL", "FLOOD_WAIT_90"], OutcomeUnknown),
        (["RPC_CALL_FAIL"], None),
        (["RPC_CALL_FAIL"] * TRIES, None),
    ],
)
async def test_what_telegram_answers_decides_whether_a_send_is_repeated(
    server: MtprotoServer, tmp_path: Path, faults: list[str], expected: type[FerryError] | None
) -> None:
    for text in faults:
        server.fault(SEND, error=(420 if text.startswith("FLOOD") else 500, text))
    async with sender(sleep=at_once) as mtproto:
        sending = mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
        if expected is None:
            await sending
        else:
            with pytest.raises(expected):
                await sending
    assert len(server.world.sent) == (expected is None)
