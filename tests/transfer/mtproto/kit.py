"""What the tests of the MTProto client have in common."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from bot.errors import LargeFilesOut
from bot.resilience.breaker import Breaker
from bot.transfer.mtproto import Mtproto

TOKEN = "123:secret-token"
ADA, GROUP, FORUM = 42, -77, -1_000_000_000_555
BIG = 12 * 1024 * 1024
PART = "upload.SaveBigFilePart"


class Drawer(dict[str, str | None]):
    """A vault that lies open."""

    def set(self, name: str, value: str | None) -> None:
        self[name] = value


def made(**options: Any) -> Mtproto:
    """The client with what it needs; options replace."""
    needed = {"api_id": 1, "api_hash": "secret-hash", "bot_token": TOKEN, "vault": Drawer(), "breaker": Breaker()}
    return Mtproto(**needed | options)


@asynccontextmanager
async def sender(**options: Any) -> AsyncIterator[Mtproto]:
    mtproto = made(**options)
    before = asyncio.all_tasks()
    try:
        yield mtproto
    finally:
        await mtproto.stop()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before, "no task outlives the client"


def media(folder: Path, kind: MediaKind = MediaKind.VIDEO, size: int = BIG, **values: Any) -> MediaFile:
    path = folder / "1f0e-local-name.bin"
    path.write_bytes(os.urandom(1024) * (size // 1024) + b"x" * (size % 1024))
    facts = {"name": "Harbour.mp4", "title": "Harbour", "mime": "video/mp4"} | values
    return MediaFile(path=path, size=size, kind=kind, **facts)


async def at_once(seconds: float) -> None:
    """A pause nobody waits for."""


def ignored(done: int, total: int) -> None:
    """A progress nobody looks at."""


async def brought(mtproto: Mtproto, file: MediaFile, caption: str) -> None:
    """Send it again while Telegram can't be had, as whoever waits for it would: so far nothing was sent."""
    for _ in range(10):
        try:
            await mtproto.send(file, Target(ADA), caption=caption, progress=ignored)
        except LargeFilesOut:
            continue
        return
    raise AssertionError("ten tries in vain")


async def settled(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


async def cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
