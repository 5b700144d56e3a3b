"""What yt-dlp says of a video or song, in our words."""

from typing import Any

from bot.domain.format import Format, Only
from bot.domain.found import Found
from bot.download import formats
from bot.download.looked import Info

UNKNOWING = ("Generic", "HTML5MediaEmbed")  # extractors whose uploader is just the host

WRITTEN = ("srt", "vtt", "ass", "ssa", "lrc", "ttml", "dfxp")  # subtitles that can become .srt; a chat's replay can't


def found(engine: Any, url: str, info: Info) -> Found:
    """What there is of a video or song."""
    sound = formats.sounds(info)
    return Found(
        title=title(info) or url,
        uploader=info.get("uploader") or info.get("channel") if _knowing(info) else None,
        duration=info.get("duration"),
        picture=info.get("thumbnail"),
        heights=formats.heights(engine, info),
        sound=sound,
        sound_size=formats.weight(engine, info, Format(only=Only.M4A)) if sound else None,
        subtitles=tuple(subtitles(info)),
        described=bool((info.get("description") or "").strip()),
    )


def title(info: Info) -> str | None:
    """The page's title."""
    said = info.get("title")
    if said and not _knowing(info):
        return str(said).removesuffix(" (1)")  # numbered, also where there is but one
    return said


def performer(info: Info) -> str | None:
    """Who made it: a song's artists, else whoever has put it there."""
    name = ", ".join(info.get("artists") or ()) or info.get("artist") or info.get("creator")
    if not name and _knowing(info):
        name = info.get("uploader")
    return str(name) if name else None


def subtitles(info: Info) -> list[str]:
    """Languages of the subtitles that people have made."""
    return [
        language
        for language, files in (info.get("subtitles") or {}).items()
        if any(file.get("ext") in WRITTEN for file in files)
    ]


def _knowing(info: Info) -> bool:
    return info.get("extractor_key") not in UNKNOWING
