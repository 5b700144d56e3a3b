"""What an engine has found behind a link, before anything of it is fetched."""

import re
from dataclasses import dataclass
from urllib.parse import urldefrag

# An entry without a page of its own (a picture or film of a post) is fetched by its list's address and its number.
_NUMBERED = re.compile(r"[#&]ferry-item=(\d{1,4})$")


@dataclass(frozen=True, slots=True)
class Height:
    """One height a video really comes in."""

    pixels: int  # of the shorter side, as people say it: 1080 also where it stands upright
    size: int | None = None  # bytes, estimated, with its sound


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a playlist, album or gallery, to be fetched as a link of its own.

    What has no page of its own (a picture or film of a post) has its list's address with its number, see `numbered`.
    """

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


def numbered(url: str, number: int) -> str:
    """The address of a list's entry that has none of its own.

    >>> numbered("https://example.com/post", 3), numbered("https://example.com/post#top", 3)
    ('https://example.com/post#ferry-item=3', 'https://example.com/post#top&ferry-item=3')
    """
    return f"{url}{'&' if urldefrag(url).fragment else '#'}ferry-item={number}"


def unnumbered(url: str) -> tuple[str, int | None]:
    """An address as its site knows it, and the number of the entry that is meant; None: all of it.

    >>> unnumbered("https://example.com/post#ferry-item=3"), unnumbered("https://example.com/post#top")
    (('https://example.com/post', 3), ('https://example.com/post#top', None))
    """
    found = _NUMBERED.search(url)
    return (url[: found.start()], int(found[1])) if found else (url, None)
