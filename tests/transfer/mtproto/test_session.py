"""One connection: what travels on it, what is refused, and who hears of its end."""

import asyncio
import os
import struct
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pyrogram import errors, raw
from pyrogram.raw.core import Bool, MsgContainer, TLObject

from bot.concurrency.workers import Workers
from bot.errors import TransferFailed
from bot.transfer.mtproto.errors import KeyUnknown, TransportFlood
from bot.transfer.mtproto.packets import Key, Part
from bot.transfer.mtproto.session import ACKS, TRIES, Session
from bot.transfer.mtproto.source import OpenFile
from tests.servers.mtproto.envelope import AuthKey
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.world import BOT_ID
from tests.transfer.mtproto.kit import cancelled, settled
from tests.transfer.mtproto.peer import Peer, connected

functions, types = raw.functions, raw.types

SIZE = 512 * 1024  # bytes of a part
WITHIN = 20.0  # seconds
QUESTION = functions.updates.GetState()
SAVE = functions.upload.SaveBigFilePart


@asynccontextmanager
async def opened(server: MtprotoServer) -> AsyncIterator[tuple[Session, Key]]:
    """A session of a login the server knows."""
    auth = AuthKey(os.urandom(256), salt=7, user_id=BOT_ID)
    server.keys[auth.id] = auth
    key, workers = Key(auth.key), Workers("test", 2)
    host, port = server.address.host, server.address.port
    session = await Session.open(host, port, key, workers, functions.help.GetConfig())
    try:
        yield session, key
    finally:
        session.close()
        workers.close()


def parts(folder: Path, count: int, last: int = SIZE) -> list[Part]:
    """The parts of a big file; the last one has so many bytes."""
    path = folder / "file"
    path.write_bytes(os.urandom(SIZE) * (count - 1) + os.urandom(last))
    file = OpenFile(path)
    sizes = [SIZE] * (count - 1) + [last]
    return [Part(file, 5, number, count, True, number * SIZE, size) for number, size in enumerate(sizes)]


# With a server that keeps to the rules


async def test_the_first_question_learns_the_salt_and_a_long_answer_is_unpacked(server: MtprotoServer) -> None:
    async with opened(server) as (session, key):
        assert key.salt == 7
        assert len(session.config.dc_options) == 5  # the server gzips what is that long


async def test_a_salt_that_changes_under_many_parts_loses_none(server: MtprotoServer, tmp_path: Path) -> None:
    async with opened(server) as (session, key):
        putting = [asyncio.create_task(session.put(part)) for part in parts(tmp_path, 20)]
        await settled(lambda: server.world.calls["upload.SaveBigFilePart"] >= 5)
        server.rotate_salt()
        await asyncio.gather(*putting)
        assert {auth.salt for auth in server.keys.values()} == {key.salt}
    assert sorted(server.world.uploads[5].sizes) == [*range(20)]
    assert max(server.world.uploads[5].times.values()) == 1


@pytest.mark.parametrize("ahead", [-3600, 3600])
async def test_a_clock_that_is_an_hour_off_is_set_by_the_server(server: MtprotoServer, ahead: int) -> None:
    server.clock_offset = ahead
    async with opened(server) as (session, _):
        assert isinstance(await session.ask(QUESTION, WITHIN), types.updates.State)


async def test_a_silent_server_is_left_to_the_time_limit(server: MtprotoServer) -> None:
    async with opened(server) as (session, _):
        server.silent = True
        with pytest.raises(TimeoutError):
            await session.ask(QUESTION, 0.1)
        assert not session.lost.done()
        assert not session._answers, "nobody waits for it any more"


async def test_an_error_of_telegrams_is_raised_as_what_it_is(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("updates.GetState", error=(420, "FLOOD_WAIT_7"))
    server.fault("upload.SaveBigFilePart", error=(400, "FILE_PART_SIZE_INVALID"))
    async with opened(server) as (session, _):
        with pytest.raises(errors.FloodWait) as caught:
            await session.ask(functions.InvokeWithoutUpdates(query=QUESTION), WITHIN)
        assert caught.value.value == 7
        with pytest.raises(errors.BadRequest, match="FILE_PART_SIZE_INVALID"):
            await session.put(parts(tmp_path, 1)[0])


async def test_parts_of_any_length_arrive_as_they_are(server: MtprotoServer, tmp_path: Path) -> None:
    for length in (1, 2, 3, 4, 252, 253, 254, 255, 256, SIZE - 1):
        folder = tmp_path / str(length)
        folder.mkdir()
        server.world.uploads.clear()
        async with opened(server) as (session, _):
            for part in parts(folder, 2, length):
                await session.put(part)
        upload = server.world.uploads[5]
        assert upload.sizes == {0: SIZE, 1: length}
        assert upload._sha256.digest() == sha256((folder / "file").read_bytes()).digest()


async def test_a_file_that_shrank_fails_its_part_and_leaves_the_connection(
    server: MtprotoServer, tmp_path: Path
) -> None:
    cut, whole = parts(tmp_path, 3)[2], parts(tmp_path, 3)[0]
    os.truncate(tmp_path / "file", 2 * SIZE + 5)
    async with opened(server) as (session, _):
        with pytest.raises(TransferFailed, match="changed"):
            await session.put(cut)
        await session.put(whole)


async def test_cancelled_parts_leave_the_connection_to_the_others(server: MtprotoServer, tmp_path: Path) -> None:
    async with opened(server) as (session, _):
        putting = [asyncio.create_task(session.put(part)) for part in parts(tmp_path, 20)]
        await asyncio.sleep(0.005)
        for task in putting[::2]:
            await cancelled(task) if not task.done() else None
        await asyncio.gather(*putting[1::2])
        await session.ask(QUESTION, WITHIN)
    assert {*range(1, 20, 2)} <= server.world.uploads[5].sizes.keys()


# With one that says what it likes


@pytest.mark.parametrize(("code", "kind"), [(-404, KeyUnknown), (-429, TransportFlood), (-444, ConnectionError)])
async def test_a_transport_error_ends_everything_that_was_asked(code: int, kind: type[Exception]) -> None:
    async with connected() as peer:
        asking = [asyncio.create_task(peer.session.ask(QUESTION, WITHIN)) for _ in range(3)]
        await peer.hears(functions.updates.GetState)
        peer.write(code.to_bytes(4, "little", signed=True))
        ended = await asyncio.gather(*asking, return_exceptions=True)
        assert [type(error) for error in ended] == [kind] * 3
        with pytest.raises(kind):  # and what is asked afterwards
            await peer.session.ask(QUESTION, WITHIN)


async def test_everything_asked_fails_at_once_when_the_server_hangs_up(tmp_path: Path) -> None:
    async with connected() as peer:
        asking = [asyncio.create_task(peer.session.ask(QUESTION, 60)) for _ in range(3)]
        putting = [asyncio.create_task(peer.session.put(part)) for part in parts(tmp_path, 8)]
        await peer.hears(SAVE)
        peer.cut()
        async with asyncio.timeout(WITHIN):
            ended = await asyncio.gather(*asking, *putting, return_exceptions=True)
        assert all(isinstance(error, OSError) for error in ended)


async def test_closing_fails_what_was_asked() -> None:
    async with connected() as peer:
        asking = asyncio.create_task(peer.session.ask(QUESTION, 60))
        await peer.hears(functions.updates.GetState)
        peer.session.close()
        with pytest.raises(ConnectionAbortedError):
            await asking
        peer.session.close()  # again: harmless


async def test_a_loss_while_a_part_is_sealed_is_seen_by_its_caller_alone(tmp_path: Path) -> None:
    async with connected(threads=1) as peer:
        sealing = threading.Event()
        held = asyncio.create_task(peer.workers.run(sealing.wait, 10))
        putting = asyncio.create_task(peer.session.put(parts(tmp_path, 1)[0]))
        await settled(lambda: len(peer.session._answers) == 1)
        peer.cut()
        await settled(peer.session.lost.done)
        sealing.set()
        await held
        with pytest.raises(ConnectionError):
            await putting


async def test_messages_leave_in_the_order_of_their_ids(tmp_path: Path) -> None:
    async with connected() as peer:
        asking = [asyncio.create_task(peer.session.put(part)) for part in parts(tmp_path, 30)]
        asking += [asyncio.create_task(peer.session.ask(QUESTION, WITHIN)) for _ in range(5)]
        heard = []
        while len(heard) < len(asking):
            heard.append(await peer.hears(SAVE, functions.updates.GetState))
            peer.answer(heard[-1], Bool(True))
        await asyncio.gather(*asking)
    ids, numbers = [one.id for one in heard], [one.number for one in heard]
    assert ids == sorted({*ids})
    assert not any(number % 4 for number in ids)
    assert numbers == [numbers[0] + 2 * place for place in range(len(heard))]
    assert all(number % 2 for number in numbers)


async def test_what_wants_it_is_acknowledged_and_only_that() -> None:
    async with connected() as peer:  # it has answered the greeting: one
        for _ in range(ACKS):
            peer.say(types.NewSessionCreated(first_msg_id=1, unique_id=1, server_salt=0).write())
            peer.say(types.Pong(msg_id=1, ping_id=1).write(), content=False)
        first, others = [TLObject.read(BytesIO((await peer.hears(types.MsgsAck)).body)).msg_ids for _ in range(2)]
    assert len(first) == 1
    assert len(others) == ACKS
    assert {*first, *others} == peer.wanting


def container(*bodies: bytes, cut: int = 0) -> bytes:
    packed = [struct.pack("<qii", 2**40 + 4 * at + 1, 1, len(body)) + body for at, body in enumerate(bodies)]
    whole = MsgContainer.ID.to_bytes(4, "little") + len(bodies).to_bytes(4, "little") + b"".join(packed)
    return whole[: len(whole) - cut]


def result(to: int, result: bytes) -> bytes:
    return types.RpcResult.ID.to_bytes(4, "little") + to.to_bytes(8, "little") + result


async def test_answers_are_found_in_containers() -> None:
    async with connected() as peer:
        asking = [asyncio.create_task(peer.session.ask(QUESTION, WITHIN)) for _ in range(2)]
        heard = [await peer.hears(functions.updates.GetState) for _ in asking]
        pong = types.Pong(msg_id=1, ping_id=1).write()
        peer.say(container(pong, *(result(one.id, Bool(True)) for one in heard)), content=False)
        assert await asyncio.gather(*asking) == [True, True]


async def test_an_answer_that_comes_byte_by_byte_is_one() -> None:
    async with connected() as peer:
        asking = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        heard = await peer.hears(functions.updates.GetState)
        packet = peer.packet(result(heard.id, Bool(True)))
        for byte in len(packet).to_bytes(4, "little") + packet:
            peer.session.data_received(bytes((byte,)))
        assert await asking is True


async def test_no_more_parts_are_sealed_than_the_line_takes(tmp_path: Path) -> None:
    async with connected() as peer:
        peer.deaf(True)
        putting = [asyncio.create_task(peer.session.put(part)) for part in parts(tmp_path, 40)]
        await settled(lambda: not peer.session._room.is_set())
        assert len(peer.session._answers) < 40
        peer.deaf(False)
        for _ in putting:
            peer.answer(await peer.hears(SAVE), Bool(True))
        await asyncio.gather(*putting)


STRANGE: dict[str, Callable[[Peer, bytes], bytes]] = {  # of a peer and a wrong answer
    "a packet for another session": lambda peer, wrong: peer.packet(wrong, session=b"another!"),
    "a packet that was changed": lambda peer, wrong: peer.packet(wrong)[:-1] + b"?",
    "a packet for another key": lambda peer, wrong: os.urandom(8) + peer.packet(wrong)[8:],
    "a packet of no length": lambda peer, wrong: bytes(24),
    "a constructor nobody knows": lambda peer, wrong: peer.packet(b"what" + bytes(8)),
    "an answer nobody waits for": lambda peer, wrong: peer.packet(result(12345, Bool(True))),
    "a container that is cut": lambda peer, wrong: peer.packet(container(bytes(8), bytes(8), cut=20)),
    "a notice that is cut": lambda peer, wrong: peer.packet(types.BadServerSalt.ID.to_bytes(4, "little") + bytes(4)),
}


@pytest.mark.parametrize("strange", STRANGE)
async def test_what_is_not_for_us_or_not_understood_is_passed_over(strange: str) -> None:
    async with connected() as peer:
        asking = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        heard = await peer.hears(functions.updates.GetState)
        peer.write(STRANGE[strange](peer, result(heard.id, Bool(False))))
        peer.answer(heard, Bool(True))
        assert await asking is True
        assert not peer.session.lost.done()


async def test_an_answer_that_can_not_be_read_fails_its_question_alone() -> None:
    async with connected() as peer:
        first = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        peer.answer(await peer.hears(functions.updates.GetState), b"what" + bytes(8))
        with pytest.raises(ConnectionError, match="can't be read"):
            await first
        second = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        peer.answer(await peer.hears(functions.updates.GetState), Bool(True))
        assert await second is True


async def test_a_server_that_never_is_content_with_the_salt_is_given_up() -> None:
    async with connected() as peer:
        asking = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        for salt in range(TRIES):
            heard = await peer.hears(functions.updates.GetState)
            refusal = types.BadServerSalt(
                bad_msg_id=heard.id, bad_msg_seqno=heard.number, error_code=48, new_server_salt=salt
            )
            peer.say(refusal.write(), content=False)
        with pytest.raises(ConnectionError, match="in no form"):
            await asking


async def test_numbers_that_are_out_of_step_end_the_session() -> None:
    async with connected() as peer:
        asking = asyncio.create_task(peer.session.ask(QUESTION, WITHIN))
        heard = await peer.hears(functions.updates.GetState)
        refusal = types.BadMsgNotification(bad_msg_id=heard.id, bad_msg_seqno=heard.number, error_code=33)
        peer.say(refusal.write(), content=False)
        with pytest.raises(ConnectionError, match="code 33"):
            await asking
        assert peer.session.lost.done()
