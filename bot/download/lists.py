"""Playlists, albums and carousels: what is in them, and addresses for what has none of its own."""

from itertools import count
from typing import Any

from bot.domain.found import Found, Item, numbered
from bot.download.looked import Info

MOST = 500  # entries read of a list; a channel has thousands, and each hundred costs a request


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
    own = _own(engine, entry)
    return Item(number, own or numbered(url, number), entry.get("title"), entry.get("duration"))


def _own(engine: Any, entry: Info) -> str | None:
    """The entry's own address, if whoever gets just that finds the entry."""
    address, key = entry.get("url"), entry.get("ie_key")
    if entry.get("_type") not in ("url", "url_transparent") or not str(address).startswith(("http://", "https://")):
        return None
    if "#__youtubedl_smuggle" in str(address):  # what only yt-dlp can read, and only from the list
        return None
    if key and not engine.get_info_extractor(key).suitable(address):
        return None
    return str(address)
