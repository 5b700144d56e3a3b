"""Subtitles: which of a film's are meant, and how they go with it. Synchronous; made for a child process."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yt_dlp.utils import ISO639Utils

from bot.domain.media import MediaFile, MediaKind
from bot.download import signatures
from bot.download.names import safe, split
from bot.download.programs import reading, run_ffmpeg
from bot.download.signatures import MATROSKA, MP4

MOST = 10  # languages when none are named: a film may come with a hundred
MIME = "application/x-subrip"

_TIMES = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3}) +--> +(\d+):(\d\d):(\d\d)[,.](\d{3})")


@dataclass(frozen=True, slots=True)
class Subtitle:
    """One language's, as an .srt file."""

    language: str  # as the site names it, mostly an IETF tag
    path: Path


def wanted(there: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Which of the languages that are there are meant: each named one, or its nearest relative; all when none is named.

    >>> wanted(["en-GB", "fa", "de"], ["fa", "en", "fr"]), wanted(["en-GB", "fa"], [])
    (['fa', 'en-GB'], ['en-GB', 'fa'])
    """
    if not languages:
        return list(there[:MOST])
    found = (next((one for one in there if _same(one, language)), None) for language in languages)
    near = (next((one for one in there if _root(one) == _root(language)), None) for language in languages)
    return list(dict.fromkeys(filter(None, (exact or other for exact, other in zip(found, near, strict=True)))))


def shifted(subtitle: Subtitle, start: float, end: float) -> Subtitle:
    """Those of a piece (seconds) of the film, in a file of their own."""
    made = subtitle.path.with_suffix(".piece.srt")
    made.write_text(_piece(subtitle.path.read_text(encoding="utf-8"), start, end), encoding="utf-8")
    return Subtitle(subtitle.language, made)


def beside(subtitles: Iterable[Subtitle], name: str) -> tuple[MediaFile, ...]:
    """As files that go with the film of that name."""
    stem = split(name)[0]
    return tuple(
        MediaFile(
            one.path,
            safe(f"{stem}.{one.language}", "srt"),
            one.language,
            one.path.stat().st_size,
            MediaKind.DOCUMENT,
            mime=MIME,
        )
        for one in subtitles
        if one.path.stat().st_size
    )


def muxed(path: Path, subtitles: Sequence[Subtitle], folder: Path) -> Path:
    """The film with the subtitles in it, to be switched on: in an MP4 when it is one, else in Matroska.

    The file as it is when it's none that holds them. Raises SourceFailed or DiskFull.
    """
    with path.open("rb") as file:
        kind = signatures.recognise(file.read(signatures.HEAD))
    if not subtitles or kind is None or kind.demuxer not in (MP4.demuxer, MATROSKA.demuxer):
        return path
    mp4 = kind.demuxer == MP4.demuxer
    made = folder / f"subtitled{'.mp4' if mp4 else '.mkv'}"
    arguments = [*reading(path, kind.demuxer)]
    for one in subtitles:
        arguments += reading(one.path, "srt")
    arguments += ["-map", "0:v", "-map", "0:a?"]
    for number, one in enumerate(subtitles):
        arguments += ["-map", str(number + 1), f"-metadata:s:s:{number}", f"language={_long(one.language)}"]
    arguments += ["-c", "copy", "-c:s", "mov_text" if mp4 else "srt", "-disposition:s", "0"]
    run_ffmpeg(*arguments, *(("-movflags", "+faststart") if mp4 else ()), f"file:{made}")
    return made


def _piece(text: str, start: float, end: float) -> str:
    """SubRip text of the lines between two moments, with times from the first."""
    kept: list[str] = []
    for block in re.split(r"\n{2,}", text.replace("\r\n", "\n")):
        times = _TIMES.search(block)
        if times is None:
            continue
        shown, gone = max(_seconds(times.groups()[:4]), start), min(_seconds(times.groups()[4:]), end)
        if shown < gone:
            words = block[times.end() :].strip("\n")
            kept.append(f"{len(kept) + 1}\n{_clock(shown - start)} --> {_clock(gone - start)}\n{words}\n")
    return "\n".join(kept)


def _seconds(parts: Sequence[str]) -> float:
    hours, minutes, seconds, thousandths = map(int, parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _clock(seconds: float) -> str:
    """A moment as SubRip writes it.

    >>> _clock(3661.5)
    '01:01:01,500'
    """
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02},{thousandths:03}"


def _same(one: str, other: str) -> bool:
    return one.lower().replace("_", "-") == other.lower().replace("_", "-")


def _root(language: str) -> str:
    return re.split("[-_]", language.lower())[0]


def _long(language: str) -> str:
    """The language in three letters (ISO 639-2), as containers want it."""
    long: str | None = ISO639Utils.short2long(_root(language))  # type: ignore[no-untyped-call]
    return long or _root(language)
