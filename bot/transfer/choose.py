"""Which way a file goes: the Bot API while it takes it, MTProto above, and there even before it is complete."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Protocol

from bot.domain.delivery import Target, Way
from bot.domain.limits import BOT_API_PIECE, BOT_API_UPLOAD, LOCAL_API_UPLOAD, MTPROTO_PIECE, MTPROTO_UPLOAD
from bot.domain.media import Arriving, KnownFile, MediaFile, Sent
from bot.domain.message import Rows
from bot.errors import FileTooLarge, LargeFilesOff
from bot.transfer.mtproto import Ahead

Progress = Callable[[int, int], None]
Count = Callable[[Way, int], None]  # bytes sent by a way


class SmallFiles(Protocol):
    """The Bot API."""

    async def send(self, media: MediaFile, target: Target, *, caption: str, progress: Progress) -> Sent: ...

    async def album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]: ...

    async def resend(self, known: KnownFile, target: Target, *, caption: str, rows: Rows = ()) -> Sent: ...


class LargeFiles(Protocol):
    """MTProto."""

    @property
    def free_in(self) -> float: ...

    async def ahead(self, ahead: Ahead) -> None: ...

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Progress, ahead: Ahead | None = None
    ) -> Sent: ...


class Transfers:
    """`ports.Transfer`: picks the way by size."""

    def __init__(
        self,
        *,
        botapi: SmallFiles,
        mtproto: LargeFiles | None,
        local: bool,
        max_file_size: int,
        count: Count = lambda way, size: None,
    ) -> None:
        self._botapi, self._mtproto, self._count = botapi, mtproto, count
        self._botapi_limit = LOCAL_API_UPLOAD if local else BOT_API_UPLOAD
        self.limit = max_file_size

    @property
    def whole_limit(self) -> int:
        """What goes in one file at present, in bytes."""
        free = self._mtproto is not None and not self._mtproto.free_in
        return max(self._botapi_limit, MTPROTO_UPLOAD if free else 0)

    @property
    def piece_limit(self) -> int:
        """What a piece of a file may have at present, in bytes."""
        free = self._mtproto is not None and not self._mtproto.free_in
        return MTPROTO_PIECE if free or self._botapi_limit > MTPROTO_PIECE else BOT_API_PIECE

    @asynccontextmanager
    async def parcel(self, target: Target) -> AsyncIterator["Parcel"]:
        """A way for one file into this chat. Left without `send`, whatever has set out is called back.

        Raises ChatRefused in the middle of whatever is done in it, as soon as an early upload hears of that.
        """
        try:
            async with asyncio.TaskGroup() as group:  # it cancels what is done in it when one of its tasks fails
                parcel = Parcel(self, target, group)
                try:
                    yield parcel
                finally:
                    parcel.close()
        except BaseExceptionGroup as failures:
            first = failures.exceptions[0]
            raise first from first.__cause__

    def ahead(self, file: Arriving, target: Target) -> Ahead | None:
        """A beginning for a file that still arrives, where it will go by MTProto and that can be had."""
        size = max(file.size, file.total or 0)
        if self._mtproto is None or self._mtproto.free_in or not self._botapi_limit < size <= MTPROTO_UPLOAD:
            return None
        return Ahead(target)

    async def upload(self, ahead: Ahead) -> None:
        assert self._mtproto is not None, "there is something ahead"
        await self._mtproto.ahead(ahead)

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Progress, ahead: Ahead | None
    ) -> Sent:
        """Send it whole; raises TransferError, or FileTooLarge where no way takes that."""
        if media.size <= self._botapi_limit:
            sent = await self._botapi.send(media, target, caption=caption, progress=progress)
            self._count(Way.BOT_API, media.size)
            return sent
        if media.size > MTPROTO_UPLOAD:
            raise FileTooLarge(media.size, MTPROTO_UPLOAD)
        if self._mtproto is None:
            raise LargeFilesOff(media.size, self._botapi_limit)
        sent = await self._mtproto.send(media, target, caption=caption, progress=progress, ahead=ahead)
        self._count(Way.MTPROTO, media.size)
        return sent

    async def album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]:
        """Send two to ten pictures and films together, each with its caption; raises TransferError."""
        sent = await self._botapi.album(files, target)
        for media, _ in files:
            self._count(Way.BOT_API, media.size)
        return sent

    async def resend(self, known: KnownFile, target: Target, *, caption: str, rows: Rows = ()) -> Sent:
        """Send what Telegram has: by the Bot API, whatever its size."""
        sent = await self._botapi.resend(known, target, caption=caption, rows=rows)
        self._count(Way.MEMORY, known.size)
        return replace(sent, way=Way.MEMORY)


class Parcel:
    """`ports.Parcel`: one file's way into one chat."""

    def __init__(self, transfers: Transfers, target: Target, group: asyncio.TaskGroup) -> None:
        self._transfers, self._target, self._group = transfers, target, group
        self._ahead: Ahead | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    def arriving(self, file: Arriving) -> None:
        """So much of it is there."""
        if self._closed:
            return
        if self._ahead is None and (ahead := self._transfers.ahead(file, self._target)):
            self._ahead = ahead
            self._task = self._group.create_task(self._transfers.upload(ahead))
        if self._ahead is not None:
            self._ahead.source.grow(file)

    async def send(self, media: MediaFile, *, caption: str, progress: Progress) -> Sent:
        """Send it whole; raises TransferError, or FileTooLarge where no way takes that."""
        return await self._transfers.send(media, self._target, caption=caption, progress=progress, ahead=self._ahead)

    def close(self) -> None:
        """Nothing sets out any more, and what has not arrived is called back."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
