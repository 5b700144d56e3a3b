"""Playlists, albums and carousels: what is in them, and addresses for what has none of its own."""

import re
from itertools import count
from typing import Any
from urllib.parse import urldefrag

from bot.domain.found import Found, Item
from bot.download.looked import Info

MOST = 500  # entries read of a list; a channel has thousands, and each hundred costs a request

# An entry without a page of its own (a picture or film of a post) is fetched by its list's address and its number.
_NUMBERED = re.compile(r"[#&]ferry-item=(\d{1,4})$")


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


def listed(engine: Any, url: str, info: Info) -> Found:
    """What a list holds: its first MOST entries. `url` is its own address, `info` what yt-dlp says of the list."""
    numbers = info.get("requested_entries") or count(1)
    entries = [(number, entry) for number, entry in zip(numbers, info["entries"], strict=False) if entry]
    return Found(
        title=info.get("title") or info.get("id") or url,
        uploader=info.get("uploader") or info.get("channel"),
        picture=info.get("thumbnail"),
        described=bool(info.get("description")),
        items=tuple(_item(engine, url, number, entry) for number, entry in entries[:MOST]),
        more=len(entries) > MOST,
    )


def _item(engine: Any, url: str, number: int, entry: Info) -> Item:
    own = _own(engine, url, entry)
    return Item(number, own or numbered(url, number), entry.get("title"), entry.get("duration"))


def _own(engine: Any, url: str, entry: Info) -> str | None:
    """The entry's own address, if whoever gets just that finds the entry."""
    address, key = entry.get("url"), entry.get("ie_key")
    if entry.get("_type") not in ("url", "url_transparent") or not str(address).startswith(("http://", "https://")):
        return None
    if address == url or "#__youtubedl_smuggle" in str(address):
        return None
    if key and not engine.get_info_extractor(key).suitable(address):
        return None
    return str(address)
