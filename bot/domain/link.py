"""A web address, and the same kept in somebody's list."""

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import SplitResult, urlsplit, urlunsplit
from uuid import UUID

from bot.errors import LinkNotSupported

LONGEST = 2048  # characters; Telegram's own limit for the address of a link button


@dataclass(frozen=True, slots=True)
class Link:
    """One http(s) address, parsed and normalised. Two equal addresses are equal links."""

    url: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a link; raise LinkNotSupported for anything but http(s) with a host.

        >>> Link.parse("HTTPS://Example.com/a b#t")
        Link(url='https://example.com/a%20b#t')
        >>> Link.parse("example.com/a").url
        'http://example.com/a'
        """
        text = text.strip()
        if "://" not in text:
            text = f"http://{text}"  # Telegram marks bare host names as links too
        try:
            parts = urlsplit(text)
            netloc = _netloc(parts)
        except ValueError as error:
            raise LinkNotSupported(f"not an address: {error}") from error
        if parts.scheme not in ("http", "https") or len(text) > LONGEST:
            raise LinkNotSupported(f"scheme {parts.scheme[:20]!r}, {len(text)} characters")
        path = parts.path.replace(" ", "%20") or "/"
        return cls(urlunsplit((parts.scheme, netloc, path, parts.query.replace(" ", "%20"), parts.fragment)))

    @property
    def host(self) -> str:
        """The host as people know it.

        >>> Link("https://www.example.com:8000/a").host
        'example.com'
        """
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @property
    def redacted(self) -> str:
        """The address as a log may hold it: no credentials, no query (it may carry keys).

        >>> Link("https://me:secret@example.com/a?token=1").redacted
        'https://example.com/a'
        """
        parts = urlsplit(self.url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))


def _netloc(parts: SplitResult) -> str:
    """User, host and port in one normal form; ValueError when there is no host to go to."""
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{ipaddress.IPv6Address(host)}]"
    else:
        host = host.rstrip(".").encode("idna").decode()
    if not host or any(c.isspace() for c in host):
        raise ValueError("no host")
    user = parts.netloc.rpartition("@")[0]
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{user}@{host}{port}" if user else f"{host}{port}"


@dataclass(frozen=True, slots=True)
class KeptLink:
    """A link in one person's list. Times are UTC and aware."""

    id: UUID
    user_id: int
    url: str
    title: str | None
    size: int | None  # bytes, once it was delivered
    added_at: datetime
    expires_at: datetime
    announced_at: datetime | None = None  # when its owner was told that it goes
    gone_at: datetime | None = None  # when the address itself stops working, where it says so

    @property
    def name(self) -> str:
        """What to call it: the title, else the address without its scheme."""
        return self.title or self.url.partition("://")[2].rstrip("/")


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody's links that are to be announced."""

    user_id: int
    expires_at: datetime | None  # of the one that expires first, or was put off till then
    gone_at: datetime | None  # of the one whose address stops first


@dataclass(frozen=True, slots=True)
class Deletion:
    """Links that went at one press, and can come back for a minute."""

    id: UUID
    links: int  # how many
