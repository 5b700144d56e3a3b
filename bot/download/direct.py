"""A file fetched as it is: streamed to disk, resumed after a break, tried again while there is hope."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from urllib3.exceptions import DecodeError, HTTPError, IncompleteRead

from bot.domain.media import Arriving
from bot.download.client import Answer, Client
from bot.download.errors import NO_SPACE, pause, translate
from bot.download.progress import Meter
from bot.errors import DiskFull, SourceError, SourceUnreachable

CHUNK = 1024 * 1024  # bytes asked of the socket at once; it gives what it has
TRIES = 5  # in a row without a single new byte
LONGEST_PAUSE = 10.0  # seconds between two tries, by ourselves
LONGEST_ASKED = 60  # seconds that a source may ask for
NO_HEADERS: Mapping[str, str] = MappingProxyType({})
SHORT_ENDS = 3  # clean ends at one and the same byte: then the declared length is what lies


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on disk, and what its server said of it."""

    path: Path
    url: str  # where it came from in the end
    disposition: str | None
    content_type: str


def fetch(
    url: str,
    path: Path,
    client: Client,
    meter: Meter,
    *,
    headers: Mapping[str, str] = NO_HEADERS,
    sleep: Callable[[float], None] = time.sleep,
) -> Fetched:
    """Fetch the address into the file `path`; `headers` go with each request.

    It is what will be sent, so each report shows how much of it is there; the last one shows it whole.

    Raises SourceError, FileTooLarge (before, when the length is declared; else at the limit) and DiskFull.
    """
    part = _Part(path)
    idle = 0
    while True:
        best = part.furthest
        try:
            with client.open(url, {**headers, **part.headers()}) as answer:
                if _take(part, answer, meter):
                    part.total = part.size  # also where the declared length was a lie
                    meter.at(part.size, part.total, part.arriving, last=True)
                    return Fetched(path, answer.url, answer.header("Content-Disposition"), answer.content_type)
            error: SourceError = SourceUnreachable(f"ended after {part.size} of {part.total} bytes")
        except SourceError as broken:
            error = broken
        idle = 0 if part.furthest > best else idle + 1
        asked = pause(error)
        if asked is None or asked > LONGEST_ASKED or idle >= TRIES:
            raise error
        sleep(asked + random.uniform(0.5, 1.0) * min(LONGEST_PAUSE, 0.5 * 2**idle))  # noqa: S311 -- jitter


@dataclass(slots=True)
class _Part:
    """What is on disk of the file, and by what its server would know that it's still the same."""

    path: Path
    size: int = 0  # bytes there
    furthest: int = 0  # bytes that were there at best, over all beginnings
    total: int | None = None  # bytes in all, where declared
    validator: str | None = None  # ETag or Last-Modified
    resumable: bool = True
    decoded: bool = True  # whether an encoding is undone; some servers declare one that isn't there
    ends: list[int] = field(default_factory=list)  # where the body ended cleanly, but short of its length
    beginning: int = 0  # as the meter counts them

    def headers(self) -> dict[str, str]:
        """What to ask for: the rest, if the file is still the same."""
        if not self.size or not self.resumable:
            return {}
        condition = {"If-Range": self.validator} if self.validator else {}
        return {"Range": f"bytes={self.size}-", **condition}

    def begin(self, answer: Answer) -> bool:
        """Whether the answer goes on where the file ends; else the file begins anew with it."""
        start, total = answer.extent()
        if answer.status == 206 and self.size and start == self.size and self._same(answer, total):
            return True
        self.size = 0
        self.validator = _validator(answer)
        self.total = total
        self.resumable = self.resumable and not answer.encoded
        return False

    def _same(self, answer: Answer, total: int | None) -> bool:
        return _validator(answer) in (None, self.validator) and (None in (self.total, total) or self.total == total)

    def arriving(self) -> Arriving:
        """What there is of the file. Each write has gone to the system before it's counted."""
        return Arriving(self.path, self.size, self.total, self.beginning)

    def grow(self, count: int) -> None:
        self.size += count
        self.furthest = max(self.furthest, self.size)

    def ended_short(self) -> bool:
        """Note a clean end before the declared length; whether the length is a lie."""
        self.ends.append(self.size)
        return self.ends[-SHORT_ENDS:] == [self.size] * SHORT_ENDS


def _take(part: _Part, answer: Answer, meter: Meter) -> bool:
    """Take what this answer holds; whether the file is complete."""
    if answer.status == 416 and part.size:
        _, total = answer.extent()
        if total == part.size:
            return True
        part.resumable = False  # another file, or a server that can't do ranges
        return False
    if answer.status not in (200, 203, 206):
        raise answer.failure()
    asked = bool(part.headers())
    append = part.begin(answer)
    if asked and answer.status == 206 and not append:
        part.resumable = False  # another piece than asked for: next time the whole
        return False
    meter.expect(part.total)
    if not append:
        part.beginning = meter.begin()
    with part.path.open("ab" if append else "wb", buffering=0) as file:
        return _copy(part, answer, file, meter)


def _copy(part: _Part, answer: Answer, file: BinaryIO, meter: Meter) -> bool:
    """Copy the body to disk, as it comes; whether it came to its end."""
    decode = answer.encoded and part.decoded
    while True:
        try:
            data = answer.response.read1(CHUNK, decode_content=decode)
        except DecodeError:
            part.decoded = False
            return False
        except (HTTPError, OSError) as error:
            clean = any(isinstance(cause, IncompleteRead) for cause in (error, *error.args))
            if clean and part.ended_short():
                return True
            raise translate(error) from error
        if not data:
            return part.total is None or part.size >= part.total
        _write(file, data)
        part.grow(len(data))
        meter.at(part.size, part.total, part.arriving)


def _write(file: BinaryIO, data: bytes) -> None:
    view = memoryview(data)
    try:
        while view:  # an unbuffered file may take less
            view = view[file.write(view) :]
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(str(error)) from error
        raise


def _validator(answer: Answer) -> str | None:
    """By what the server knows this version of the file (RFC 9110, 13.1.5: a weak ETag doesn't do)."""
    etag = answer.header("ETag")
    if etag and not etag.startswith("W/"):
        return etag
    return answer.header("Last-Modified")
