"""Files that set out before they are complete, and arrive byte for byte whatever becomes of them meanwhile."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.domain.media import Arriving, MediaFile, MediaKind
from bot.transfer.mtproto import Ahead, Mtproto
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, PART, ignored, sender, settled

SIZE = 12_345_678  # bytes
STEP = 1_234_567  # bytes that arrive at once


class Growing:
    """A file that is written piece by piece, and an upload that has set out with it."""

    def __init__(self, mtproto: Mtproto, folder: Path) -> None:
        self.mtproto = mtproto
        self.path = folder / "film.mp4.part"
        self.content = os.urandom(SIZE)
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
        await settled(parts(server, 5))
        file.begin_anew()
        await file.grow(SIZE)
        await file.send()
    file.arrived(server)


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
