"""Files on their way to the server, part by part (https://core.telegram.org/api/files)."""

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.mtproto.waiting import Waiting

LARGEST_PART = 512 * 1024  # bytes
MOST_PARTS = 4000  # of a bot's file
UNKNOWN = -1  # as a number of parts: not known yet (https://core.telegram.org/api/files#streamed-uploads)
CLOSE_UP = 10.0  # seconds for hashing and writing what has come; a moment unless the disk is full
BEGIN = 32  # bytes kept of each part, to know it again


class Refused(Exception):
    """An RPC error for the client: its code and its text."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


@dataclass(frozen=True)
class StoredFile:
    """A complete file: what its parts came to."""

    name: str
    size: int  # bytes
    sha256: str  # empty when the server was told not to hash
    parts: int
    big: bool
    path: Path | None = None  # where it lies, when the server keeps files


@dataclass
class Upload:
    """One file id. Parts may come in any order and more than once; the hash follows as they close up."""

    big: bool
    path: Path | None
    hashed: bool = True  # without it parts are counted and let go; nothing is kept in `path`
    sizes: dict[int, int] = field(default_factory=dict)  # part → bytes
    times: Counter[int] = field(default_factory=Counter)  # part → how often it was taken
    total: int | None = None  # parts, once the client has said so
    streamed: bool = False  # some parts came before their number was known
    _begins: dict[int, bytes] = field(default_factory=dict)
    _waiting: Waiting = field(default_factory=Waiting)
    _next: int = 0
    _closing_up: bool = False
    _change: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self._sha256, self._md5 = hashlib.sha256(), hashlib.md5()

    def put(self, part: int, data: bytes | memoryview, total: int | None = None) -> None:
        """Take one part; called from threads. `total` is what the client says of the file's parts."""
        with self._change:
            self._check(part, len(data), total)
            if part not in self.sizes:
                self._keep(part, data)
                self.sizes[part] = len(data)
            self.times[part] += 1
            if self._closing_up or self._next not in self._waiting:
                return
            self._closing_up = True  # by this thread; the others need not wait for it
        self._close_up()

    def _check(self, part: int, size: int, total: int | None) -> None:
        if not 0 < size <= LARGEST_PART:
            raise Refused(400, "FILE_PART_TOO_BIG" if size else "FILE_PART_EMPTY")
        if not 0 <= part < MOST_PARTS or (total is not None and total != UNKNOWN and part >= total):
            raise Refused(400, "FILE_PART_INVALID")
        if total == UNKNOWN:  # every part but the last is full, so this one can be the last only by a later word
            if size % 1024 or LARGEST_PART % size:
                raise Refused(400, "FILE_PART_SIZE_INVALID")
            if part and self.sizes.get(0, size) != size:
                raise Refused(400, "FILE_PART_SIZE_CHANGED")
            self.streamed = True
        elif total is not None:
            if not 0 < total <= MOST_PARTS or total != (self.total or total):
                raise Refused(400, "FILE_PARTS_INVALID")
            self.total = total

    def _keep(self, part: int, data: bytes | memoryview) -> None:
        if not self.hashed:
            return
        begin = bytes(data[:BEGIN])
        if self._begins.setdefault(part, begin) != begin:
            raise Refused(400, "FILE_PART_INVALID")  # a forgotten part that comes again with other bytes
        if part >= self._next:
            self._waiting.put(part, data)

    def _close_up(self) -> None:
        while True:
            with self._change:
                data = self._waiting.pop(self._next)
                if data is None:
                    self._closing_up = False
                    self._change.notify_all()
                    return
                self._next += 1
            self._sha256.update(data)
            if not self.big:
                self._md5.update(data)
            if self.path is not None:
                with self.path.open("ab") as file:
                    file.write(data)

    def forget(self, part: int) -> None:
        """Miss a part that was taken, until it comes again."""
        with self._change:
            self.sizes.pop(part, None)

    def finish(self, name: str, parts: int, md5: str | None = None) -> StoredFile:
        """The complete file, or the refusal Telegram has for what is wrong with it."""
        with self._change:
            if not self._change.wait_for(lambda: not self._closing_up, CLOSE_UP):
                raise RuntimeError("the file's end can't be kept")
        for part in range(parts):
            if part not in self.sizes:
                raise Refused(400, f"FILE_PART_{part}_MISSING")
        size = self.sizes[0] if self.sizes else 0
        if len(self.sizes) != parts or not parts or (self.streamed and self.total != parts):
            raise Refused(400, "FILE_PARTS_INVALID")
        if parts > 1 and (size % 1024 or LARGEST_PART % size):
            raise Refused(400, "FILE_PART_SIZE_INVALID")
        if any(self.sizes[part] != size for part in range(parts - 1)) or self.sizes[parts - 1] > size:
            raise Refused(400, "FILE_PART_SIZE_CHANGED")
        if md5 and self.hashed and md5 != self._md5.hexdigest():
            raise Refused(400, "MD5_CHECKSUM_INVALID")
        total = sum(self.sizes.values())
        sha256 = self._sha256.hexdigest() if self.hashed else ""
        return StoredFile(name, total, sha256, parts, self.big, self.path if self.hashed else None)
