"""Which engine a link is for: decided by evidence, not by a list of sites."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from urllib3.exceptions import DecodeError, TimeoutError
from yt_dlp.extractor import gen_extractor_classes

from bot.domain.found import unnumbered
from bot.download.client import Answer, Client
from bot.download.errors import pause, translated
from bot.download.signatures import recognise
from bot.errors import SourceError

LONGEST_PAUSE = 10  # seconds that a source may ask for
LOOK_AT = 1024  # bytes; what a browser needs to tell a page from a file
RANGE_REFUSED = (400, 403, 405, 416, 501)  # statuses that may be meant for the Range alone; 416: an empty file

# https://www.iana.org/assignments/media-types and what players register beside it
MANIFEST_TYPES = (
    "application/vnd.apple.mpegurl",
    "application/x-mpegurl",
    "audio/mpegurl",
    "audio/x-mpegurl",
    "application/dash+xml",
    "application/vnd.ms-sstr+xml",
    "application/xspf+xml",
    "application/smil+xml",
)
PAGE_TYPES = ("text/html", "application/xhtml+xml")

_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_MANIFEST = re.compile(rb"#EXTM3U|<(\w+:)?(MPD|SmoothStreamingMedia|smil|playlist|rss)\b")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Body(StrEnum):
    """What an address holds."""

    FILE = "file"
    PAGE = "page"
    MANIFEST = "manifest"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first bytes of an address and its headers say."""

    body: Body
    url: str  # where it comes from in the end
    disposition: str | None = None
    content_type: str = ""
    size: int | None = None  # bytes of all of it
    mime: str | None = None  # by its bytes, where they are known

    @property
    def sounds(self) -> bool:
        """Whether it is of a kind that may hold sound."""
        return (self.mime or self.content_type).startswith(("video/", "audio/"))


def extractor(url: str) -> str | None:
    """The name of yt-dlp's extractor for the address, other than the generic one; None when there is none."""
    url, _ = unnumbered(url)
    kinds = gen_extractor_classes()  # type: ignore[no-untyped-call]
    names = (kind.IE_NAME for kind in kinds if kind.suitable(url))
    return next((str(name) for name in names if name != "generic"), None)


def probe(url: str, client: Client, *, sleep: Callable[[float], None] = time.sleep) -> Seen:
    """Look at the first bytes of an address.

    A ranged GET, not HEAD: servers refuse HEAD or answer it wrongly, and types lie, but bytes don't. Raises
    SourceError for anything but success; what may be gone in a moment is looked at twice.
    """
    try:
        return _look(url, client)
    except SourceError as error:
        asked = pause(error)
        if asked is None or asked > LONGEST_PAUSE or isinstance(error.__cause__, TimeoutError):
            raise  # a time-out: a person has waited long enough
        sleep(asked + random.uniform(0.5, 1.0))  # noqa: S311 -- jitter
        return _look(url, client)


def _look(url: str, client: Client) -> Seen:
    with client.open(url, {"Range": f"bytes=0-{LOOK_AT - 1}"}) as answer:
        if answer.status not in RANGE_REFUSED:
            return _judge(url, answer)
    with client.open(url) as answer:
        return _judge(url, answer)


def _judge(url: str, answer: Answer) -> Seen:
    if answer.url != url and extractor(answer.url):
        return Seen(Body.PAGE, answer.url)  # a short link: the extractor knows its site better than the status does
    if answer.status not in (200, 203, 206):
        raise answer.failure()
    _, size = answer.extent()  # before anything is read: what is left of the body tells
    disposition = answer.header("Content-Disposition")
    attached = (disposition or "").strip().lower().startswith("attachment")
    first = _first_bytes(answer)
    kind = recognise(first)
    return Seen(
        Body.FILE if attached else of(answer.content_type, first),
        answer.url,
        disposition,
        answer.content_type,
        size,
        kind.mime if kind else None,
    )


@translated
def _first_bytes(answer: Answer) -> bytes:
    first = b""
    try:
        while len(first) < LOOK_AT:
            more = answer.response.read1(LOOK_AT - len(first), decode_content=True)
            if not more:
                break
            first += more
    except DecodeError:
        pass  # a compressed body cut by the range; what was read decides
    return first


def of(kind: str, first: bytes) -> Body:
    """What a body is, by its content type and its first bytes; where they disagree, the bytes win.

    >>> of("text/html", b"<!doctype html><title>Hi"), of("video/mp4", b"<!doctype html><title>Sorry")
    (<Body.PAGE: 'page'>, <Body.PAGE: 'page'>)
    >>> of("text/html", bytes([0, 0, 0, 32]) + b"ftypisom"), of("text/plain", b"#EXTM3U")
    (<Body.FILE: 'file'>, <Body.MANIFEST: 'manifest'>)
    """
    text = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind in PAGE_TYPES:
        return Body.FILE if _BINARY.search(text) and not text.startswith(b"<") else Body.PAGE
    if text.startswith((b"#EXTM3U", b"<")) and (kind in MANIFEST_TYPES or _MANIFEST.search(text)):
        return Body.MANIFEST
    if kind.startswith("text/") or "+xml" in kind:
        return Body.FILE  # source code, a drawing: shown as it is, markup or not
    return Body.PAGE if text.startswith(b"<") and _PAGE.search(text) else Body.FILE
