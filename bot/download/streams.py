"""What a media container holds. Imports PyAV, so import it late."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from bot.download import thumbnail
from bot.download.thumbnail import LARGEST_PICTURE, MOST_PIXELS

LONGEST = 1_000_000.0  # seconds; what says it is longer doesn't know
LONGEST_TAG = 200  # characters
_STILL = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image


@dataclass(frozen=True, slots=True)
class Streams:
    """The facts of one container. Codecs carry FFmpeg's names; None where there is no such stream."""

    video: str | None = None  # codec of the moving picture
    audio: str | None = None
    width: int | None = None  # pixels, as shown
    height: int | None = None
    duration: float | None = None  # seconds
    title: str | None = None
    performer: str | None = None
    thumbnail: Path | None = None


def read(path: Path, demuxer: str, folder: Path) -> Streams | None:
    """Read a container, and make a thumbnail in `folder` of a frame or of its cover; None when it can't be read."""
    try:
        with opened(path, demuxer) as container:
            return _streams(container, folder)
    except av.FFmpegError:
        return None


def codecs(path: Path, demuxer: str) -> tuple[str | None, str | None] | None:
    """The codecs of the moving picture and of the sound; None when the container can't be read."""
    try:
        with opened(path, demuxer) as container:
            return _codec(moving(container)), _codec(_sound(container))
    except av.FFmpegError:
        return None


@contextmanager
def opened(path: Path, demuxer: str) -> Iterator[InputContainer]:
    """The container, read by that demuxer alone: a guessed one could be a playlist, which opens further files."""
    options = {"max_pixels": str(MOST_PIXELS), "protocol_whitelist": "file", "threads": "1"}
    with av.open(str(path), "r", format=demuxer, options=options, metadata_errors="replace") as container:
        yield container


def _streams(container: InputContainer, folder: Path) -> Streams:
    video, audio = moving(container), _sound(container)
    duration = _duration(container, video or audio)
    width = height = picture = None
    if video:
        width, height = _square(video)
        frame = _frame(container, video, duration)
        if frame:
            picture = thumbnail.from_frame(frame, folder, width=width or 0, height=height or 0)
            if frame.rotation % 180:
                width, height = height, width
    else:
        picture = _cover(container, folder)
    tags = {**(audio.metadata if audio else {}), **container.metadata}  # Ogg has them at the stream
    tags = {key.lower(): " ".join(value.split())[:LONGEST_TAG] for key, value in tags.items()}
    return Streams(
        video=_codec(video),
        audio=_codec(audio),
        width=width,
        height=height,
        duration=duration,
        title=tags.get("title") or None,
        performer=tags.get("artist") or tags.get("album_artist") or None,
        thumbnail=picture,
    )


def moving(container: InputContainer) -> VideoStream | None:
    """The first stream of moving pictures; covers and previews are video streams, too."""
    return next((stream for stream in container.streams.video if not stream.disposition & _STILL), None)


def _sound(container: InputContainer) -> AudioStream | None:
    return next(iter(container.streams.audio), None)


def _codec(stream: Stream | None) -> str | None:
    """FFmpeg's name of the codec, not of its decoder ("av1", not "libdav1d")."""
    if stream is None:
        return None
    return stream.codec_context.codec.canonical_name if stream.codec_context else "unknown"


def _square(stream: VideoStream) -> tuple[int | None, int | None]:
    """Width and height in square pixels, before any rotation."""
    if not stream.codec_context or not stream.width or not stream.height:
        return None, None
    return round(stream.width * (stream.sample_aspect_ratio or 1)) or 1, stream.height


def _duration(container: InputContainer, stream: Stream | None) -> float | None:
    """Seconds, as the container says or else its stream."""
    seconds = (container.duration or 0) / 1_000_000
    if seconds <= 0 and stream and stream.duration and stream.time_base:
        seconds = float(stream.duration * stream.time_base)
    return seconds if 0 < seconds <= LONGEST else None


def _frame(container: InputContainer, stream: VideoStream, duration: float | None) -> VideoFrame | None:
    """A frame that shows something; None when it can't be decoded or is too large to be."""
    if not stream.codec_context:
        return None
    stream.thread_count = 1
    stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
    return thumbnail.representative(container, stream, duration)


def _cover(container: InputContainer, folder: Path) -> Path | None:
    """A thumbnail of the picture that is kept in an audio file."""
    for stream in container.streams.video:
        if stream.disposition & Disposition.attached_pic:
            packet = next(container.demux(stream))  # a cover is the first packet that comes
            return thumbnail.from_picture(bytes(packet), folder) if packet.size <= LARGEST_PICTURE else None
    return None
