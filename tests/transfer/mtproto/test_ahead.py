"""Files that set out before they are complete, and arrive byte for byte whatever becomes of them meanwhile."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.domain.limits import MB
from bot.domain.media import Arriving, MediaFile, MediaKind, Sent
from bot.errors import ChatRefused, SourceFailed
from bot.transfer.choose import Transfers
from bot.transfer.mtproto import Ahead, Mtproto, Phase
from bot.transfer.mtproto.upload import PART as PART_SIZE
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, PART, ignored, sender, settled

SIZE = 12_345_678  # bytes
STEP = 1_234_567  # bytes that arrive at once


class Growing:
    """A file that is written piece by piece, and an upload that has set out with it."""

    def __init__(self, mtproto: Mtproto, folder: Path, size: int = SIZE) -> None:
        self.mtproto = mtproto
        self.path = folder / "film.mp4.part"
        self.content = os.urandom(size)
        self.ahead = Ahead(Target(ADA))
        self.beginning = 1
        self.task = asyncio.create_task(mtproto.ahead(self.ahead))

    async def grow(self, upto: int, total: int | None = SIZE) -> None:
        """Write on, and say so, as the downloading child does."""
        size = self.path.stat().st_size if self.path.exists() else 0
        while size < upto:
            with self.path.open("ab", buffering=0) as file:
                size += file.write(self.content[size : min(size + STEP, upto)])
            self.ahead.source.grow(Arriving(self.path, size, total, self.beginning))
            await asyncio.sleep(0)

    def begin_anew(self) -> None:
        self.path.write_bytes(b"")
        self.content = os.urandom(SIZE)
        self.beginning += 1
        self.ahead.source.grow(Arriving(self.path, 0, SIZE, self.beginning))

    async def send(self, path: Path | None = None) -> None:
        path = path or self.path
        media = MediaFile(path, "film.mp4", "Film", path.stat().st_size, MediaKind.VIDEO)
        await self.mtproto.send(media, Target(ADA), caption="", progress=ignored, ahead=self.ahead)
        await self.task

    def arrived(self, server: MtprotoServer) -> None:
        """Once, whole, and as it was."""
        (sent,) = server.world.sent
        assert sent.file.sha256 == hashlib.sha256(self.content).hexdigest()


def parts(server: MtprotoServer, atleast: int) -> Callable[[], bool]:
    return lambda: server.world.calls[PART] >= atleast


@pytest.mark.parametrize("total", [SIZE, None], ids=["known size", "unknown size"])
async def test_a_file_is_uploaded_while_it_arrives(server: MtprotoServer, tmp_path: Path, total: int | None) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2, total)
        await settled(parts(server, 10))  # half of it is there, and all of that has set out
        assert not server.world.sent
        await file.grow(SIZE, total)
        await file.send()
    file.arrived(server)
    (upload,) = (upload for upload in server.world.uploads.values() if upload.big)
    assert max(upload.times.values()) == 1


async def test_the_last_part_of_an_unknown_number_waits_for_the_end(server: MtprotoServer, tmp_path: Path) -> None:
    """It alone tells how many they are, so it can't be sent as one of many, however full it is."""
    size = 24 * PART_SIZE
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path, size)
        await file.grow(size, total=None)
        await settled(parts(server, 23))
        await asyncio.sleep(0.1)
        assert server.world.calls[PART] == 23
        await file.send()
    file.arrived(server)


async def test_a_file_that_gets_its_last_name_at_the_end_is_the_same_file(
    server: MtprotoServer, tmp_path: Path
) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE)
        await file.send(file.path.rename(tmp_path / "film.mp4"))
    file.arrived(server)
    assert sum(upload.big for upload in server.world.uploads.values()) == 1


async def test_a_file_that_was_made_anew_at_the_end_is_uploaded_as_it_is_then(
    server: MtprotoServer, tmp_path: Path
) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE)
        await settled(parts(server, 20))
        file.content = os.urandom(SIZE - 1000)
        (tmp_path / "remuxed.mp4").write_bytes(file.content)
        await file.send(tmp_path / "remuxed.mp4")
    file.arrived(server)


async def test_a_download_that_begins_anew_takes_the_upload_along(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        await settled(lambda: sum(len(upload.times) for upload in server.world.uploads.values()) == 11)
        await asyncio.sleep(0.1)  # until it waits for more
        file.begin_anew()
        await file.grow(SIZE)
        await settled(parts(server, 11 + 24))  # the upload has begun anew before the end
        await file.send()
    file.arrived(server)
    assert server.world.calls[PART] == 11 + 24


async def test_a_declared_size_that_was_wrong_does_no_harm(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2, total=SIZE)
        await settled(parts(server, 5))
        file.content = file.content[: SIZE // 2]
        await file.send()
    file.arrived(server)


async def test_a_source_that_pauses_is_no_standstill_of_the_upload(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender(stalled=0.3) as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        await settled(parts(server, 11))
        await asyncio.sleep(0.7)  # longer than the timer, which runs in real time
        assert not file.task.done()
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)


@pytest.mark.parametrize("code", ["FLOOD_WAIT_600", "SESSION_REVOKED", "INTERNAL"])
async def test_what_ends_the_early_upload_does_not_end_the_delivery(
    server: MtprotoServer, tmp_path: Path, code: str
) -> None:
    error = {"FLOOD_WAIT_600": 420, "SESSION_REVOKED": 401, "INTERNAL": 500}[code]
    async with sender() as mtproto:
        server.fault(PART, error=(error, code), times=3 if code == "INTERNAL" else 1, after=4)
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        await settled(parts(server, 5))
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)


async def test_bytes_that_vanish_before_anybody_says_so_spoil_nothing(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        await mtproto.send(whole(tmp_path), Target(ADA), caption="", progress=ignored)  # so that it sets out at once
        server.world.sent.clear()
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        file.path.write_bytes(b"")  # emptied, and being written anew; the report comes later
        await asyncio.sleep(0.3)
        file.begin_anew()
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)


async def test_after_an_early_standstill_only_what_is_missing_is_sent(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(PART, deed="hang", times=None, after=4)
    async with sender(stalled=0.3) as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        await file.task
        server.faults.clear()
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)
    (upload,) = server.world.uploads.values()
    assert max(upload.times.values()) == 1


async def test_a_login_lost_early_begins_the_upload_anew(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        file = Growing(mtproto, tmp_path)
        await file.grow(SIZE // 2)
        await settled(parts(server, 10))
        server.forget_keys()
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)
    lost, made = server.world.uploads.values()
    assert len(made.times) == -(-SIZE // PART_SIZE), "Telegram knows no part of the login before"
    assert len(lost.times) < len(made.times)


def whole(folder: Path) -> MediaFile:
    path = folder / "small.bin"
    path.write_bytes(b"small")
    return MediaFile(path, "small.bin", "Small", 5, MediaKind.DOCUMENT)


class Never:
    """A Bot API that is not to be used."""

    async def send(self, *_: object, **__: object) -> Sent:
        raise AssertionError("it is too large for the Bot API")


def transfers(mtproto: Mtproto) -> Transfers:
    return Transfers(botapi=Never(), mtproto=mtproto, local=False, max_file_size=2000 * MB)


async def test_a_chat_that_refuses_ends_the_download_at_once(server: MtprotoServer, tmp_path: Path) -> None:
    server.world.refuse(ADA, 400, "USER_IS_BLOCKED")
    path = tmp_path / "film.part"
    path.write_bytes(bytes(MB))
    async with sender() as mtproto:

        async def deliver() -> None:
            async with transfers(mtproto).parcel(Target(ADA)) as parcel:
                parcel.arriving(Arriving(path, MB, 60 * MB))
                await asyncio.Event().wait()  # a download that takes its time

        with pytest.raises(ChatRefused, match="USER_IS_BLOCKED"):
            await asyncio.wait_for(deliver(), 10)
    assert not server.world.calls[PART]


async def test_a_download_that_fails_calls_its_upload_back(server: MtprotoServer, tmp_path: Path) -> None:
    path = tmp_path / "film.part"
    path.write_bytes(os.urandom(20 * MB))
    async with sender() as mtproto:

        async def deliver() -> None:
            async with transfers(mtproto).parcel(Target(ADA)) as parcel:
                parcel.arriving(Arriving(path, 20 * MB, 60 * MB))
                await settled(parts(server, 3))
                raise SourceFailed("gone")

        with pytest.raises(SourceFailed, match="gone"):
            await deliver()
        assert not [task for task in asyncio.all_tasks() if "_carry_on" in repr(task)]
        assert mtproto.state().phase is Phase.UP
    assert not server.world.sent


async def test_a_film_goes_all_its_way_through_a_parcel(server: MtprotoServer, tmp_path: Path) -> None:
    path, content = tmp_path / "film.part", os.urandom(MB) * 60
    async with sender() as mtproto, transfers(mtproto).parcel(Target(ADA)) as parcel:
        with path.open("wb", buffering=0) as file:
            for at in range(0, len(content), 10 * MB):
                size = at + file.write(content[at : at + 10 * MB])
                parcel.arriving(Arriving(path, size, len(content)))
                await settled(parts(server, at // PART_SIZE))
        media = MediaFile(path.rename(tmp_path / "film.mp4"), "film.mp4", "Film", len(content), MediaKind.VIDEO)
        seen: list[tuple[int, int]] = []
        await parcel.send(media, caption="", progress=lambda *now: seen.append(now))
        assert seen[-1] == (len(content), len(content))
    (sent,) = server.world.sent
    assert sent.file.sha256 == hashlib.sha256(content).hexdigest()
    (upload,) = server.world.uploads.values()
    assert {*upload.times.values()} == {1}
