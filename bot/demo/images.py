"""Width and height of a picture from its first bytes; no picture library is needed for that."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO

HEAD = 32  # bytes that tell the format; JPEG is read on from there
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15, ITU-T T.81 table B.1


def dimensions(path: Path) -> tuple[int, int] | None:
    """(width, height) of a JPEG, PNG, GIF, BMP or WebP; None for anything else."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        try:
            if head.startswith(b"\xff\xd8"):
                return _jpeg(file)
            return _fixed(head)
        except (struct.error, IndexError):
            return None


def is_jpeg(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(3) == b"\xff\xd8\xff"


def _fixed(head: bytes) -> tuple[int, int] | None:
    """The formats that have their size at a fixed place."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = struct.unpack_from(">II", head, 16)
    elif head.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack_from("<HH", head, 6)
    elif head.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", head, 18)
        height = abs(height)
    elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return _webp(head)
    else:
        return None
    return width, height


def _webp(head: bytes) -> tuple[int, int] | None:
    """https://developers.google.com/speed/webp/docs/riff_container"""
    kind = head[12:16]
    if kind == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg(file: IO[bytes]) -> tuple[int, int] | None:
    """Walk the segments up to the frame header."""
    file.seek(2)
    while True:
        start = file.read(4)
        if len(start) < 4 or start[0] != 0xFF:
            return None
        marker, length = start[1], int.from_bytes(start[2:], "big")
        if marker in JPEG_FRAMES:
            height, width = struct.unpack(">xHH", file.read(5))
            return width, height
        file.seek(length - 2, 1)
