"""yt-dlp as an engine, in the child: it looks at a page, and fetches what was found there, each with its YoutubeDL."""

import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import yt_dlp
from yt_dlp.utils import YoutubeDLError

from bot.domain.format import Format, Only, Subtitles
from bot.domain.found import Found
from bot.download import finding, formats, lists, subtitles
from bot.download.engine import Said, settings
from bot.download.errors import translate
from bot.download.finish import Raw
from bot.download.looked import Info
from bot.download.options import Options
from bot.download.progress import Meter
from bot.download.subtitles import Subtitle
from bot.download.watch import Watch, is_page, refuse_live
from bot.errors import LinkNotSupported, NothingThere

DEEPEST = 4  # lists of one list of one …


def look(
    url: str,
    folder: Path,
    *,
    number: int | None = None,
    generic: bool = False,
    options: Options,
    note: Callable[[str], None] = lambda _: None,
) -> tuple[Found, Info | None]:
    """What is at the address, and what `fetch` needs to get it; None for a list, whose items are fetched one by one.

    `number`: this item of the list is meant. `generic`: no other extractor has to be asked. `note` gets what the log
    should know. Raises SourceError.
    """
    said = Said()
    params = settings(folder, options) | {
        "logger": said,
        "simulate": "list_only",  # all formats, none chosen
        "extract_flat": "in_playlist",
        "lazy_playlist": True,
        "playlist_items": str(number or f"1:{lists.MOST + 1}"),
    }
    try:
        with yt_dlp.YoutubeDL(params) as engine:  # type: ignore[no-untyped-call]
            whole = engine.extract_info(url, download=False, ie_key="Generic" if generic else None)
            info = _one(engine, whole)
            if info.get("entries") is not None:
                found = lists.listed(engine, url if info is whole else info.get("webpage_url") or url, info)
                note(f"list={info.get('id')} entries={len(found.items)} more={found.more}")
                return found, None
            refuse_live(info)
            return finding.found(engine, url, info), engine.sanitize_info(info, remove_private_keys=True)
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *said.last) from error


def fetch(info: Info, folder: Path, format: Format, *, ffmpeg: Path, options: Options, meter: Meter) -> Raw:
    """Fetch what `look` has found: the streams that the format means, or the picture; subtitles and the picture beside.

    Raises SourceError, FileTooLarge (before, when the sizes are declared; else at the limit) and DiskFull.
    """
    params = settings(folder, options) | {"ffmpeg_location": str(ffmpeg)}
    if format.only is Only.PICTURE:
        return _picture(info, folder, params)
    said = Said()
    watch = Watch(meter)
    texts = _subtitles(info, folder, format, params)
    params |= {
        "logger": said,
        "match_filter": watch.filter,
        "progress_hooks": [watch.progress],
        "format": formats.selector(format),
        "format_sort": formats.order(format),
        "merge_output_format": "mp4/webm/mkv",  # the first whose container may hold the codecs
        "writethumbnail": True,
    }
    try:
        with yt_dlp.YoutubeDL(params) as engine:  # type: ignore[no-untyped-call]
            done = engine.process_ie_result(dict(info), download=True)
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *said.last) from error
    path = Path(done["requested_downloads"][0]["filepath"])
    if is_page(path):
        raise LinkNotSupported(f"what should be a video is a page | {' | '.join(said.last)}")
    title, performer = finding.title(done), finding.performer(done)
    return Raw(path, title=title, performer=performer, thumbnail=_thumbnail(done), subtitles=texts)


def _picture(info: Info, folder: Path, params: dict[str, Any]) -> Raw:
    said = Said()
    done = _beside(info, params | {"logger": said, "writethumbnail": True})
    path = _thumbnail(done)
    if path is None:
        kind = NothingThere if info.get("thumbnails") else LinkNotSupported
        raise kind(f"no picture | {' | '.join(said.last)}")
    return Raw(path, title=finding.title(info))


def _subtitles(info: Info, folder: Path, format: Format, params: dict[str, Any]) -> tuple[Subtitle, ...]:
    """The subtitles that are wanted, as far as they can be had: a film without them is better than none."""
    languages = subtitles.wanted(finding.subtitles(info), format.languages)
    if format.subtitles is Subtitles.OFF or format.only or not languages:
        return ()
    convert = {"key": "FFmpegSubtitlesConvertor", "format": "srt", "when": "before_dl"}
    written = {
        "logger": Said(),
        "writesubtitles": True,
        "subtitleslangs": [re.escape(language) for language in languages],
        "subtitlesformat": "/".join(finding.WRITTEN),
        "postprocessors": [convert],
    }
    _beside(info, params | written)
    paths = ((language, folder / f"media.{language}.srt") for language in languages)
    return tuple(Subtitle(language, path) for language, path in paths if path.exists())


def _beside(info: Info, params: dict[str, Any]) -> Info:
    """Let yt-dlp write what goes with a film, but not the film; what can't be had is left out."""
    without = {"skip_download": True, "ignoreerrors": True, "ignore_no_formats_error": True}
    try:
        with yt_dlp.YoutubeDL(params | without) as engine:  # type: ignore[no-untyped-call]
            return engine.process_ie_result(deepcopy(dict(info)), download=True) or {}
    except (YoutubeDLError, OSError) as error:
        raise translate(error, *params["logger"].last) from error


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
