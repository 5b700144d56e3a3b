"""What a test can do to the MTProto server's clients: slowness, faults, and commands from outside."""

import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyrogram import raw

from tests.servers.mtproto.bucket import BURST, Bucket
from tests.servers.mtproto.client import TinyClient, part, use
from tests.servers.mtproto.server import MtprotoServer

HERE = Path(__file__).parents[2]
KIB = 1024
PART = "upload.SaveBigFilePart"
STATE, PING = raw.functions.updates.GetState(), raw.functions.Ping(ping_id=1)


@pytest.fixture
def server() -> Iterator[MtprotoServer]:
    with MtprotoServer() as server:
        yield server


def until(condition: Any) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)


def closed(client: TinyClient) -> bool:
    try:
        return client.socket.recv(1) == b""
    except ConnectionResetError:
        return True


def test_latency_holds_up_no_packet_but_its_answer(server: MtprotoServer) -> None:
    server.latency = 0.3
    with TinyClient(server) as client:
        began = time.monotonic()
        for number in range(20):
            client.send(part(number, bytes(KIB), 20))
        until(lambda: server.world.calls[PART] == 20)
        assert time.monotonic() - began < 0.3
        for _ in range(20):
            client.receive()
        assert 0.3 <= time.monotonic() - began < 0.6
        server.latency = 0
        began = time.monotonic()
        client.ask(STATE)
        assert time.monotonic() - began < 0.3


def test_the_handshake_has_its_latency_too(server: MtprotoServer) -> None:
    server.latency = 0.1
    query = raw.functions.ReqPqMulti(nonce=1).write()
    with TinyClient(server) as client:
        began = time.monotonic()
        client.write(bytes(16) + len(query).to_bytes(4, "little") + query)
        client.read()
        assert time.monotonic() - began >= 0.1


def test_the_rate_is_one_of_all_connections_together(server: MtprotoServer) -> None:
    server.rate = 2_000_000

    def upload(file_id: int) -> None:
        with TinyClient(server) as client:
            for number in range(4):
                client.ask(part(number, bytes(128 * KIB), 4, file_id))

    began = time.monotonic()
    threads = [threading.Thread(target=upload, args=(file_id,)) for file_id in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = (8 * 128 * KIB - BURST) / 2_000_000
    assert expected * 0.9 < time.monotonic() - began < expected * 1.5
    server.rate = None
    began = time.monotonic()
    upload(3)
    assert time.monotonic() - began < expected / 4


def test_a_bucket_fills_up_to_its_burst_and_no_further() -> None:
    now = [0.0]
    bucket = Bucket(1000, clock=lambda: now[0])
    now[0] = 10_000
    assert bucket.take(BURST) == 0
    assert bucket.take(500) == 0.5
    now[0] += 0.25
    assert bucket.take(0) == 0.25
    with pytest.raises(ValueError, match="above 0"):
        bucket.rate = 0


@pytest.mark.parametrize("code", [-404, -429])
def test_a_transport_error_is_four_bytes_and_the_end(server: MtprotoServer, code: int) -> None:
    server.fault(PART, deed="transport", code=code)
    with TinyClient(server) as client:
        client.send(part(0, bytes(KIB), 1))
        while len(answer := client.read()) != 4:
            pass  # the new session
        assert int.from_bytes(answer, "little", signed=True) == code
        assert closed(client)
        client.connect()
        assert client.ask(part(0, bytes(KIB), 1))


def test_the_handshake_meets_faults_too(server: MtprotoServer) -> None:
    server.fault("ReqPqMulti", deed="transport")
    query = raw.functions.ReqPqMulti(nonce=1).write()
    with TinyClient(server) as client:
        client.write(bytes(16) + len(query).to_bytes(4, "little") + query)
        assert client.read() == (-429).to_bytes(4, "little", signed=True)
        client.connect()
        client.write(bytes(16) + len(query).to_bytes(4, "little") + query)
        assert len(client.read()) > 4
    assert server.world.calls["ReqPqMulti"] == 2


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (part(0, bytes(KIB), 1), (420, "FLOOD_WAIT_3")),
        (part(0, bytes(KIB), 1), (420, "FLOOD_PREMIUM_WAIT_2")),
        (part(0, bytes(KIB), 1), (401, "AUTH_KEY_UNREGISTERED")),
        (part(0, bytes(KIB), 1), (500, "INTERNAL")),
        (use(1), (400, "FILE_PART_5_MISSING")),
        (STATE, (401, "SESSION_REVOKED")),
        (STATE, (406, "AUTH_KEY_DUPLICATED")),
        (
            raw.functions.auth.ImportBotAuthorization(flags=0, api_id=1, api_hash="", bot_auth_token="1:t"),
            (420, "FLOOD_WAIT_300"),
        ),
    ],
)
def test_every_method_can_have_every_error(server: MtprotoServer, query: Any, error: tuple[int, str]) -> None:
    server.fault(query.QUALNAME.removeprefix("functions."), error=error)
    with TinyClient(server) as client:
        client.send(query)
        told = client.receive().body.result
        assert (told.error_code, told.error_message) == error


def test_a_fault_is_an_error_or_something_else(server: MtprotoServer) -> None:
    with pytest.raises(ValueError, match="goes with"):
        server.fault(PART, deed="hang", error=(500, "INTERNAL"))
    with pytest.raises(ValueError, match="goes with"):
        server.fault(PART)


def test_one_connection_is_dropped_and_the_others_live(server: MtprotoServer) -> None:
    clients = [TinyClient(server) for _ in range(3)]
    for client in clients:
        client.socket.sendall((100_000).to_bytes(4, "little") + bytes(500))  # it has begun a packet
    until(lambda: server.connections == 3)
    server.drop_connection()
    until(lambda: server.connections == 2)
    server.drop_connections()
    until(lambda: server.connections == 0)
    assert all(closed(client) for client in clients)
    clients[0].connect()
    clients[0].ask(PING)
    assert (server.accepted, server.most_connections) == (4, 3)
    for client in clients:
        client.socket.close()


def test_a_part_that_was_confirmed_is_missing_until_it_is_sent_again(server: MtprotoServer) -> None:
    data = os.urandom(3 * KIB)
    parts = [part(number, data[number * KIB : (number + 1) * KIB], 3) for number in range(3)]
    server.forget_part(1)
    with TinyClient(server) as client:
        for query in parts:
            client.ask(query)
        for _ in range(2):
            assert client.ask(use(3)) == "FILE_PART_1_MISSING"
        assert client.ask(part(1, bytes(KIB), 3)) == "FILE_PART_INVALID", "other bytes than before"
        client.ask(parts[1])
        client.ask(use(3))
    [media] = server.world.media.values()
    assert media.file.sha256 == hashlib.sha256(data).hexdigest()
    assert server.world.uploads[1].times == {0: 1, 1: 2, 2: 1}


def test_a_silent_server_takes_everything_and_says_nothing(server: MtprotoServer) -> None:
    with TinyClient(server) as before:
        before.ask(PING)
        server.silent = True
        with TinyClient(server) as after:
            for client in (before, after):
                client.send(part(0, bytes(512 * KIB), 9))
                client.socket.sendall(((100).to_bytes(4, "little") + bytes(100)) * 50)
                client.socket.settimeout(0.1)
                with pytest.raises(TimeoutError):
                    client.receive()
            assert server.connections == 2
            server.silent = False
            for client in (before, after):
                client.socket.settimeout(10)
                assert isinstance(client.ask(PING), raw.types.Pong)
    assert not server.world.calls


def test_a_packet_that_is_none_ends_the_connection(server: MtprotoServer) -> None:
    for packet in (os.urandom(64), bytes(7)):
        with TinyClient(server) as client:
            client.write(packet)
            client.socket.settimeout(10)
            assert not client.socket.recv(100)[8:]
    with socket.create_connection((server.address.host, server.address.port)) as bare:
        bare.sendall(b"\xee" * 4 + b"\xff" * 4)
        bare.settimeout(10)
        assert bare.recv(1) == b""


def test_as_a_process_it_takes_commands(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.servers.mtproto", "--latency", "0.01", "--no-hash"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()

        def ask(**words: Any) -> Any:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(json.dumps(words) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        assert ask(do="set", latency=0.06, rate=20_000_000) == {"answer": None}
        assert ask(do="fault", method=PART, error=[420, "FLOOD_WAIT_3"]) == {"answer": None}
        assert ask(do="drop_connection") == {"answer": None}
        assert ask(do="connections") == {"answer": {"open": 0, "accepted": 0, "most": 0}}
        assert [ask(do=name)["answer"] for name in ("calls", "uploads", "sent", "unacknowledged")] == [{}, {}, [], 0]
        assert "KeyError" in ask(do="dance")["error"]
        assert "speed" in ask(do="set", speed=1)["error"]
        assert "above 0" in ask(do="set", rate=-1)["error"]
        assert "goes with" in ask(do="fault", method=PART)["error"]
        process.stdin.close()
        assert process.wait(10) == 0
