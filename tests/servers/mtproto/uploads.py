"""Files on their way to the server, part by part (https://core.telegram.org/api/files)."""

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path

LARGEST_PART = 512 * 1024  # bytes
MOST_PARTS = 4000  # of a bot's file


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
    sha256: str
    parts: int
    big: bool
    path: Path | None = None  # where it lies, when the server keeps files


@dataclass
class Upload:
    """One file id. Parts may come in any order and more than once; the hash follows as they close up."""

    big: bool
    path: Path | None
    sizes: dict[int, int] = field(default_factory=dict)
    _waiting: dict[int, bytes] = field(default_factory=dict)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._sha256, self._md5 = hashlib.sha256(), hashlib.md5()

    def put(self, part: int, data: bytes, total: int | None = None) -> None:
        """Take one part; called from threads. `total` is what the client says of the file's parts."""
        if not data or len(data) > LARGEST_PART:
            raise Refused(400, "FILE_PART_TOO_BIG" if data else "FILE_PART_EMPTY")
        if not 0 <= part < MOST_PARTS or (total is not None and part >= total):
            raise Refused(400, "FILE_PART_INVALID")
        if total is not None and total > MOST_PARTS:
            raise Refused(400, "FILE_PARTS_INVALID")
        with self._lock:
            if part in self.sizes:
                return
            self.sizes[part] = len(data)
            self._waiting[part] = data
            while self._next in self._waiting:
                self._take(self._waiting.pop(self._next))
                self._next += 1

    def _take(self, data: bytes) -> None:
        self._sha256.update(data)
        if not self.big:
            self._md5.update(data)
        if self.path is not None:
            with self.path.open("ab") as file:
                file.write(data)

    def finish(self, name: str, parts: int, md5: str | None = None) -> StoredFile:
        """The complete file, or the refusal Telegram has for what is wrong with it."""
        for part in range(parts):
            if part not in self.sizes:
                raise Refused(400, f"FILE_PART_{part}_MISSING")
        size = self.sizes[0] if self.sizes else 0
        if len(self.sizes) != parts or not parts:
            raise Refused(400, "FILE_PARTS_INVALID")
        if parts > 1 and (size % 1024 or LARGEST_PART % size):
            raise Refused(400, "FILE_PART_SIZE_INVALID")
        if any(self.sizes[part] != size for part in range(parts - 1)) or self.sizes[parts - 1] > size:
            raise Refused(400, "FILE_PART_SIZE_CHANGED")
        if md5 and md5 != self._md5.hexdigest():
            raise Refused(400, "MD5_CHECKSUM_INVALID")
        total = sum(self.sizes.values())
        return StoredFile(name, total, self._sha256.hexdigest(), parts, self.big, self.path)
