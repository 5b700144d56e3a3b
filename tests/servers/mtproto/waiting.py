"""Parts that wait for an earlier one: in memory up to a bound, beyond it in a file without a name."""

from tempfile import TemporaryFile
from typing import IO

IN_MEMORY = 32 * 1024 * 1024  # bytes of one upload; more than a client has in flight
SLOT = 512 * 1024  # bytes in the file for each part: the largest there is


class Waiting:
    """Not thread-safe: an Upload guards it."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._most = in_memory
        self._parts: dict[int, bytes | memoryview] = {}
        self._filed: dict[int, int] = {}  # part → bytes
        self._file: IO[bytes] | None = None
        self.held = 0  # bytes in memory

    def put(self, part: int, data: bytes | memoryview) -> None:
        if self.held + len(data) <= self._most:
            self._parts[part] = data
            self.held += len(data)
            return
        self._file = self._file or TemporaryFile()  # noqa: SIM115 (it lives as long as it holds a part)
        self._file.seek(part * SLOT)
        self._file.write(data)
        self._filed[part] = len(data)

    def pop(self, part: int) -> bytes | memoryview | None:
        """The part's bytes; None while it hasn't come."""
        if (data := self._parts.pop(part, None)) is not None:
            self.held -= len(data)
        elif self._file and part in self._filed:
            self._file.seek(part * SLOT)
            data = self._file.read(self._filed.pop(part))
            if not self._filed:
                self._file.close()
                self._file = None
        return data

    def __contains__(self, part: int) -> bool:
        return part in self._parts or part in self._filed
