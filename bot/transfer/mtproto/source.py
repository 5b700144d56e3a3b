"""The file that is sent: on disk already, or still arriving."""

import asyncio
import contextlib
import os
from pathlib import Path

from bot.domain.media import Arriving
from bot.errors import TransferFailed


class OpenFile:
    """An open file. It closes itself when the last one lets go of it: a thread may still read for a caller who left."""

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDONLY)

    def __del__(self) -> None:
        with contextlib.suppress(AttributeError):  # it could not be opened
            os.close(self.descriptor)

    def read(self, offset: int, size: int) -> bytes:
        """So many bytes from there on; raises TransferFailed when they aren't there."""
        try:
            data = os.pread(self.descriptor, size, offset)
        except OSError as error:
            raise TransferFailed(f"the file can't be read: {error.strerror}") from error
        if len(data) != size:
            raise TransferFailed(f"the file changed while it was sent: {len(data)} of {size} bytes at {offset}")
        return data

    def is_at(self, path: Path) -> bool:
        """Whether it is the one that lies there, maybe under another name than it was opened by."""
        return os.path.samestat(os.fstat(self.descriptor), path.stat())


class Source:
    """How much of a file is there, and what of it is final. Lives in the event loop."""

    def __init__(self) -> None:
        self.file: OpenFile | None = None
        self.size = 0  # bytes there
        self.total: int | None = None  # bytes in all, once that is sure
        self.beginning = 0  # grows whenever what was read before is worth nothing
        self._writer = 0  # the beginning its writer is at
        self._news = asyncio.Event()

    @classmethod
    def of(cls, path: Path) -> "Source":
        """A complete file; raises TransferFailed when it can't be read."""
        source = cls()
        source.become(path)
        return source

    def grow(self, arriving: Arriving) -> None:
        """So much of it is there; nothing, as long as it can't be opened."""
        if self.file is None or arriving.beginning != self._writer:
            try:
                self.file = OpenFile(arriving.path)
            except OSError:
                return
            self._writer = arriving.beginning
            self.beginning += 1
        self._is(arriving.size, arriving.total)

    def become(self, path: Path) -> None:
        """It is complete and lies there, maybe as another file than the one that grew; raises TransferFailed."""
        try:
            size = path.stat().st_size
            if self.file is None or not self.file.is_at(path):
                self.file = OpenFile(path)
                self.beginning += 1
        except OSError as error:
            raise TransferFailed(f"{path.name} can't be read: {error.strerror}") from error
        self._is(size, size)

    async def news(self) -> None:
        """Return when something of this has changed since the last call."""
        await self._news.wait()
        self._news.clear()

    def _is(self, size: int, total: int | None) -> None:
        if self.total not in (None, total):
            self.beginning += 1  # parts have been sent as parts of another number
        self.size, self.total = size, total
        self._news.set()
