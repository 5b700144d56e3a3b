"""A file's way to Telegram's servers, part by part (https://core.telegram.org/api/files#uploading-files)."""

import asyncio
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyrogram import raw

from bot.concurrency.workers import Workers
from bot.errors import TransferFailed

types: Any = raw.types  # generated, without exports a type checker could follow
save: Any = raw.functions.upload

PART = 512 * 1024  # bytes, the largest Telegram takes
BIG = 10 * 1024 * 1024  # bytes; larger files go by saveBigFilePart
AHEAD = 4  # parts on their way at once, as the library's own save_file has it
FLOOD_PATIENCE = 60  # seconds; longer flood waits end the upload (FLOOD_PREMIUM_WAIT can hit a part)

Progress = Callable[[int, int], None]


async def upload(
    session: Any,
    path: Path,
    *,
    name: str,
    workers: Workers,
    stalled: float,
    progress: Progress | None = None,
) -> Any:
    """Upload a file; the InputFile it is known by.

    Raises what the library raises, TransferFailed when the file can't be read, TimeoutError when no part arrives for
    `stalled` seconds. Cancelled, it ends at once: there is no part whose answer it waits for.
    """
    try:
        size = (await workers.run(path.stat)).st_size
    except OSError as error:
        raise TransferFailed(f"{name} can't be read: {error.strerror}") from error
    big, parts = size > BIG, -(-size // PART)
    number = int.from_bytes(os.urandom(8), "little", signed=True)
    numbers, done, loop = iter(range(parts)), 0, asyncio.get_running_loop()

    async def carry() -> None:
        nonlocal done
        for part in numbers:
            data = await workers.run(_read, path, part, min(PART, size - part * PART))
            await session.invoke(_query(number, part, parts if big else None, data), sleep_threshold=FLOOD_PATIENCE)
            done += len(data)
            limit.reschedule(loop.time() + stalled)
            if progress is not None:
                progress(done, size)

    try:
        async with asyncio.timeout(stalled) as limit, asyncio.TaskGroup() as group:
            for _ in range(AHEAD if big else 1):
                group.create_task(carry())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None
    if big:
        return types.InputFileBig(id=number, parts=parts, name=name)
    return types.InputFile(id=number, parts=parts, name=name, md5_checksum=await workers.run(_md5, path))


def _read(path: Path, part: int, length: int) -> bytes:
    """One part. The file is opened for each, so that nobody closes it under a thread that still reads."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(part * PART)
            data = file.read(length)
    except OSError as error:
        raise TransferFailed(f"{path.name} can't be read: {error.strerror}") from error
    if len(data) != length:
        raise TransferFailed(f"{path.name} changed while it was sent, at part {part}")
    return data


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _query(number: int, part: int, parts: int | None, data: bytes) -> Any:
    if parts is None:
        return save.SaveFilePart(file_id=number, file_part=part, bytes=data)
    return save.SaveBigFilePart(file_id=number, file_part=part, file_total_parts=parts, bytes=data)
