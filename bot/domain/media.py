"""A finished file, and how far an unfinished one is."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.domain.delivery import State, Way


class MediaKind(StrEnum):
    """As what Telegram shows a file."""

    VIDEO = "video"
    AUDIO = "audio"
    PHOTO = "photo"
    ANIMATION = "animation"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One finished file on disk, ready to send."""

    path: Path
    name: str  # the file name people see, safe on every system
    title: str
    size: int  # bytes
    kind: MediaKind
    mime: str = "application/octet-stream"
    width: int | None = None  # pixels, as shown (rotation applied)
    height: int | None = None
    duration: float | None = None  # seconds
    performer: str | None = None
    thumbnail: Path | None = None  # JPEG, at most 320 px a side and 200 kB
    beside: "tuple[MediaFile, ...]" = ()  # small files that go with it: its subtitles


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that has arrived: its message, how it came, and how Telegram sends it again."""

    message_id: int
    way: Way
    file_id: str
    kind: MediaKind | None  # as what it can be sent again; None: as nothing we send (a voice message, a sticker)


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file that Telegram has, and sends again by its id, whoever asks."""

    file_id: str
    kind: MediaKind
    name: str
    title: str
    size: int  # bytes
    piece: int | None = None  # which of several, from 1, when it is a part of something larger
    playable: bool = True  # of a piece: a video by itself


@dataclass(frozen=True, slots=True)
class Piece:
    """One of the parts in which a file goes that can't go whole."""

    number: int  # from 1
    count: int  # of all
    start: float  # where it begins: seconds of a video, at a keyframe; else bytes
    end: float  # where it ends; of a video's last piece: infinity
    playable: bool  # a video by itself; else a numbered piece, of use only when joined


@dataclass(frozen=True, slots=True)
class Arriving:
    """A file that is still being written, at its end only: its first `size` bytes stay as they are."""

    path: Path
    size: int  # bytes there
    total: int | None  # bytes in all, where that is sure
    beginning: int = 0  # grows when the file is begun anew: what was read of it before is worth nothing


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. A size that isn't known is None."""

    stage: State
    done: int = 0  # bytes
    total: int | None = None  # bytes
    file: Arriving | None = None  # while downloading: what the finished file will be, unchanged
    piece: Piece | None = None  # while sending: which of several
