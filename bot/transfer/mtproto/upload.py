"""A file's way to Telegram's servers, part by part (https://core.telegram.org/api/files#uploading-files)."""

import asyncio
import hashlib
import logging
import os
from collections.abc import Callable
from typing import Any

from pyrogram import raw

from bot.concurrency.workers import Workers
from bot.domain.limits import MTPROTO_UPLOAD
from bot.errors import FileTooLarge
from bot.transfer.mtproto.errors import LOGIN_LOST, TransportFlood, pause, theirs
from bot.transfer.mtproto.faults import AWAY, Flooded, Stalled
from bot.transfer.mtproto.lanes import Lanes
from bot.transfer.mtproto.packets import Part
from bot.transfer.mtproto.source import OpenFile, Source
from bot.transfer.mtproto.window import Window

types: Any = raw.types  # generated, without exports a type checker could follow

PART = 512 * 1024  # bytes, the largest Telegram takes
BIG = 10 * 1024 * 1024  # bytes; larger files go by saveBigFilePart
TRIES = 3  # of a part at which the server says that it is not well
FLOODS = 3  # in a row, with no part arrived in between, that are waited out
SHORTEST_PAUSE, LONGEST_PAUSE = 0.01, 1.0  # seconds before a part is sent anew whose connection was lost

Progress = Callable[[int, int], None]

log = logging.getLogger(__name__)


class _BegunAnew(Exception):
    """What has been uploaded is of a file that isn't any more."""


class Upload:
    """One file on its way. Another run may go on where one has failed: what has arrived isn't sent again."""

    def __init__(self, source: Source, workers: Workers, *, stalled: float) -> None:
        self.source = source
        self.name = ""  # the file's, for whoever gets it
        self.progress: Progress | None = None  # gets bytes arrived and in all
        self._workers, self._stalled = workers, stalled
        self._login = b""
        self._begin()

    def _begin(self) -> None:
        """Begin with the first part, under another id."""
        self._id = int.from_bytes(os.urandom(8), "little", signed=True)
        self._beginning = self.source.beginning
        self._arrived: dict[int, int] = {}  # part → bytes
        self._done = 0  # bytes

    async def run(self, lanes: Lanes, window: Window) -> Any:
        """Upload what has not arrived; the InputFile that names the whole. Waits for a source that still grows.

        Raises what the library raises, TransferFailed when the file can't be read, FileTooLarge, Stalled when no part
        arrives although there are some, Flooded when Telegram asks to wait time and again and takes none in between.
        Cancelled, it ends at once: there is no part whose answer it waits for.
        """
        while True:
            if self.source.beginning != self._beginning:
                log.info("upload begun anew, as its file was")
                self._begin()
            try:
                await _Run(self, lanes, window, self._stalled).to_the_end()
            except _BegunAnew:
                continue
            return await self._named()

    def under(self, login: bytes) -> None:
        """The login of the next run. Parts are known to the one they were sent with: under another all go again."""
        if self._arrived and login != self._login:
            log.info("upload begun anew, as the login was")
            self._begin()
        self._login = login

    def lose(self, number: int) -> None:
        """Telegram says that it misses this part: the next run sends it again."""
        self._done -= self._arrived.pop(number, 0)

    def part(self, number: int) -> Part | None:
        """A part as far as it can be told yet; None when the file ends before it."""
        total, file = self.source.total, self.source.file
        assert file is not None, "it has begun to arrive"
        offset = number * PART
        if total is not None and offset >= total:
            return None
        if offset >= MTPROTO_UPLOAD or (total or 0) > MTPROTO_UPLOAD:
            raise FileTooLarge(total, MTPROTO_UPLOAD)
        size = PART if total is None else min(PART, total - offset)
        count, big = (None, True) if total is None else (-(-total // PART), total > BIG)
        return Part(file, self._id, number, count, big, offset, size)

    def has(self, number: int) -> bool:
        return number in self._arrived

    def is_there(self, part: Part) -> bool:
        """Whether all its bytes can be read. Of a file without a known end the last part waits for that end."""
        if self.source.beginning != self._beginning:
            raise _BegunAnew
        there = self.source.size - part.offset
        return there >= part.size if part.count is not None else there > part.size

    def has_arrived(self, part: Part) -> None:
        self._arrived[part.number] = part.size
        self._done += part.size
        if self.progress is not None:
            self.progress(self._done, self.source.total or self._done)

    async def _named(self) -> Any:
        size, file = self.source.size, self.source.file
        assert file is not None
        parts = -(-size // PART)
        if size > BIG:
            return types.InputFileBig(id=self._id, parts=parts, name=self.name)
        md5 = await self._workers.run(_md5, file, size)
        return types.InputFile(id=self._id, parts=parts, name=self.name, md5_checksum=md5)


class _Run:
    """One try to bring all parts over."""

    def __init__(self, upload: Upload, lanes: Lanes, window: Window, stalled: float) -> None:
        self._upload, self._lanes, self._window, self._stalled = upload, lanes, window, stalled
        self._choosing = asyncio.Lock()
        self._next = 0
        self._flying = 0
        self._starving = False  # does it wait for the source?
        self._floods = 0  # in a row, with none of its parts arrived in between
        self._quiet_until = 0.0  # loop time at which the last of them was over
        self._moved()

    async def to_the_end(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                watching = group.create_task(self._watch())
                await asyncio.wait([group.create_task(self._carry_on()) for _ in range(self._window.largest)])
                watching.cancel()
        except ExceptionGroup as failures:
            first = failures.exceptions[0]
            raise first from first.__cause__

    async def _watch(self) -> None:
        """Raise Stalled when for too long no part has arrived. Silence that Telegram asks for doesn't count, of
        whichever upload it did, and where there is nothing to send there is no standstill."""
        loop = asyncio.get_running_loop()
        while True:
            idle = self._starving and not self._flying
            since = loop.time() if idle else max(self._moved_at, self._window.quiet_until)
            left = since + self._stalled - loop.time()
            if left <= 0:
                raise Stalled(f"no part arrived in {self._stalled:g} s")
            await asyncio.sleep(left)

    async def _carry_on(self) -> None:
        """Carry one part after the other. As many of these as the window is large; the window lets them in."""
        while (part := await self._choose()) is not None:
            self._flying += 1
            self._moved()
            try:
                await self._carry(part)
            finally:
                self._flying -= 1
            self._upload.has_arrived(part)
            self._floods = 0
            self._moved()

    async def _choose(self) -> Part | None:
        """The next part, as soon as it is there; None when all have been chosen."""
        async with self._choosing:
            while self._upload.source.file is None:
                await self._starve()
            while self._upload.has(self._next):
                self._next += 1
            while True:
                part = self._upload.part(self._next)
                if part is None or self._upload.is_there(part):
                    self._next += 1
                    return part
                await self._starve()

    async def _starve(self) -> None:
        self._starving = True
        await self._upload.source.news()
        self._starving = False

    async def _carry(self, part: Part) -> None:
        lost = unwell = 0
        while True:
            try:
                async with self._window.slot(self._upload) as sent:
                    return await self._lanes.put(part)
            except (theirs.Flood, TransportFlood) as error:
                self._flood(error, sent)
            except LOGIN_LOST:
                raise
            except OSError:  # its connection is gone: nothing but this part was lost by that
                await asyncio.sleep(min(LONGEST_PAUSE, SHORTEST_PAUSE * 2**lost))
                lost += 1
            except (theirs.InternalServerError, theirs.ServiceUnavailable) as error:
                unwell += 1
                if unwell == TRIES:
                    raise
                await asyncio.sleep(pause(error, unwell) or 0)

    def _flood(self, error: Exception, sent: float) -> None:
        """Hold back all parts for as long as Telegram asks, for a part sent then; raises where that is too much."""
        if sent >= self._quiet_until:  # else it was on its way when others heard the same
            self._floods += 1
        seconds = pause(error, self._floods)
        if seconds is None:
            raise error
        if self._floods > FLOODS:
            raise Flooded(f"{self._floods} in a row: {error}", seconds=AWAY) from error
        log.info("parts held back seconds=%s reason=%s", seconds, error)
        self._window.flood(seconds, sent)
        self._quiet_until = self._window.quiet_until

    def _moved(self) -> None:
        """Something goes on: the time of the standstill counts anew."""
        self._moved_at = asyncio.get_running_loop().time()


def _md5(file: OpenFile, size: int) -> str:
    return hashlib.md5(file.read(0, size), usedforsecurity=False).hexdigest()
