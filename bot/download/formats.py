"""Which of a site's streams a format means, in yt-dlp's words, and what they weigh."""

from collections.abc import Sequence
from typing import Any

from bot.domain.format import Format, Only
from bot.domain.found import Height
from bot.download.looked import Info

Formats = Sequence[Info]

WHOLE = "bv*+ba/b"
SOUND = "ba/ba*"

# What every phone plays, up to 1080p; never re-encoded. As the `mp4` preset in yt_dlp/options.py, with a height.
SORT = ["vcodec:h264", "lang", "res:1080", "quality", "fps", "hdr:12", "acodec:aac", "ext:mp4:m4a"]
UNSORTED = SORT[2]

# Where sound comes only with a picture: beside the smallest ones it's often thinner, beside larger ones the same.
PICTURE_OF_SOUND = "res:480"


def selector(format: Format) -> str:
    """The streams to choose from (yt-dlp's option `format`)."""
    return SOUND if format.only and format.only.sound else WHOLE


def order(format: Format) -> list[str]:
    """Which of them first (yt-dlp's option `format_sort`).

    A height that is asked for goes before the codec: the nearest one below, or the smallest there is.
    """
    if format.only and format.only.sound:
        return ["lang", "acodec:mp3" if format.only is Only.MP3 else "acodec:aac", PICTURE_OF_SOUND]
    if format.height is not None:
        return [f"res:{format.height}", *(field for field in SORT if field != UNSORTED)]
    return SORT


def heights(engine: Any, info: Info) -> tuple[Height, ...]:
    """The heights a video comes in, the highest first, each with the weight of what would be fetched for it."""
    sides = {_side(stream) for stream in _streams(info) if stream.get("vcodec") != "none"} - {None}
    return tuple(
        Height(side, weight(engine, info, Format(height=side))) for side in sorted(filter(None, sides), reverse=True)
    )


def sounds(info: Info) -> bool:
    """Whether there is sound, or may be: not all sites say."""
    return any(stream.get("acodec") != "none" for stream in _streams(info))


def weight(engine: Any, info: Info, format: Format) -> int | None:
    """How many bytes would be fetched, as far as the site says or lets guess; None when it doesn't."""
    sizes = [_size(stream, info.get("duration")) for stream in _chosen(engine, info, format)]
    return None if not sizes or None in sizes else sum(filter(None, sizes))


def _streams(info: Info) -> Formats:
    """All streams; what has but one is a stream itself."""
    return info.get("formats") or [info]


def _chosen(engine: Any, info: Info, format: Format) -> Formats:
    """The streams that yt-dlp would take, chosen as in YoutubeDL.process_video_result: none, one, or two to merge."""
    engine.params["format_sort"] = order(format)
    ordered = {"formats": list(_streams(info)), "_format_sort_fields": info.get("_format_sort_fields")}
    engine.sort_formats(ordered)
    picked = engine._select_formats(ordered["formats"], engine.build_format_selector(selector(format)))
    return picked[-1].get("requested_formats") or picked[-1:] if picked else []


def _side(stream: Info) -> int | None:
    """A picture's height as people name it: of one that stands upright, its width (yt-dlp's field `res`)."""
    return min(filter(None, (stream.get("height"), stream.get("width"))), default=None)


def _size(stream: Info, duration: float | None) -> int | None:
    size = stream.get("filesize") or stream.get("filesize_approx")
    if not size and stream.get("tbr") and duration:
        size = stream["tbr"] * 1000 / 8 * duration  # kbit/s
    return int(size) if size else None
