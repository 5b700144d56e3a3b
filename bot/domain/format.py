"""What to fetch of a link, and as what it goes out."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

_SPAN = re.compile(r"(?P<start>[\d:.]+)\s*[-–—]\s*(?P<end>[\d:.]+)")
_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d{1,3})?)")


class Only(StrEnum):
    """One side of a video instead of all of it."""

    M4A = "m4a"  # its sound, copied as it comes: AAC into an .m4a, what is something else into its own kind of file
    MP3 = "mp3"  # its sound
    PICTURE = "picture"  # its thumbnail
    DESCRIPTION = "description"  # the words its page has about it

    @property
    def sound(self) -> bool:
        return self in (Only.M4A, Only.MP3)


class Subtitles(StrEnum):
    """What becomes of them."""

    OFF = "off"
    FILE = "file"  # files of their own, beside the video
    SOFT = "soft"  # in the video, to be switched on


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a video or song."""

    start: float  # seconds from its beginning
    end: float  # seconds from its beginning

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read a span as people write it; None for anything else, or when it is empty.

        >>> Span.parse("1:20-2:05"), Span.parse("1:00:00 – 1:00:30.5")
        (Span(start=80.0, end=125.0), Span(start=3600.0, end=3630.5))
        >>> Span.parse("2:05-1:20"), Span.parse("soon")
        (None, None)
        """
        found = _SPAN.fullmatch(text.strip())
        start, end = (_seconds(found["start"]), _seconds(found["end"])) if found else (None, None)
        return cls(start, end) if start is not None and end is not None and start < end else None

    def __str__(self) -> str:
        """As people write it.

        >>> str(Span(80, 125)), str(Span(3600, 3630.5))
        ('1:20-2:05', '1:00:00-1:00:30.5')
        """
        return f"{_clock(self.start)}-{_clock(self.end)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What to fetch of a link, and as what it goes out. The default is the best that every phone plays."""

    height: int | None = None  # pixels of the shorter side at most, or the least there is; None: no limit
    only: Only | None = None  # instead of the whole
    span: Span | None = None  # only this piece
    subtitles: Subtitles = Subtitles.OFF
    languages: tuple[str, ...] = ()  # of the subtitles: IETF tags; none: all there are, ten at most
    document: bool = False  # as a file to be saved, not as media to be played

    @property
    def key(self) -> str:
        """The same in one word for each: what the store keeps, and what tells two files of one address apart.

        >>> Format().key, Format(height=720, span=Span(80, 125), document=True).key
        ('best', '720 1:20-2:05 document')
        """
        what = self.only.value if self.only else str(self.height or "best")
        words = [what, str(self.span) if self.span else ""]
        if self.subtitles is not Subtitles.OFF:
            words.append(f"{self.subtitles.value}={','.join(self.languages)}")
        words.append("document" if self.document else "")
        return " ".join(filter(None, words))

    @classmethod
    def parse(cls, key: str) -> Self:
        """A format by its key; ValueError for anything else.

        >>> wanted = Format(only=Only.MP3, span=Span(0, 9.5)), Format(subtitles=Subtitles.FILE, languages=("fa",))
        >>> tuple(Format.parse(one.key) for one in wanted) == wanted
        True
        """
        what, *words = key.split()
        fields: dict[str, object] = {}
        if what in set(Only):
            fields["only"] = Only(what)
        elif what != "best":
            fields["height"] = int(what)
        for word in words:
            kind, equals, tags = word.partition("=")
            if word == "document":
                fields["document"] = True
            elif equals:
                fields |= {"subtitles": Subtitles(kind), "languages": tuple(filter(None, tags.split(",")))}
            elif span := Span.parse(word):
                fields["span"] = span
            else:
                raise ValueError(key)
        return cls(**fields)  # type: ignore[arg-type]


def _seconds(text: str) -> float | None:
    found = _CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def _clock(seconds: float) -> str:
    whole, rest = divmod(round(seconds * 1000), 1000)
    part = f".{rest:03}".rstrip("0") if rest else ""
    hours, minutes, seconds = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{seconds:02}{part}" if hours else f"{minutes}:{seconds:02}{part}"
