"""Width and height of a still picture from its header alone, before anything is decoded."""

from dataclasses import dataclass
from struct import error, unpack_from

HEAD = 1024 * 1024  # bytes; cameras put previews and colour profiles before a JPEG's frame header


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's header says. Pixels as shown (EXIF rotation applied)."""

    width: int
    height: int
    moving: bool = False


def read_header(head: bytes) -> Picture | None:
    """The picture that begins with these bytes (JPEG, PNG or WebP), or None."""
    try:
        if head.startswith(b"\xff\xd8"):
            return _jpeg(head)
        if head.startswith(b"\x89PNG\r\n\x1a\n"):
            width, height = unpack_from(">II", head, 16)
            return _picture(width, height, moving=b"acTL" in head[: head.find(b"IDAT")])
        if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            return _webp(head)
    except error:  # cut off
        pass
    return None


def _picture(width: int, height: int, *, moving: bool = False) -> Picture | None:
    return Picture(width, height, moving) if width and height else None


def _jpeg(head: bytes) -> Picture | None:
    """Walk the segments to the frame header (ITU-T T.81, B.2.2)."""
    at, turned = 2, False
    while True:
        mark, kind, length = unpack_from(">BBH", head, at)
        if mark != 0xFF:
            return None
        if kind == 0xFF:  # a fill byte
            at += 1
            continue
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = unpack_from(">HH", head, at + 5)
            return _picture(height, width) if turned else _picture(width, height)
        if kind == 0xE1:
            turned = turned or _exif_turns(head[at + 4 : at + 2 + length])
        at += 2 + length


def _exif_turns(segment: bytes) -> bool:
    """Whether EXIF says that width and height change places: orientation (tag 0x0112) 5 to 8."""
    if not segment.startswith(b"Exif\x00\x00"):
        return False
    tiff = segment[6:]
    order = "<" if tiff.startswith(b"II") else ">"
    try:
        (start,) = unpack_from(f"{order}I", tiff, 4)
        (count,) = unpack_from(f"{order}H", tiff, start)
        for entry in range(start + 2, start + 2 + 12 * min(count, 100), 12):
            tag, _, _, value = unpack_from(f"{order}HHIH", tiff, entry)
            if tag == 0x0112:
                return bool(5 <= value <= 8)
    except error:
        pass
    return False


def _webp(head: bytes) -> Picture | None:
    """One of three headers (RFC 9649, 2.5 to 2.7)."""
    kind = head[12:16]
    if kind == b"VP8X":
        flags, low_w, high_w, low_h, high_h = unpack_from("<B3xHBHB", head, 20)
        return _picture((high_w << 16 | low_w) + 1, (high_h << 16 | low_h) + 1, moving=bool(flags & 0x02))
    if kind == b"VP8L":
        (bits,) = unpack_from("<I", head, 21)
        return _picture((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = unpack_from("<HH", head, 26)
        return _picture(width & 0x3FFF, height & 0x3FFF)
    return None
