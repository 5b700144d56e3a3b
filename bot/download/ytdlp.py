"""yt-dlp as an engine, in the child: it looks at a page, and fetches what was found there, each with its YoutubeDL."""

import random
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yt_dlp
from yt_dlp.utils import YoutubeDLError

from bot.domain.format import Format
from bot.domain.found import Found
from bot.download import finding, formats, lists
from bot.download.client import CONNECT_WITHIN
from bot.download.errors import translate
from bot.download.looked import Info
from bot.download.options import Options
from bot.download.progress import Meter
from bot.download.watch import BLOCK, Watch, is_page, refuse_live
from bot.errors import LinkNotSupported

RETRIES = 5
FRAGMENTS_AT_ONCE = 4
LAST_LINES = 8  # of the engine's own words, kept for the log of a failure
DEEPEST = 4  # lists of one list of one …


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on disk, and what its page said of it."""

    path: Path
    title: str | None
    performer: str | None
    thumbnail: Path | None


def look(
    url: str, folder: Path, *, generic: bool = False, options: Options, note: Callable[[str], None] = lambda _: None
) -> tuple[Found, Info | None]:
    """What is at the address, and what `fetch` needs to get it; None for a list, whose items are fetched one by one.

    `generic`: no other extractor has to be asked. `note` gets what the log should know. Raises SourceError.
    """
    said = _Said()
    address, number = lists.unnumbered(url)
    params = _params(folder, options) | {
        "logger": said,
        "simulate": "list_only",  # all formats, none chosen
        "extract_flat": "in_playlist",
        "lazy_playlist": True,
        "playlist_items": str(number or f"1:{lists.MOST + 1}"),
    }
    try:
        with yt_dlp.YoutubeDL(params) as engine:  # type: ignore[no-untyped-call]
            whole = engine.extract_info(address, download=False, ie_key="Generic" if generic else None)
            info = _one(engine, whole)
            if info.get("entries") is not None:
                found = lists.listed(engine, address if info is whole else info.get("webpage_url") or address, info)
                note(f"list={info.get('id')} entries={len(found.items)} more={found.more}")
                return found, None
            refuse_live(info)
            return finding.found(engine, address, info), engine.sanitize_info(info, remove_private_keys=True)
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *said.last) from error


def fetch(info: Info, folder: Path, format: Format, *, ffmpeg: Path, options: Options, meter: Meter) -> Fetched:
    """Fetch what `look` has found.

    Raises SourceError, FileTooLarge (before, when the sizes are declared; else at the limit) and DiskFull.
    """
    said = _Said()
    watch = Watch(meter)
    params = _params(folder, options) | {
        "logger": said,
        "match_filter": watch.filter,
        "progress_hooks": [watch.progress],
        "format": formats.selector(format),
        "format_sort": formats.order(format),
        "merge_output_format": "mp4/webm/mkv",  # the first whose container may hold the codecs
        "writethumbnail": True,
        "ffmpeg_location": str(ffmpeg),
    }
    try:
        with yt_dlp.YoutubeDL(params) as engine:  # type: ignore[no-untyped-call]
            done = engine.process_ie_result(dict(info), download=True)
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *said.last) from error
    path = Path(done["requested_downloads"][0]["filepath"])
    if is_page(path):
        raise LinkNotSupported(f"what should be a video is a page | {' | '.join(said.last)}")
    return Fetched(path, finding.title(done), finding.performer(done), _thumbnail(done))


def _params(folder: Path, options: Options) -> dict[str, Any]:
    """Every option there is for yt-dlp, but for those of one step: nothing else is read, no config file, no cache."""
    params: dict[str, Any] = {
        "noplaylist": True,
        "paths": {"home": str(folder)},
        "outtmpl": {"default": "media.%(ext)s"},
        "trim_file_name": 100,
        "windowsfilenames": True,
        "updatetime": False,
        "overwrites": True,
        "cachedir": False,
        "quiet": True,
        "noprogress": True,
        "color": "no_color",
        "socket_timeout": CONNECT_WITHIN,
        "retries": RETRIES,
        "fragment_retries": RETRIES,
        "extractor_retries": 2,
        "retry_sleep_functions": dict.fromkeys(("http", "fragment", "extractor"), _pause),
        "skip_unavailable_fragments": False,  # a film with holes isn't the film
        "concurrent_fragment_downloads": FRAGMENTS_AT_ONCE,
        "buffersize": BLOCK,
        "noresizebuffer": True,  # it would grow to 4 MB, in each child
        "external_downloader": {"m3u8": "native", "dash": "native"},
        "hls_use_mpegts": False,
        "proxy": options.proxy,
        "remote_components": [],  # yt-dlp-ejs is installed
    }
    if options.cookies is not None:
        cookies = folder / "cookies.txt"  # a copy: yt-dlp writes them back
        shutil.copyfile(options.cookies, cookies)
        params["cookiefile"] = str(cookies)
    return params


class _Said:
    """Stands where yt-dlp wants a logger; keeps its last warnings."""

    def __init__(self) -> None:
        self.last: deque[str] = deque(maxlen=LAST_LINES)

    def debug(self, message: str) -> None:
        """Chatter; the progress hook says more."""

    def warning(self, message: str) -> None:
        self.last.append(message)

    def error(self, message: str) -> None:
        """It is raised as well, so nothing is lost here."""


def _one(engine: Any, info: Any) -> Info:
    """A result, of a list of one that one."""
    for _ in range(DEEPEST):
        if not info:
            break
        entries = info.get("entries")
        if entries is None:
            return info  # type: ignore[no-any-return]
        there = [entry for entry in entries if entry]
        if len(there) > 1:
            return info  # type: ignore[no-any-return]
        info = there[0] if there else None
        if info and info.get("_type", "video") != "video":  # told by its address only
            info = engine.process_ie_result(info, download=False)
    raise LinkNotSupported("an empty list")


def _thumbnail(info: Info) -> Path | None:
    """The page's picture, where it could be had."""
    thumbnails = [picture["filepath"] for picture in info.get("thumbnails") or () if picture.get("filepath")]
    return Path(thumbnails[-1]) if thumbnails else None


def _pause(n: int) -> float:
    return random.uniform(0.5, 1.0) * float(min(8, 2**n / 2))  # noqa: S311 -- jitter
