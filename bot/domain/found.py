"""What an engine has found behind a link, before anything of it is fetched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Height:
    """One height a video really comes in."""

    pixels: int
    size: int | None = None  # bytes, estimated, with its sound


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a playlist, album or gallery."""

    number: int  # from 1, in its own order
    url: str
    title: str | None = None
    duration: float | None = None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A video, song, file or list of such behind a link, as its page describes it."""

    title: str
    uploader: str | None = None
    duration: float | None = None  # seconds
    picture: str | None = None  # address of its thumbnail
    heights: tuple[Height, ...] = ()  # of a video, the highest first
    sound: bool = False  # whether the sound alone can be had
    sound_size: int | None = None  # bytes of it, estimated
    subtitles: tuple[str, ...] = ()  # languages of those people have made, IETF tags
    described: bool = False  # whether there is a description
    size: int | None = None  # bytes of a plain file
    items: tuple[Item, ...] = ()  # of a list; one link for each
    more: bool = False  # whether the list goes on behind `items`

    @property
    def choices(self) -> bool:
        """Whether there is anything to choose."""
        return bool(self.heights or self.sound or self.items)
