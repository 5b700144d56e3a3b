"""yt-dlp as an engine: one YoutubeDL for each delivery, in the child."""

import random
import shutil
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yt_dlp
from yt_dlp.utils import YoutubeDLError

from bot.download.client import CONNECT_WITHIN
from bot.download.errors import translate
from bot.download.options import Options
from bot.download.playable import playable
from bot.download.progress import Meter
from bot.download.watch import BLOCK, Info, Watch, is_page
from bot.errors import LinkNotSupported

RETRIES = 5
FRAGMENTS_AT_ONCE = 4
LAST_LINES = 8  # of the engine's own words, kept for the log of a failure

UNKNOWING = ("Generic", "HTML5MediaEmbed")  # extractors whose uploader is just the host

# What every phone plays, up to 1080p; never re-encoded. As the `mp4` preset in yt_dlp/options.py, with a height.
SORT = ["vcodec:h264", "lang", "res:1080", "quality", "fps", "hdr:12", "acodec:aac", "ext:mp4:m4a"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on disk, and what its page said of it."""

    path: Path
    title: str | None
    performer: str | None
    thumbnail: Path | None


def fetch(
    url: str,
    folder: Path,
    *,
    generic: bool = False,
    ffmpeg: Path,
    options: Options,
    meter: Meter,
    note: Callable[[str], None] = lambda _: None,
) -> Fetched:
    """Fetch the video or song at the address, the first one of a playlist.

    `generic`: no other extractor has to be asked. `note` gets what the log should know.

    Raises SourceError, FileTooLarge (before, when the sizes are declared; else at the limit) and DiskFull.
    """
    said = _Said()
    watch = Watch(meter)
    params = _params(folder, ffmpeg, options) | {
        "logger": said,
        "match_filter": watch.filter,
        "progress_hooks": [watch.progress],
    }
    try:
        with yt_dlp.YoutubeDL(params) as engine:  # type: ignore[no-untyped-call]
            info = _first(engine.extract_info(url, ie_key="Generic" if generic else None), note)
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *said.last) from error
    path = Path(info["requested_downloads"][0]["filepath"])
    if is_page(path):
        raise LinkNotSupported(f"what should be a video is a page | {' | '.join(said.last)}")
    return Fetched(playable(path, ffmpeg), _title(info), _performer(info), _thumbnail(info))


def _params(folder: Path, ffmpeg: Path, options: Options) -> dict[str, Any]:
    """Every option there is for yt-dlp: nothing else is read, no config file, no plug-in, no cache."""
    params: dict[str, Any] = {
        "format": "bv*+ba/b",
        "format_sort": SORT,
        "merge_output_format": "mp4/webm/mkv",  # the first whose container may hold the codecs
        "noplaylist": True,
        "playlist_items": "1",
        "lazy_playlist": True,
        "paths": {"home": str(folder)},
        "outtmpl": {"default": "media.%(ext)s"},
        "trim_file_name": 100,
        "windowsfilenames": True,
        "writethumbnail": True,
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
        "ffmpeg_location": str(ffmpeg),
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


def _first(info: Any, note: Callable[[str], None]) -> Info:
    """The one video of a result: of a playlist, its first."""
    while info and info.get("entries") is not None:
        note(f"playlist={info.get('id')} entries={info.get('playlist_count')}: its first one is fetched")
        info = next((entry for entry in info["entries"] if entry), None)
    if not info:
        raise LinkNotSupported("an empty playlist")
    return info  # type: ignore[no-any-return]


def _title(info: Info) -> str | None:
    title = info.get("title")
    if title and info.get("extractor_key") in UNKNOWING:
        return str(title).removesuffix(" (1)")  # numbered, also where there is but one
    return title


def _performer(info: Info) -> str | None:
    performer = ", ".join(info.get("artists") or ()) or info.get("artist") or info.get("creator")
    if not performer and info.get("extractor_key") not in UNKNOWING:
        performer = info.get("uploader")
    return str(performer) if performer else None


def _thumbnail(info: Info) -> Path | None:
    """The page's picture, where it could be had."""
    thumbnails = [picture["filepath"] for picture in info.get("thumbnails") or () if picture.get("filepath")]
    return Path(thumbnails[-1]) if thumbnails else None


def _pause(n: int) -> float:
    return random.uniform(0.5, 1.0) * float(min(8, 2**n / 2))  # noqa: S311 -- jitter
