"""yt-dlp as every step of a download sets it up."""

import random
import shutil
from collections import deque
from pathlib import Path
from typing import Any

from bot.download.client import CONNECT_WITHIN
from bot.download.options import Options

BLOCK = 256 * 1024  # bytes read at once
RETRIES = 5
FRAGMENTS_AT_ONCE = 4
LAST_LINES = 8  # of the engine's own words, kept for the log of a failure


def settings(folder: Path, options: Options) -> dict[str, Any]:
    """Every option but those of one step: nothing else is read, no config file, no cache."""
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
        "retry_sleep_functions": dict.fromkeys(("http", "fragment", "extractor"), pause),
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


class Said:
    """Stands where yt-dlp wants a logger; keeps its last warnings."""

    def __init__(self) -> None:
        self.last: deque[str] = deque(maxlen=LAST_LINES)

    def debug(self, message: str) -> None:
        """Chatter; the progress hook says more."""

    def warning(self, message: str) -> None:
        self.last.append(message)

    def error(self, message: str) -> None:
        """It is raised as well, so nothing is lost here."""


def pause(n: int) -> float:
    """Seconds to wait before the n-th try."""
    return random.uniform(0.5, 1.0) * float(min(8, 2**n / 2))  # noqa: S311 -- jitter
