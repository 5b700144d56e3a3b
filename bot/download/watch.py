"""What yt-dlp tells of a download under way: how far it is, and the file that grows. Ends what must not go on."""

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from bot.domain.media import Arriving
from bot.download import choose
from bot.download.engine import BLOCK
from bot.download.looked import Info
from bot.download.playable import stays
from bot.download.progress import Meter, Sum
from bot.download.signatures import HEAD
from bot.errors import LiveStream, Upcoming

# What yt-dlp writes by itself, at the end only (PROTOCOL_MAP in yt_dlp/downloader/__init__.py). HLS would be, but what
# came that way is written anew by FFmpegFixupM3u8PP: for want of an ffprobe, whatever it holds.
IN_ORDER = ("http", "https", "http_dash_segments")


class Watch:
    """yt-dlp's hooks. Fragments come in several threads, so `progress` may be called from any."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._bytes = Sum(meter)
        self._lock = threading.Lock()
        self._growing: _Growing | None = None

    def filter(self, info: Info, *, incomplete: object) -> None:
        """yt-dlp's match_filter: called with what is known, and at last, complete, with the chosen formats."""
        refuse_live(info)
        if not incomplete:
            streams = info.get("requested_formats") or [info]
            self._bytes.expect((_key(stream), _size(stream)) for stream in streams)
            self._growing = _Growing(self._meter.begin()) if _untouched(info) else None

    def progress(self, hook: Info) -> None:
        """yt-dlp's progress hook. `max_filesize` looks at declared lengths of plain HTTP only, so bytes are counted."""
        key, done, declared = _key(hook["info_dict"]), hook.get("downloaded_bytes"), hook.get("total_bytes")
        with self._lock:
            if declared:
                self._bytes.declare(key, declared)
            total = declared or hook.get("total_bytes_estimate")
            if done is None:
                return
            finished = hook["status"] == "finished"
            if self._growing and done <= BLOCK and not finished and "fragment_index" not in hook:
                # A first block, perhaps of a file begun anew: yt-dlp doesn't say so, but resumed it would be further.
                self._growing.beginning = self._meter.begin()
            self._bytes.at(key, done, int(total) if total else None, lambda: self._file(hook), last=finished)

    def _file(self, hook: Info) -> Arriving | None:
        if self._growing is None:
            return None
        return self._growing.look(Path(hook.get("tmpfilename") or hook["filename"]), hook.get("total_bytes"))


@dataclass(slots=True)
class _Growing:
    """The one file that yt-dlp writes, and whether it will be the finished one."""

    beginning: int  # as the meter counts them
    stays: bool | None = None  # None: can't be said yet
    ask_at: int = HEAD  # bytes to be there when that is asked the next time; twice as many each time

    def look(self, path: Path, declared: int | None) -> Arriving | None:
        size = path.stat().st_size  # a part of what yt-dlp has counted may be in its buffer still
        if self.stays is None and size >= self.ask_at:
            self.ask_at = 2 * size
            self.stays = stays(path) and not is_page(path)
        if not self.stays:
            return None
        total = declared if declared and declared >= size else None  # of an encoded body it's the length on the way
        return Arriving(path, size, total, self.beginning)


def refuse_live(info: Info) -> None:
    """Raise LiveStream or Upcoming for what has no end yet."""
    if info.get("live_status") == "is_upcoming":
        raise Upcoming(f"{info.get('extractor')}: upcoming", seconds=_until(info.get("release_timestamp")))
    if info.get("is_live") or info.get("live_status") == "is_live":
        raise LiveStream(f"{info.get('extractor')}: {info.get('live_status')}")


def is_page(path: Path) -> bool:
    """Whether the file begins as a page does: what a server says instead of a film."""
    with path.open("rb") as file:
        return choose.of("", file.read(choose.LOOK_AT)) is choose.Body.PAGE


def _untouched(info: Info) -> bool:
    """Whether yt-dlp leaves the file as it has written it: nothing to merge or to fix (`fixup` in YoutubeDL.py)."""
    return (
        not info.get("requested_formats")
        and info.get("protocol") in IN_ORDER
        and info.get("stretched_ratio") in (None, 1)
        and info.get("container") != "m4a_dash"
        and not info.get("is_dash_periods")
    )


def _until(timestamp: float | None) -> int | None:
    """How many seconds it is until then; None when that isn't known, or past."""
    seconds = round(timestamp - time.time()) if timestamp else 0
    return seconds if seconds > 0 else None


def _key(info: Info) -> str:
    return str(info.get("format_id"))


def _size(stream: Info) -> int | None:
    size = stream.get("filesize") or stream.get("filesize_approx")
    return int(size) if size else None
