"""The MTProto server, met by the stock client library."""

import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pyrogram import Client, errors, raw, types
from pyrogram.connection.transport import TCPAbridged, TCPFull, TCPIntermediate

from tests.servers.mtproto import redirect
from tests.servers.mtproto.keys import Address, RsaKey, fingerprint
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.uploads import Refused, Upload
from tests.servers.mtproto.world import BOT_ID

HERE = Path(__file__).parents[2]
ADA, SUPERGROUP = 42, -1_000_000_000_555


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MtprotoServer]:
    folder = tmp_path / "received"
    folder.mkdir()
    with MtprotoServer(folder=folder) as server, redirect.to(server.address):
        yield server


@asynccontextmanager
async def client(**options: Any) -> AsyncIterator[Client]:
    settings = {"api_id": 1, "api_hash": "hash", "bot_token": "1:token", "in_memory": True, "no_updates": True}
    started = Client("test", **settings | options)
    await started.start()
    try:
        yield started
    finally:
        await started.stop()


@pytest.mark.parametrize("transport", [TCPAbridged, TCPIntermediate, TCPFull])
async def test_the_stock_client_logs_in_by_every_transport(server: MtprotoServer, transport: type) -> None:
    async with client(protocol_factory=transport) as stock:
        me = await stock.get_me()
        assert (me.id, me.is_bot, me.username) == (BOT_ID, True, "ferry_bot")


async def test_the_stock_client_sends_a_video_and_reads_its_message(server: MtprotoServer, tmp_path: Path) -> None:
    video, thumb = tmp_path / "video.mp4", tmp_path / "thumb.jpg"
    video.write_bytes(os.urandom(11 * 1024 * 1024))
    thumb.write_bytes(b"jpeg")
    async with client() as stock:
        message = await stock.send_video(
            ADA, str(video), caption="**bold**", width=640, height=360, duration=3, thumb=str(thumb)
        )
    assert (message.caption, message.video.width, message.video.file_size) == ("bold", 640, video.stat().st_size)
    [sent] = server.world.sent
    assert sent.message_id == message.id
    assert sent.file.sha256 == hashlib.sha256(video.read_bytes()).hexdigest()
    assert sent.file.path is not None
    assert sent.file.path.read_bytes() == video.read_bytes()
    assert sent.thumbnail is not None
    assert sent.thumbnail.size == 4


async def test_the_stock_client_sends_photos_and_documents_into_groups(server: MtprotoServer, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(b"x" * 1000)
    async with client(fetch_replies=False) as stock:
        photo = await stock.send_photo(SUPERGROUP, str(file), caption="one")
        document = await stock.send_document(-77, str(file), reply_parameters=types.ReplyParameters(message_id=5))
        await stock.delete_messages(SUPERGROUP, photo.id)
        await stock.delete_messages(-77, document.id)
    assert [(sent.kind, sent.chat_id, sent.reply_to) for sent in server.world.sent] == [
        ("photo", SUPERGROUP, None),
        ("document", -77, 5),
    ]
    assert server.world.deleted == [photo.id, document.id]


async def test_nothing_works_before_the_login_and_after_the_logout(server: MtprotoServer) -> None:
    async with client() as stock:
        server.log_out()
        with pytest.raises(errors.AuthKeyUnregistered):
            await stock.get_me()
        exported = raw.functions.auth.ImportAuthorization(id=BOT_ID, bytes=b"exported")
        await stock.invoke(exported)
        assert (await stock.get_me()).id == BOT_ID
        await stock.invoke(raw.functions.auth.LogOut())
        with pytest.raises(errors.AuthKeyUnregistered):
            await stock.invoke(raw.functions.auth.ExportAuthorization(dc_id=4))
        with pytest.raises(errors.AuthBytesInvalid):
            await stock.invoke(raw.functions.auth.ImportAuthorization(id=BOT_ID, bytes=b"other"))
        await stock.invoke(exported)
        assert (await stock.invoke(raw.functions.auth.ExportAuthorization(dc_id=4))).id == BOT_ID


async def test_another_token_is_refused(server: MtprotoServer) -> None:
    server.world.token = "1:right"
    with pytest.raises(errors.AccessTokenInvalid):
        async with client():
            pass


async def test_methods_nobody_wrote_are_refused(server: MtprotoServer) -> None:
    async with client() as stock:
        with pytest.raises(errors.InputMethodInvalid):
            await stock.invoke(raw.functions.messages.GetAllStickers(hash=0))


async def test_a_changed_salt_is_told_and_taken_over(server: MtprotoServer) -> None:
    async with client() as stock:
        for key in server.keys.values():
            key.salt += 1
        assert (await stock.get_me()).id == BOT_ID


async def test_a_message_is_sent_once_however_often_it_is_asked_for(server: MtprotoServer, tmp_path: Path) -> None:
    file = tmp_path / "file.bin"
    file.write_bytes(b"x" * 1000)
    async with client() as stock:
        query = raw.functions.messages.SendMedia(
            peer=await stock.resolve_peer(ADA),
            media=raw.types.InputMediaUploadedPhoto(file=await stock.save_file(str(file))),
            message="",
            random_id=7,
        )
        first, again = [await stock.session.send(query) for _ in range(2)]
        assert first.updates[0].id == again.updates[0].id
        query.random_id, query.peer = 8, raw.types.InputPeerUser(user_id=ADA, access_hash=1)
        with pytest.raises(errors.PeerIdInvalid):
            await stock.session.send(query)
    assert len(server.world.sent) == 1


async def test_faults_come_when_and_as_often_as_they_were_asked_for(server: MtprotoServer) -> None:
    state = raw.functions.updates.GetState()
    async with client() as stock:
        server.fault("updates.GetState", error=(400, "PEER_ID_INVALID"), times=2, after=1)
        await stock.invoke(state)
        for _ in range(2):
            with pytest.raises(errors.PeerIdInvalid):
                await stock.invoke(state)
        await stock.invoke(state)
        server.fault("updates.GetState", deed="hang", times=None)
        with pytest.raises(TimeoutError):
            await stock.session.send(state, timeout=0.1)
        server.faults.clear()
        await stock.invoke(state)


async def test_a_dropped_connection_is_made_anew_by_the_client(server: MtprotoServer) -> None:
    async with client() as stock:
        before = stock.session.connection
        server.drop_connections()
        async with asyncio.timeout(10):
            while stock.session.connection is before or not stock.session.is_started.is_set():
                await asyncio.sleep(0.01)
        assert (await stock.get_me()).id == BOT_ID


def test_a_key_is_what_the_client_makes_of_it() -> None:
    key = RsaKey.generate()
    data = os.urandom(255)
    encrypted = pow(int.from_bytes(data, "big"), key.exponent, key.modulus).to_bytes(256, "big")
    assert key.decrypt(encrypted) == data
    assert key.fingerprint == fingerprint(key.modulus, key.exponent)
    # Telegram's own first key and its fingerprint, as the library has them
    from pyrogram.crypto.rsa import server_public_keys  # noqa: PLC0415

    number, public = next(iter(server_public_keys.items()))
    assert fingerprint(public.m, public.e) == number


KIB = 1024


@pytest.mark.parametrize(
    ("parts", "told", "error"),
    [
        ([], 1, "FILE_PART_0_MISSING"),
        ([512 * KIB], 2, "FILE_PART_1_MISSING"),
        ([512 * KIB, 10], 1, "FILE_PARTS_INVALID"),
        ([1000, 1000], 2, "FILE_PART_SIZE_INVALID"),
        ([KIB, 2 * KIB], 2, "FILE_PART_SIZE_CHANGED"),
        ([KIB, 512, KIB], 3, "FILE_PART_SIZE_CHANGED"),
        ([], 0, "FILE_PARTS_INVALID"),
    ],
)
def test_parts_that_make_no_file_are_refused(parts: list[int], told: int, error: str) -> None:
    upload = Upload(big=True, path=None)
    for number, size in enumerate(parts):
        upload.put(number, bytes(size), told if number < told else None)
    with pytest.raises(Refused) as caught:
        upload.finish("x", told)
    assert caught.value.text == error


@pytest.mark.parametrize(
    ("part", "size", "total", "error"),
    [
        (0, 0, 1, "FILE_PART_EMPTY"),
        (0, 513 * KIB, 1, "FILE_PART_TOO_BIG"),
        (3, KIB, 3, "FILE_PART_INVALID"),
        (0, KIB, 4001, "FILE_PARTS_INVALID"),
    ],
)
def test_a_part_telegram_would_not_take_is_refused(part: int, size: int, total: int, error: str) -> None:
    with pytest.raises(Refused) as caught:
        Upload(big=True, path=None).put(part, bytes(size), total)
    assert caught.value.text == error


def test_parts_in_any_order_and_twice_are_one_file() -> None:
    upload = Upload(big=False, path=None)
    data = os.urandom(3 * KIB - 5)
    for part in (2, 0, 2, 1, 0):
        upload.put(part, data[part * KIB : (part + 1) * KIB])
    file = upload.finish("x", 3, hashlib.md5(data).hexdigest())
    assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    with pytest.raises(Refused, match="MD5_CHECKSUM_INVALID"):
        upload.finish("x", 3, "0" * 32)


def test_as_a_process_it_tells_its_address_and_what_it_got_and_ends_with_its_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.servers.mtproto", "--port", "0", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        address = Address.from_json(process.stdout.readline())
        asyncio.run(_send_one(address, tmp_path / "file.bin"))
        told = json.loads(process.stdout.readline())
        process.stdin.close()
        assert process.wait(10) == 0
    assert (told["kind"], told["chat_id"], told["size"]) == ("document", ADA, 1000)


async def _send_one(address: Address, file: Path) -> None:
    file.write_bytes(b"x" * 1000)
    with redirect.to(address):
        async with client() as stock:
            await stock.send_document(ADA, str(file))
