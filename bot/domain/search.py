"""What of a person's list is asked for: words, a site, an order; and which links of it are chosen."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from urllib.parse import unquote, urlsplit
from uuid import UUID

LONGEST = 100  # characters of what is searched for; a title has 300
MOST_WORDS = 8  # each is looked for in every link

# One letter for what people type on Arabic and on Persian keyboards, and no stretching of it.
_LETTERS = str.maketrans("يىكةۀ", "ییکهه", "ـ")
# Accents and vowel signs, marks that can't be seen, control characters (NUL can't be stored), halves of characters.
_UNSEEN = frozenset({"Mn", "Cf", "Cc", "Cs"})


class Order(StrEnum):
    """What comes first."""

    NEWEST = "newest"
    EXPIRING = "expiring"


@dataclass(frozen=True, slots=True)
class Search:
    """Links of one person: all that hold these words and lead to this site, in this order."""

    words: tuple[str, ...] = ()  # folded
    host: str | None = None
    order: Order = Order.NEWEST

    @classmethod
    def of(cls, text: str) -> Self:
        """What somebody typed.

        >>> Search.of("  Café 100%  ").words
        ('cafe', '100%')
        """
        return cls(tuple(folded(unquote(text))[:LONGEST].split()[:MOST_WORDS]))


EVERYTHING = Search()


@dataclass(frozen=True, slots=True)
class Choice:
    """Links that were chosen from what a search found."""

    search: Search = EVERYTHING
    ids: frozenset[UUID] = frozenset()  # those chosen, or with `until` those left out
    until: datetime | None = None  # all that the search finds, unless it came into the list later than this

    def __contains__(self, link_id: UUID) -> bool:
        """Whether a link that the search found and that was there in time is chosen."""
        return (link_id in self.ids) is (self.until is None)

    def with_(self, link_id: UUID, chosen: bool) -> Self:
        """The same with this link chosen, or not."""
        listed = chosen is (self.until is None)
        ids = self.ids | {link_id} if listed else self.ids - {link_id}
        return type(self)(self.search, ids, self.until)


def folded(text: str) -> str:
    """The text as it is searched in and for: without case, accents, invisible marks, or kinds of digits.

    >>> folded("ЁЛКА  Straße"), folded("كتاب‌هاي ۱۴۰۵")
    ('елка strasse', 'کتابهای 1405')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", " ".join(text.split())).casefold())
    seen = (_digit(letter) for letter in plain if unicodedata.category(letter) not in _UNSEEN)
    return "".join(seen).translate(_LETTERS)


def searchable(title: str | None, url: str) -> str:
    """What a link is found by: its title, and its address as people read it.

    >>> searchable("Ёлка", "https://example.com/%D0%B0?b=1")
    'елка https://example.com/а?b=1'
    >>> searchable(None, "https://xn--e1afmkfd.example/")
    'https://xn--e1afmkfd.example/ пример.example'
    """
    return folded(f"{title or ''} {unquote(url)} {_readable_host(url)}")


def _readable_host(url: str) -> str:
    """The host in its own letters, where the address has it in others (RFC 3492)."""
    host = urlsplit(url).hostname or ""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else ""
    except UnicodeError:
        return ""


def _digit(letter: str) -> str:
    return str(unicodedata.decimal(letter, letter))
