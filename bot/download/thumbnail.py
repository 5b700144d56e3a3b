"""The small picture beside a file: JPEG, made with FFmpeg's libraries in memory. Imports PyAV, so import it late."""

import contextlib
import statistics
import tempfile
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
import av.filter
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from bot.download.signatures import HEAD, JPEG, PNG, WEBP, recognise

# https://core.telegram.org/bots/api#sendvideo
SIDE = 320  # pixels; the limit of 200 kB is out of reach then: pure noise makes 100

MOST_PIXELS = 4096 * 4096  # decoded at once; a phone's photo and a 4K frame have half of it
LARGEST_PICTURE = 20 * 1024 * 1024  # bytes of a picture file that is read for it

# parts of the duration: films begin black, and some can be read from their very beginning only
_PLACES = (0.1, 0.3, 0.5, 0.75, 0.9, 0.0)
_CONTRAST = 12.0  # standard deviation of brightness (0 to 255) from which a frame shows something
_PACKETS = 3000  # of all streams, looked at for one keyframe: more than 20 seconds of a film
_QUALITY = 3 * 118  # quantiser 3 of 1 to 31, small is good, times FF_QP2LAMBDA of libavutil
_DECODERS = {JPEG: "mjpeg", PNG: "png", WEBP: "webp"}
_TURNS = {90: ("transpose", "cclock"), -90: ("transpose", "clock"), 180: ("rotate", "PI"), -180: ("rotate", "PI")}


def from_file(path: Path, folder: Path) -> Path | None:
    """A thumbnail in `folder` of a picture file (JPEG, PNG or WebP of any size), or None when it can't be read."""
    try:
        if path.stat().st_size > LARGEST_PICTURE:
            return None
        return from_picture(path.read_bytes(), folder)
    except FileNotFoundError:
        return None


def from_picture(data: bytes, folder: Path) -> Path | None:
    """A thumbnail in `folder` of a picture in memory, or None when it can't be read or is too large to decode."""
    kind = recognise(data[:HEAD])
    decoder = _DECODERS.get(kind) if kind else None
    if decoder is None:
        return None
    try:
        codec = av.CodecContext.create(decoder, "r")
        assert isinstance(codec, VideoCodecContext)
        codec.thread_count = 1
        codec.options = {"max_pixels": str(MOST_PIXELS)}  # checked before memory is taken
        frames = codec.decode(av.Packet(data)) or codec.decode(None)
        return from_frame(frames[0], folder) if frames else None
    except av.FFmpegError:
        return None


def from_frame(frame: VideoFrame, folder: Path, *, width: int = 0, height: int = 0) -> Path:
    """A thumbnail in `folder` of a decoded frame, turned as its rotation says.

    `width` and `height` are those of the frame in square pixels, before it is turned; its own when not given.
    """
    width, height = width or frame.width, height or frame.height
    scale = min(SIDE / width, SIDE / height, 1.0)
    small = frame.reformat(
        max(2, round(width * scale)),
        max(2, round(height * scale)),
        "yuvj420p",
        dst_color_range=ColorRange.JPEG,
        threads=1,
    )
    if frame.rotation in _TURNS:
        small = _turned(small, *_TURNS[frame.rotation])
    with tempfile.NamedTemporaryFile(dir=folder, prefix="thumbnail-", suffix=".jpg", delete=False) as file:
        file.write(_jpeg(small))
    return Path(file.name)


def representative(container: InputContainer, stream: VideoStream, duration: float | None) -> VideoFrame | None:
    """A keyframe that shows something, from near the beginning if possible; the best of a few otherwise."""
    best, most = None, -1.0
    for place in _PLACES if duration else (0.0,):
        frame = _keyframe(container, stream, place * (duration or 0.0))
        contrast = _contrast(frame) if frame else -1.0
        if contrast >= _CONTRAST:
            return frame
        if contrast > most:
            best, most = frame, contrast
    return best


def _keyframe(container: InputContainer, stream: VideoStream, seconds: float) -> VideoFrame | None:
    """The keyframe before that moment, or the next one where the file doesn't let itself be searched."""
    stream.codec_context.flush_buffers()
    with contextlib.suppress(av.FFmpegError):
        container.seek(int(seconds * 1_000_000) + max(container.start_time or 0, 0))
    try:
        for packet in islice(container.demux(), _PACKETS):
            if packet.stream_index == stream.index and packet.is_keyframe and packet.size:
                frames = stream.decode(packet) or stream.decode(None)
                if frames:
                    return frames[0]
                stream.codec_context.flush_buffers()
    except (av.FFmpegError, IndexError):  # PyAV's, at the end of a file with a stream that showed up late
        pass
    return None


def _contrast(frame: VideoFrame) -> float:
    """How much a frame's brightness varies (standard deviation); close to 0 for a black or plain one."""
    plane = frame.reformat(32, 32, "gray", threads=1).planes[0]
    data = bytes(plane)
    return statistics.pstdev(value for row in range(32) for value in data[row * plane.line_size :][:32])


def _turned(frame: VideoFrame, name: str, argument: str) -> VideoFrame:
    """The frame after one of FFmpeg's filters."""
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 1000))
    graph.link_nodes(source, graph.add(name, argument), graph.add("buffersink")).configure()
    graph.vpush(frame)
    return graph.vpull()


def _jpeg(frame: VideoFrame) -> bytes:
    """The frame as a JPEG file."""
    codec = av.CodecContext.create("mjpeg", "w")
    codec.width, codec.height, codec.pix_fmt = frame.width, frame.height, "yuvj420p"
    codec.time_base = Fraction(1, 25)
    codec.thread_count = 1
    codec.qscale = True
    codec.global_quality = _QUALITY
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*codec.encode(frame), *codec.encode(None)])
