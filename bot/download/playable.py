"""A downloaded film made fit for phones, by copy alone: in an mp4, with its index in front."""

import struct
import subprocess
from pathlib import Path

from bot.download.probe import fits_mp4
from bot.download.signatures import HEAD, MATROSKA, recognise

REMUX_WITHIN = 600.0  # seconds; 2 GB on a slow disk
MOST_BOXES = 64  # at the top of a file; fragmented ones have thousands, but say what they are at once


def playable(path: Path, ffmpeg: Path) -> Path:
    """The file, remuxed where that helps and ffmpeg can do it; else as it is."""
    if not fits_mp4(path) and not index_at_end(path):
        return path
    made = path.with_name(f"{path.stem}.playable.mp4")
    command = [str(ffmpeg), "-v", "error", "-nostdin", "-i", f"file:{path}", "-map", "0:v", "-map", "0:a?"]
    command += ["-c", "copy", "-movflags", "+faststart", f"file:{made}"]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=REMUX_WITHIN, check=True)
    except subprocess.SubprocessError:  # it failed, or took too long
        made.unlink(missing_ok=True)
        return path
    path.unlink()
    return made


def stays(path: Path) -> bool | None:
    """Whether `playable` will leave a file as it is, by the beginning of it; None while that is too little to say.

    False when in doubt: streams of other films may show up late.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if len(head) < HEAD:
        return None
    boxes = _boxes(path)
    if b"mdat" in boxes:
        return False
    if boxes:
        return True if boxes[-1] == b"moov" else None
    kind = recognise(head)
    if kind is None or not kind.mime.startswith("video/"):
        return True
    return _tracks_stay(path) if kind.demuxer == MATROSKA.demuxer else False


def _tracks_stay(path: Path) -> bool | None:
    """The same of a Matroska or WebM file, whose streams are listed before their content (RFC 9559, 4.5)."""
    from bot.download import streams  # noqa: PLC0415 - PyAV is only for child processes

    if fits_mp4(path):
        return False
    return True if any(streams.codecs(path, MATROSKA.demuxer) or ()) else None


def index_at_end(path: Path) -> bool:
    """Whether the file is an mp4 with its media (`mdat`) before its index (`moov`), see ISO/IEC 14496-12, 4.2."""
    boxes = _boxes(path)
    return boxes[-1:] == [b"moov"] and b"mdat" in boxes


def _boxes(path: Path) -> list[bytes]:
    """The boxes at the top of an mp4, up to its index or to where it ends; none for anything else."""
    boxes: list[bytes] = []
    with path.open("rb") as file:
        while len(header := file.read(8)) == 8 and len(boxes) < MOST_BOXES:
            size, kind = struct.unpack(">I4s", header)
            if not boxes and kind != b"ftyp":
                break
            boxes.append(kind)
            skip = size - 8
            if size == 1:
                skip = int.from_bytes(file.read(8), "big") - 16
            if kind == b"moov" or skip < 0:
                break
            file.seek(skip, 1)
    return boxes
