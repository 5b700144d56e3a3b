"""What somebody has set, for themselves or, as its admin, for a group."""

from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.format import Format, Only, Subtitles


class Quality(StrEnum):
    """What a link is fetched as, unless something else is chosen for it."""

    BEST = "best"
    P1080 = "1080"
    P720 = "720"
    P480 = "480"
    P360 = "360"
    AUDIO = "audio"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Of one chat: a person's own, or a group's. The defaults are what a chat has that never set anything."""

    quality: Quality = Quality.BEST
    document: bool = False  # as a file to be saved, not as media to be played
    caption: bool = True  # title, size and source below the file
    subtitles: Subtitles = Subtitles.OFF
    subtitle_languages: tuple[str, ...] = ()  # IETF tags; empty: the chat's own language
    ask: bool = False  # show what there is and let its person choose, instead of sending at once
    language: str | None = None  # one of the catalogue's; None: what Telegram says of the person
    zone: str | None = None  # an IANA name; None: the bot's
    notice_hour: int | None = None  # of the daily notice, in that zone; None: the bot's
    quiet: tuple[int, int] | None = None  # hours between which nothing comes unasked: from, until

    def format(self, language: str) -> Format:
        """What to fetch unless something else is chosen; `language` is the chat's."""
        only = Only.M4A if self.quality is Quality.AUDIO else None
        height = None if only or self.quality is Quality.BEST else int(self.quality)
        wanted = self.subtitles is not Subtitles.OFF and only is None
        return Format(
            height=height,
            only=only,
            subtitles=self.subtitles if wanted else Subtitles.OFF,
            languages=(self.subtitle_languages or (language,)) if wanted else (),
            document=self.document,
        )

    def zone_or(self, otherwise: tzinfo) -> tzinfo:
        """The time zone, or another while none is set, or none that this machine knows.

        >>> utc = ZoneInfo("UTC")
        >>> str(Preferences(zone="Asia/Tehran").zone_or(utc)), str(Preferences(zone="Mars/Olympus").zone_or(utc))
        ('Asia/Tehran', 'UTC')
        """
        try:
            return ZoneInfo(self.zone) if self.zone else otherwise
        except (ZoneInfoNotFoundError, ValueError):
            return otherwise

    def silent(self, hour: int) -> bool:
        """Whether nothing may come unasked in this hour of their day.

        >>> night = Preferences(quiet=(22, 7))
        >>> night.silent(23), night.silent(6), night.silent(7), Preferences().silent(3)
        (True, True, False, False)
        """
        if self.quiet is None:
            return False
        start, end = self.quiet
        return start <= hour < end if start <= end else hour >= start or hour < end
