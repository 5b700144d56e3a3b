"""What the owner may set about downloads."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Settings of all downloads; they travel into each child, so they are picklable."""

    proxy: str | None = field(default=None, repr=False)  # http, https or socks address; may hold a password
    cookies: Path | None = field(default=None, repr=False)  # Netscape cookie file for yt-dlp
