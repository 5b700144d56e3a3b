"""A piece of a film or song, cut out of the finished file by copy. Imports PyAV, so import it late."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from bot.domain.format import Span
from bot.domain.media import Piece
from bot.download import films, signatures
from bot.download.programs import reading, run_ffmpeg
from bot.download.streams import moving, opened
from bot.errors import LinkNotSupported, SourceFailed, SpanOutside

BEGINNING = -1e9  # seconds: before a container's times begin, wherever that is


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of a film or song, in a file of its own."""

    path: Path
    begin: float  # seconds of the whole
    film: bool


def cut(path: Path, span: Span, folder: Path) -> Clip:
    """Write this piece of the file into `folder`.

    A film begins at the keyframe at or before the span's start, and goes on to its end, or to the film's own where that
    comes first. Sound is cut where it's asked for.

    Raises LinkNotSupported for neither film nor song, SpanOutside, SourceFailed or DiskFull.
    """
    with path.open("rb") as file:
        kind = signatures.recognise(file.read(signatures.HEAD))
    if kind is None or not kind.demuxer:
        raise LinkNotSupported("neither film nor song: there is nothing to cut")
    try:
        with opened(path, kind.demuxer) as container:
            length = (container.duration or 0) / av.time_base
            check(span, length)
            video = moving(container)
            begin = _keyframe(container, video, span.start) if video else span.start
    except av.FFmpegError as error:
        raise SourceFailed(f"{path.name}: {error}") from error
    if video:
        start = max(0.0, begin - films.EARLY)
        return Clip(films.cut(path, Piece(1, 1, start, span.end, playable=True), folder), begin, film=True)
    made = folder / f"piece{path.suffix or kind.extensions[0]}"
    times = ("-ss", f"{span.start:.6f}", "-to", f"{span.end:.6f}")
    run_ffmpeg(*reading(path, kind.demuxer), "-map", "0:a:0", "-c", "copy", *times, f"file:{made}")
    return Clip(made, begin, film=False)


def check(span: Span, length: float | None) -> None:
    """Raise SpanOutside for a span that begins behind the end; `length` is in seconds, where it is known."""
    if length and span.start >= length:
        raise SpanOutside(f"the span {span} begins behind the end, {length:.1f} s")


def _keyframe(container: InputContainer, video: VideoStream, start: float) -> float:
    """When the last keyframe that is shown by then is decoded, in seconds from the film's beginning."""
    zero = (container.start_time or 0) / av.time_base
    for place in (start + zero, BEGINNING):  # seeking may end behind it, where a container has no index
        container.seek(int(place * av.time_base))
        found = _last_key(container, video, start + zero)
        if found is not None:
            return max(0.0, found - zero)
    return 0.0


def _last_key(container: InputContainer, video: VideoStream, until: float) -> float | None:
    """The decoding time of the last keyframe shown by then, of those that come from here on."""
    found = None
    for shown, decoded, is_key in _pictures(container, video):
        if is_key and shown <= until:
            found = decoded
        if decoded > until or (is_key and shown > until):
            break
    return found


def _pictures(container: InputContainer, video: VideoStream) -> Iterator[tuple[float, float, bool]]:
    """Of each picture when it is shown and when decoded (seconds, as the container counts), and if it's a keyframe."""
    tick = float(video.time_base or 1)
    for packet in container.demux(video):
        shown = packet.dts if packet.pts is None else packet.pts
        if shown is not None:
            decoded = shown if packet.dts is None else packet.dts
            yield shown * tick, decoded * tick, packet.is_keyframe
