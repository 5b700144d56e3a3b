"""What the MTProto server lets no client get away with."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from pyrogram import raw
from pyrogram.raw.core import Message, MsgContainer, TLObject

from tests.servers.mtproto.client import TinyClient, part, use
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.uploads import Upload
from tests.servers.mtproto.waiting import Waiting

KIB = 1024
STATE = raw.functions.updates.GetState()


@pytest.fixture
def server() -> Iterator[MtprotoServer]:
    with MtprotoServer() as server:
        yield server


def test_a_file_of_unknown_size_is_full_parts_and_a_last_one_that_names_the_total(server: MtprotoServer) -> None:
    data = os.urandom(2 * 512 * KIB + 100)
    pieces = [data[at : at + 512 * KIB] for at in range(0, len(data), 512 * KIB)]
    with TinyClient(server) as client:
        assert client.ask(part(0, pieces[0], -1)) is True
        assert client.ask(part(1, pieces[1][:-1], -1)) == "FILE_PART_SIZE_INVALID"
        assert client.ask(part(1, pieces[1][: 256 * KIB], -1)) == "FILE_PART_SIZE_CHANGED"
        assert client.ask(part(1, pieces[1], -1)) is True
        assert client.ask(use(2)) == "FILE_PARTS_INVALID", "nobody named the total"
        assert client.ask(part(2, pieces[2], 3)) is True
        assert client.ask(part(1, pieces[1], 4)) == "FILE_PARTS_INVALID", "two totals"
        client.ask(use(3))
    [media] = server.world.media.values()
    assert (media.file.size, media.file.sha256) == (len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(("ahead", "code"), [(-310, 16), (40, 17)])
def test_a_message_of_another_time_is_not_taken(server: MtprotoServer, ahead: float, code: int) -> None:
    with TinyClient(server, ahead=ahead) as client:
        refusal = client.ask(STATE)
        assert (type(refusal), refusal.error_code) == (raw.types.BadMsgNotification, code)
        server.clock_offset = ahead
        assert isinstance(client.ask(STATE), raw.types.updates.State)
    assert server.world.calls["updates.GetState"] == 1


def test_the_server_speaks_by_its_own_clock(server: MtprotoServer) -> None:
    server.clock_offset = 1000
    with TinyClient(server, ahead=1000) as client:
        client.send(STATE)
        assert abs(client.receive().msg_id / 2**32 - server.clock()) < 10


@pytest.mark.parametrize(
    ("query", "later", "number", "code"),
    [
        (STATE, 1, 11, 18),
        (STATE, 4, 3, 32),
        (STATE, 4, 5, 32),
        (STATE, -4, 7, 33),
        (STATE, -4, 5, 33),
        (STATE, 4, 8, 35),
        (raw.types.MsgsAck(msg_ids=[]), 4, 7, 34),
    ],
)
def test_a_message_with_wrong_numbers_is_not_taken(
    server: MtprotoServer, query: TLObject, later: int, number: int, code: int
) -> None:
    with TinyClient(server) as client:
        sent = client.send(STATE, number=5)
        client.receive()
        client.send(query, sent + later, number)
        refusal = client.receive().body
        assert (refusal.bad_msg_id, refusal.bad_msg_seqno, refusal.error_code) == (sent + later, number, code)
        client.send(STATE, sent + 8, 7)
        assert isinstance(client.receive().body, raw.types.RpcResult)
        client.send(STATE, sent - 8, 3)  # overtaken on its way
        assert isinstance(client.receive().body, raw.types.RpcResult)
    assert server.world.calls["updates.GetState"] == 3


def test_a_new_salt_has_to_be_taken_over(server: MtprotoServer) -> None:
    with TinyClient(server) as client:
        client.ask(STATE)
        server.rotate_salt()
        refusal = client.ask(STATE)
        assert (type(refusal), refusal.error_code) == (raw.types.BadServerSalt, 48)
        client.salt = refusal.new_server_salt
        assert isinstance(client.ask(STATE), raw.types.updates.State)


def test_a_message_that_comes_twice_has_its_effect_once_and_its_answer_again(server: MtprotoServer) -> None:
    with TinyClient(server) as client:
        client.ask(part(0, bytes(KIB), 1))
        sent = client.send(use(1))
        first = client.receive()
        client.send(use(1), sent)
        again = client.receive()
        assert again.msg_id != first.msg_id
        assert (again.body.req_msg_id, again.body.result) == (sent, first.body.result)
        client.send(raw.types.MsgsAck(msg_ids=[first.msg_id, again.msg_id]))
        client.send(use(1), sent)  # it said that it has the answer
        assert isinstance(client.ask(raw.functions.Ping(ping_id=1)), raw.types.Pong)
    assert len(server.world.media) == 1


def test_the_server_knows_what_was_never_acknowledged(server: MtprotoServer) -> None:
    with TinyClient(server) as client:
        client.send(STATE)
        first = client.receive()
        client.send(STATE)
        client.receive()
        assert server.unacknowledged == 3, "the new session and two answers"
        client.send(raw.types.MsgsAck(msg_ids=[first.msg_id]))
        client.ask(raw.functions.Ping(ping_id=1))
        assert server.unacknowledged == 2


def test_parts_come_alone_wrapped_or_in_a_container(server: MtprotoServer) -> None:
    data = os.urandom(4 * KIB)
    parts = [part(number, data[number * KIB : (number + 1) * KIB], 4) for number in range(4)]
    ping = raw.functions.PingDelayDisconnect(ping_id=1, disconnect_delay=60)
    wrapped = raw.functions.InvokeWithLayer(layer=1, query=parts[3])
    with TinyClient(server) as client:
        base = client.send(parts[0])
        client.receive()
        inner = [
            Message(body, base + 4 * number, 2 * number + 1, len(body))
            for number, body in enumerate((ping, parts[1], raw.functions.InvokeWithoutUpdates(query=parts[2])), 1)
        ]
        client.content += len(inner)
        client.send(MsgContainer(inner))
        for _ in inner:
            client.receive()
        assert client.ask(wrapped) is True
        client.ask(use(4))
    [media] = server.world.media.values()
    assert media.file.sha256 == hashlib.sha256(data).hexdigest()


def test_parts_from_many_threads_are_one_file() -> None:
    size = 64 * KIB  # hashed in a while, so that threads meet
    data = b"".join(number.to_bytes(2) * (size // 2) for number in range(500))
    upload = Upload(big=True, path=None)
    numbers = [(37 * number) % 500 for number in range(500)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: upload.put(n, memoryview(data)[n * size : (n + 1) * size], 500), numbers))
    assert upload.finish("x", 500).sha256 == hashlib.sha256(data).hexdigest()


def test_parts_that_wait_long_for_an_earlier_one_leave_the_memory() -> None:
    data = os.urandom(20 * KIB + 7)
    waiting = Waiting(in_memory=3 * KIB)
    for number in range(21):
        waiting.put(number, memoryview(data)[number * KIB : (number + 1) * KIB])
    assert waiting.held == 3 * KIB
    assert 20 in waiting
    assert b"".join(waiting.pop(number) or b"" for number in range(21)) == data
    assert (waiting.held, 20 in waiting, waiting.pop(20)) == (0, False, None)


def test_without_hashes_a_file_is_its_size() -> None:
    with MtprotoServer(hashed=False) as server, TinyClient(server) as client:
        client.ask(part(1, bytes(10), 2))
        client.ask(part(0, bytes(KIB), 2))
        client.ask(use(2))
        [media] = server.world.media.values()
    assert (media.file.size, media.file.sha256) == (KIB + 10, "")
