"""Films: where one may be cut, and the cutting. Imports PyAV, so import it late.

A film is cut in decoding time: ffmpeg copies the packets with start <= dts < end of each stream, so that whatever lies
between two moments can be counted beforehand, and no packet falls between two pieces.
"""

import io
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import accumulate
from math import inf
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from bot.domain.media import Piece
from bot.download import signatures
from bot.download.programs import reading, run_ffmpeg
from bot.download.signatures import MP4, WEBM
from bot.download.streams import moving, opened
from bot.errors import SourceFailed

# What a container adds. Measured with the shipped ffmpeg on tiny packets: 15 bytes each in MP4, 9 in Matroska. MP4's
# tables take 44 where no two packets are alike (ISO/IEC 14496-12, 8.6 and 8.7: stsz 4, stts 8, ctts 8, stss 4, and a
# chunk for each, stsc 12, co64 8); and a start code of three bytes becomes a length of four for each slice of H.264.
PER_PACKET = 48  # bytes
PER_FILE = 16 * 1024  # bytes; headers take 2 KB, with Vorbis's and Theora's set-up up to 10

EARLY = 2e-6  # seconds before a keyframe at which it is cut: ffmpeg counts in whole microseconds
RUN_UP = 5.0  # seconds before a piece at which reading begins; sound may lie so far from its picture

EXTENSIONS = {"mp4": ".mp4", "webm": ".webm", "matroska": ".mkv"}  # by libavformat's name of the format


def plan(path: Path, limit: int) -> list[Piece] | None:
    """Playable pieces of at most `limit` bytes, cut at keyframes, each as long as it can be.

    None when it is no film, can't be read, or has more than that between two keyframes.
    """
    try:
        with _film(path) as film:
            return _course(film).pieces(limit - PER_FILE)
    except (_NotToBeCut, av.FFmpegError, IndexError):  # IndexError: PyAV's, of a stream that shows up late
        return None


def cut(path: Path, piece: Piece, folder: Path) -> Path:
    """Write this piece of a film into `folder`; the new file. Raises SourceFailed or DiskFull."""
    try:
        with _film(path) as film:
            target = folder / f"piece{EXTENSIONS[film.form]}"
            arguments = _arguments(path, film, piece)
    except (_NotToBeCut, av.FFmpegError) as error:
        raise SourceFailed(f"{path.name}: {error}") from error
    run_ffmpeg(*arguments, f"file:{target}")
    return target


class _NotToBeCut(Exception):
    """No film, or one that pieces can't be made of."""


@dataclass(frozen=True, slots=True)
class _Film:
    """An open film, and what its pieces are."""

    container: InputContainer
    video: VideoStream
    demuxer: str
    form: str  # libavformat's name of the pieces' format


@contextmanager
def _film(path: Path) -> Iterator[_Film]:
    """Open a film; raises FFmpegError or _NotToBeCut."""
    with path.open("rb") as file:
        kind = signatures.recognise(file.read(signatures.HEAD))
    if kind is None or not kind.demuxer:
        raise _NotToBeCut("no container")
    with opened(path, kind.demuxer) as container:
        video = moving(container)
        if video is None:
            raise _NotToBeCut("no video")
        own = "mp4" if kind.demuxer == MP4.demuxer else "webm" if kind is WEBM else "matroska"
        streams = (video, *container.streams.audio)
        codecs = {stream.codec_context.codec.name if stream.codec_context else "unknown" for stream in streams}
        form = next((form for form in (own, "matroska") if codecs <= _held(form)), None)
        if form is None:
            raise _NotToBeCut(f"no container for {', '.join(sorted(codecs))}")
        yield _Film(container, video, kind.demuxer, form)


def _held(form: str) -> set[str]:
    """The codecs that a format holds."""
    with av.open(io.BytesIO(), "w", format=form) as container:
        return set(container.supported_codecs)


def _arguments(path: Path, film: _Film, piece: Piece) -> list[str]:
    """How ffmpeg copies the piece.

    Its seeking is coarse, and differs from container to container: it only brings us near. Then the times of the output
    decide, packet by packet; `-copyts -start_at_zero` makes them those of the plan.
    """
    arguments = []
    if piece.start > RUN_UP:  # seeking to the very beginning would pass over sound in front of the first picture
        arguments += ["-ss", f"{piece.start - RUN_UP:.6f}"]
    # AVI has no display times. And no demuxer but this one, no protocol but this one, whatever the content asks for.
    arguments += ["-copyts", "-start_at_zero", "-fflags", "+genpts", *reading(path, film.demuxer)]
    arguments += ["-map", f"0:{film.video.index}", "-map", "0:a?", "-c", "copy"]
    arguments += ["-map_metadata:g", "-1", "-map_chapters", "-1"]  # of the whole film, and of any size
    if piece.start:
        arguments += ["-ss", f"{piece.start:.6f}"]
    if piece.end != inf:
        arguments += ["-to", f"{piece.end:.6f}"]
    if film.form == "mp4":
        arguments += ["-movflags", "+faststart"]
    return [*arguments, "-f", film.form]


def _course(film: _Film) -> "_Course":
    """Read all packets that are kept; times begin at zero. Raises FFmpegError and _NotToBeCut."""
    course = _Course()
    begin = (film.container.start_time or 0) / av.time_base
    streams = (film.video, *film.container.streams.audio)
    tick = {stream.index: float(stream.time_base or 1) for stream in streams}  # seconds; fractions are slow
    for packet in film.container.demux(*streams):
        if not packet.size:  # PyAV's sign that a stream has ended
            continue
        time = None if packet.dts is None else packet.dts * tick[packet.stream_index] - begin
        if packet.stream_index == film.video.index:
            course.picture(time, packet)
        else:
            course.sound(time, packet)
    return course


class _Course:
    """The bytes of a film over its decoding time, between the moments that count for cutting it.

    A moment is a keyframe, or else the end of the pictures that lead one: in an open GOP these come after the keyframe
    but are shown before it, and need the pictures before it. So the piece before has them, too, keyframe included.
    Kept in arrays: 17 bytes a moment, bearable even where each picture is a keyframe.
    """

    def __init__(self) -> None:
        self._times = array("d", [-inf])  # seconds
        self._sizes = array("q", [0])  # bytes from this moment to the next
        self._keys = array("b", [True])
        self._begun = False  # pictures before the first keyframe stay with it
        self._latest = -inf  # seconds; of the pictures
        self._shown: int | None = None  # when the latest keyframe is shown, as long as pictures may lead it
        self._led = False
        self._waiting: list[tuple[float, int]] = []  # a heap: sound that is ahead of the pictures

    def picture(self, time: float | None, packet: "Packet[Any]") -> None:
        """Count a packet of the video stream. Raises _NotToBeCut when time runs backwards."""
        if time is not None:
            if time < self._latest:  # broadcasts stitched together: a moment isn't one place there
                raise _NotToBeCut("decoding times run backwards")
            if time > self._latest:
                self._look(time, packet)
            self._latest = time
        self._sizes[-1] += packet.size + PER_PACKET
        self._settle(self._latest)

    def sound(self, time: float | None, packet: "Packet[Any]") -> None:
        """Count a packet of an audio stream."""
        heappush(self._waiting, (self._latest if time is None else time, packet.size + PER_PACKET))
        self._settle(self._latest)

    def pieces(self, room: int) -> list[Piece]:
        """Pieces of at most `room` bytes, as long as possible; raises _NotToBeCut."""
        self._settle(inf)
        before = array("q", accumulate(self._sizes, initial=0))
        last = len(self._keys)
        ranges: list[tuple[int, int]] = []
        first = fit = 0
        for key in (*(place for place in range(1, last) if self._keys[place]), last):
            if before[self._end(key)] - before[first] > room:
                ranges.append((first, fit))
                first = fit
            if before[self._end(key)] - before[first] > room:
                raise _NotToBeCut("keyframes too far apart")
            fit = key
        ranges.append((first, last))
        times = (*self._times, inf)
        return [
            Piece(number, len(ranges), max(0.0, times[start]), times[self._end(end)], playable=True)
            for number, (start, end) in enumerate(ranges, 1)
        ]

    def _end(self, key: int) -> int:
        """Where a piece ends that is cut at this keyframe: at once, or behind the pictures that lead it."""
        return key + 1 if key + 1 < len(self._keys) and not self._keys[key + 1] else key

    def _look(self, time: float, packet: "Packet[Any]") -> None:
        """See whether a moment comes with this picture."""
        if packet.is_keyframe:
            if self._begun:
                self._open(time, key=True)
            self._begun = True
            self._shown, self._led = packet.pts, False
        elif self._shown is not None and packet.pts is not None:
            if packet.pts < self._shown:
                self._led = True
            else:
                if self._led:
                    self._open(time, key=False)
                self._shown = None

    def _open(self, time: float, *, key: bool) -> None:
        self._times.append(time - EARLY)
        self._sizes.append(0)
        self._keys.append(key)

    def _settle(self, until: float) -> None:
        """Count the sound up to then in the stretch where it belongs."""
        while self._waiting and self._waiting[0][0] <= until:
            time, size = heappop(self._waiting)
            self._sizes[bisect_right(self._times, time) - 1] += size
