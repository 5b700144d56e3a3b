"""A text that grows while its markup is read, with its entities."""

from __future__ import annotations

from typing import Any

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """Length as Telegram counts it.

    >>> utf16_length("a😀")
    3
    """
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def byte_offset(source: str, index: int) -> int:
    """Where the server says that a character stands.

    >>> byte_offset("é<b>", 1)
    2
    """
    return len(source[:index].encode("utf-8", "surrogatepass"))


def in_order(entities: list[Entity]) -> list[Entity]:
    """By place, the outer one first."""
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


class GrowingText:
    """Text without its markup. `length` is in UTF-16 units."""

    def __init__(self) -> None:
        self.length = 0
        self._pieces: list[str] = []
        self._entities: list[Entity] = []

    def add(self, piece: str) -> None:
        self._pieces.append(piece)
        self.length += utf16_length(piece)

    def mark(self, kind: str, start: int, **details: str) -> None:
        """Let an entity reach from `start` to here; an empty one is none."""
        if self.length > start:
            filled = {name: value for name, value in details.items() if value}
            self._entities.append({"type": kind, "offset": start, "length": self.length - start} | filled)

    def mark_link(self, start: int, url: str) -> None:
        """A text_link, with a scheme added where it lacks one; nothing for what is no address."""
        if "://" not in url and "." in url.partition("/")[0]:
            url = f"http://{url}"
        if url.startswith(("http://", "https://", "tg://", "ton://", "mailto:", "tel:")):
            self.mark("text_link", start, url=_with_path(url))

    def since(self, index: int) -> str:
        """The pieces added after the first `index` ones."""
        return "".join(self._pieces[index:])

    def pieces(self) -> int:
        return len(self._pieces)

    def result(self) -> tuple[str, list[Entity]]:
        return "".join(self._pieces), in_order(self._entities)


def _with_path(url: str) -> str:
    """The server writes an address without a path with a slash at its end.

    >>> _with_path("https://example.com")
    'https://example.com/'
    """
    scheme, _, rest = url.partition("://")
    return f"{url}/" if scheme in ("http", "https") and not any(sign in rest for sign in "/?#") else url
