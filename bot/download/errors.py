"""Foreign errors become ours, once: those of yt-dlp, urllib3 and the system.

By type where they have one. Where a site's extractor offers only prose, PROSE decides: a table of words.
"""

import errno
import functools
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from typing import ParamSpec, TypeVar

import urllib3.exceptions as urllib3
from yt_dlp.networking.exceptions import HTTPError, RequestError
from yt_dlp.utils import (
    ContentTooShortError,
    DownloadError,
    ExtractorError,
    GeoRestrictedError,
    UnsupportedError,
    UserNotLive,
)

from bot.domain.link import Link
from bot.errors import (
    AgeRestricted,
    BotCheck,
    DiskFull,
    Drm,
    EngineOutOfDate,
    FerryError,
    GeoBlocked,
    LinkNotSupported,
    NoJavaScriptRuntime,
    NothingThere,
    NotLive,
    Private,
    Removed,
    SignInNeeded,
    SourceBusy,
    SourceDown,
    SourceError,
    SourceFailed,
    SourceRefused,
    SourceUnreachable,
    Upcoming,
)

P = ParamSpec("P")
T = TypeVar("T")
Kind = type[FerryError]

LONGEST = 500  # characters of a detail
PASSING = (408, 425, 429, 500, 502, 503, 504)  # statuses that may be gone in a moment
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# What says exactly what it means. The first that fits decides.
EXACT: tuple[tuple[type[BaseException], Kind], ...] = (
    (UnsupportedError, LinkNotSupported),
    (GeoRestrictedError, GeoBlocked),
    (UserNotLive, NotLive),
    (urllib3.NameResolutionError, NothingThere),
    (urllib3.LocationValueError, LinkNotSupported),  # also an unknown scheme
)

# Trouble on the way, which may be the cause of something better explained in words.
NETWORK: tuple[tuple[type[BaseException], Kind], ...] = (
    (urllib3.DecodeError, SourceFailed),
    (urllib3.HTTPError, SourceUnreachable),
    (RequestError, SourceUnreachable),
    (ContentTooShortError, SourceUnreachable),
    (ConnectionError, SourceUnreachable),
    (TimeoutError, SourceUnreachable),
)

# Words of yt-dlp's extractors, and of the sites whose words they pass on; each is in tests/download/test_errors.py.
PROSE: tuple[tuple[Kind, str], ...] = (
    (LinkNotSupported, r"requested format is not"),
    (Upcoming, r"live (event|stream|broadcast) (will|has not|is scheduled)|livestream has not|not(?: yet)? started"),
    (Upcoming, r"premieres? in|event will (start|begin)|will begin (in|at|shortly)|waiting room"),
    (Upcoming, r"not (yet available|available yet|downloadable yet)|video is processing"),
    (EngineOutOfDate, r"not available on this app|latest version of|outdated|(signature|nsig) extraction failed"),
    (SourceDown, r"server.?side|internal (server )?error|maintenance|(service|temporarily) unavailable|overloaded"),
    (SignInNeeded, r"or login required"),  # Instagram names both causes, and only the second can be mended
    (SourceBusy, r"rate.?limit|too many requests|try (again )?later|\(352\)"),
    (BotCheck, r"not a bot|captcha|anti-?bot|a robot|(client|js) challenge|ip (address )?is (blocked|unable|likely)"),
    (AgeRestricted, r"\bage.?(restrict|verif|gate|limit)|your age\b|\badults?\b|nsfw|sensitive content"),
    (GeoBlocked, r"(your|this|from) (country|location|region)|\bgeo.?(restrict|block)|available in \w+ only|withheld"),
    (Drm, r"\bdrm\b|widevine"),
    (Private, r"private|password|protected tweet|friends|who follow|invit"),
    (SignInNeeded, r"sign(ed)? in|log(ged)?[ -]?in\b|login|registered users|cookies|authentication"),
    (SignInNeeded, r"subscri|supporter|members?[ -]only|for members|premium|purchase|rental|requires payment|vip acc"),
    (SignInNeeded, r"not authorized|access to this (content|post|class)|account that (is|has|was)|account is needed"),
    (SourceRefused, r"blocked|forbidden|copyright|access denied|other websites|\bdmca"),
    (NotLive, r"has ended|is offline|is not live|not currently live|no longer live"),
    (Removed, r"(un|no longer |not )available|isn't available|removed|deleted|terminated|suspended|expired|no longer"),
    (NothingThere, r"does ?n[o']t exist|not found"),
    (LinkNotSupported, r"unsupported|no (video|audio|media|formats|embed)|not a (video|media|valid url)|only images"),
    (SourceUnreachable, r"timed out|connection (reset|refused|aborted|closed)|bytes read|remote end closed|giving up"),
    (LinkNotSupported, r"does(n't| not) (have|contain) an?y? (video|audio)|there is no video"),
)
_PROSE = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in PROSE)

# Warnings of the engine that explain why it has found nothing, or no format.
WARNED: tuple[tuple[Kind, str], ...] = (
    (NoJavaScriptRuntime, r"no supported javascript runtime"),
    (EngineOutOfDate, r"(signature|nsig|n challenge|challenge) (extraction|solving) failed"),
)

_SOON = re.compile(r"\bin (?P<count>\d+|an?|a few) (?P<unit>second|minute|hour|day|week)s?\b", re.IGNORECASE)
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}

_STATUS = re.compile(r"HTTP Error (\d{3})\b")
_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)
_LIBRARY = re.compile(r"^Unable to download [^:]+: .*|\s*\(caused by .*|; please report this issue on .*", re.DOTALL)


def for_status(status: int, detail: str = "", *, seconds: int = 0) -> SourceError:
    """What an HTTP status that isn't success means; `seconds` is how long the source asks to wait."""
    kinds = {401: SignInNeeded, 403: SourceRefused, 451: GeoBlocked, 404: NothingThere, 410: Removed}
    kinds |= {429: SourceBusy, 407: SourceUnreachable, 408: SourceUnreachable}
    passing = {"seconds": seconds} if status in PASSING else {}
    otherwise = SourceDown if status >= 500 else SourceFailed
    return kinds.get(status, otherwise)(f"HTTP {status} {detail}".strip(), **passing)


def for_log(*notes: str) -> str:
    """What was said, as a detail: addresses without their secrets, in one bounded line.

    >>> for_log("HttpError: 403", "at https://example.com/a?token=b")
    'HttpError: 403 | at https://example.com/a'
    """
    text = " | ".join(" ".join(note.split()) for note in notes)
    return _ADDRESS.sub(lambda found: _redacted(found[0]), text)[:LONGEST]


def pause(error: SourceError) -> int | None:
    """How many seconds to wait at least before another try; None when there is no use in one."""
    return 0 if isinstance(error, SourceUnreachable) else error.values.get("seconds")


def in_prose(message: str) -> Kind | None:
    """What an extractor's sentence means; None when it says nothing known."""
    message = message.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return next((kind for kind, words in _PROSE if words.search(message)), None)


def begins_in(message: str) -> int | None:
    """How many seconds it is until then, where a sentence says so.

    >>> begins_in("Premieres in 3 hours"), begins_in("This live event will begin in a few moments.")
    (10800, None)
    """
    said = _SOON.search(message)
    if said is None:
        return None
    count = int(said["count"]) if said["count"].isdecimal() else 1
    return count * _SECONDS[said["unit"].lower()]


def translate(error: BaseException, *notes: str) -> FerryError:
    """Ours for theirs; `notes` are what the engine said before, for the log."""
    chain = list(_causes(error))
    ours = next((cause for cause in chain if isinstance(cause, FerryError)), None)
    if ours is not None:
        return ours
    detail = for_log(f"{type(error).__name__}: {error}", *notes)
    status = _status(chain)
    if status in (401, 407, 429, 451):  # they say more than words do
        return for_status(status, detail)
    kind = _by_number(chain) or _by_type(chain, EXACT) or _by_prose(chain)
    if kind is None and status is not None:
        return for_status(status, detail)
    if kind is Upcoming:
        return Upcoming(detail, seconds=begins_in(str(error)))
    if kind is None or kind is LinkNotSupported:
        kind = _by_warnings(notes) or kind
    return (kind or _by_type(chain, NETWORK) or _by_surprise(chain))(detail)


def translated(call: Callable[P, T]) -> Callable[P, T]:
    """The call, raising our errors for those of urllib3 and the system."""

    @functools.wraps(call)
    def translating(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return call(*args, **kwargs)
        except (urllib3.HTTPError, OSError) as error:
            raise translate(error) from error

    return translating


def _status(chain: list[BaseException]) -> int | None:
    """The HTTP status behind it; a fragment's is told in words only."""
    for cause in chain:
        if isinstance(cause, HTTPError):
            return int(cause.status)
        if isinstance(cause, DownloadError) and (said := _STATUS.search(str(cause))):
            return int(said[1])
    return None


def _by_number(chain: list[BaseException]) -> Kind | None:
    for cause in chain:
        if isinstance(cause, socket.gaierror):
            return SourceUnreachable if cause.errno == socket.EAI_AGAIN else NothingThere
        if isinstance(cause, OSError) and cause.errno in NO_SPACE:
            return DiskFull
    return None


def _by_type(chain: list[BaseException], table: tuple[tuple[type[BaseException], Kind], ...]) -> Kind | None:
    return next((ours for theirs, ours in table for cause in chain if isinstance(cause, theirs)), None)


def _by_prose(chain: list[BaseException]) -> Kind | None:
    """What an extractor says counts, not the library's words around it."""
    said = [_LIBRARY.sub("", cause.orig_msg) for cause in chain if isinstance(cause, ExtractorError)]
    if len(chain) == 1 and isinstance(chain[0], DownloadError) and _status(chain) is None:
        said.append(str(chain[0]))  # a downloader that gave up says so without a cause
    return next((kind for kind in map(in_prose, said) if kind), None)


def _by_warnings(notes: Iterable[str]) -> Kind | None:
    return next((kind for kind, words in WARNED for note in notes if re.search(words, note, re.IGNORECASE)), None)


def _by_surprise(chain: list[BaseException]) -> Kind:
    """yt-dlp marks what its extractor did not expect: a site that has changed, mostly."""
    surprised = any(isinstance(cause, ExtractorError) and not cause.expected for cause in chain)
    return EngineOutOfDate if surprised else SourceFailed


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all that led to it: Python's chain, and the fields in which both libraries keep causes."""
    seen: list[BaseException] = []
    todo: list[object] = [error]
    while todo:
        cause = todo.pop(0)
        if not isinstance(cause, BaseException) or cause in seen:
            continue
        seen.append(cause)
        yield cause
        exc_info = getattr(cause, "exc_info", None) or (None, None, None)
        todo += [exc_info[1], getattr(cause, "cause", None), getattr(cause, "reason", None)]
        todo += [*cause.args, cause.__cause__, cause.__context__]


def _redacted(address: str) -> str:
    try:
        return Link(address).redacted
    except ValueError:
        return "(an address)"
