"""The settings that a chat has, one by one: what there is to choose, what is chosen, what a choice changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any

from bot.domain.format import Subtitles
from bot.domain.person import LargeFiles
from bot.domain.preferences import Preferences, Quality
from bot.i18n import LANGUAGES, zones

# Offered for subtitles: the languages of the catalogue, then those with the most videos and readers.
TONGUES = (*LANGUAGES, "ar", "tr", "de", "fr", "es", "pt", "it", "hi", "zh", "ja", "ko")
QUIET = ((21, 7), (22, 7), (22, 8), (23, 7), (23, 8), (0, 8), (0, 9))  # hours: from, until
RESET = "reset"  # no setting, but all of them
AS_THE_BOT = "bot"  # the time zone of whoever has set none

Change = Callable[[Preferences], Preferences]


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """All that there is to show: what a chat has set, and what holds where it hasn't."""

    language: str  # to say it in
    preferences: Preferences
    large: LargeFiles | None  # what the person wants of files that can't go whole
    group: bool  # whose settings these are
    hour: int  # of the daily notice, for whoever has set none
    bot_zone: tzinfo
    now: datetime

    @property
    def zone(self) -> str:
        """The chosen one, if this machine knows it."""
        known = self.preferences.zone_or(self.bot_zone) is not self.bot_zone
        return self.preferences.zone if self.preferences.zone and known else AS_THE_BOT


@dataclass(frozen=True, slots=True)
class Setting:
    """One of them, with a page of its own. Values are short words: they travel in callback data."""

    name: str
    values: tuple[str, ...]  # offered to choose from
    chosen: Callable[[Present], str]  # the one that holds
    fields: Callable[[str], dict[str, Any]]  # of Preferences, for a value
    columns: int = 2
    personal: bool = False  # of no meaning to a group
    also: Callable[[str], bool] = lambda _: False  # whether it may have another value than those offered at once


def of(*, group: bool) -> Sequence[Setting]:
    """The settings that have a meaning there."""
    return [setting for setting in SETTINGS if not (group and setting.personal)]


def change(name: str, value: str, language: str, *, group: bool) -> Change | None:
    """What choosing a value does; None when there is no such setting or value, as in an old or forged button."""
    if name == RESET:
        return (lambda _: Preferences()) if value == "yes" else None
    if name == "tongue":
        return _tongue(value[:1], value[1:], language)
    setting = next((one for one in of(group=group) if one.name == name), None)
    if setting is None or not (value in setting.values or setting.also(value)):
        return None
    fields = setting.fields(value)
    return lambda preferences: replace(preferences, **fields)


def tongues(preferences: Preferences, language: str) -> tuple[str, ...]:
    """The languages of subtitles: those chosen, else the chat's own."""
    return preferences.subtitle_languages or (language,)


def _tongue(sign: str, tag: str, language: str) -> Change | None:
    """Add a language of subtitles, or leave it out. Not the other way round, so that pressing twice is harmless."""
    if sign not in ("+", "-") or not tag:
        return None

    def changed(preferences: Preferences) -> Preferences:
        others = tuple(one for one in tongues(preferences, language) if one != tag)
        wanted = (*others, tag) if sign == "+" and tag in TONGUES else others
        return replace(preferences, subtitle_languages=() if wanted == (language,) else wanted)

    return changed


def _on(name: str) -> Callable[[str], dict[str, Any]]:
    return lambda value: {name: value == "on"}


def _hours(value: str) -> tuple[int, int] | None:
    if value == "off":
        return None
    start, end = value.split("-")
    return int(start), int(end)


def _span(hours: tuple[int, int] | None) -> str:
    return f"{hours[0]}-{hours[1]}" if hours else "off"


SETTINGS = (
    Setting(
        "quality",
        tuple(Quality),
        lambda present: present.preferences.quality,
        lambda value: {"quality": Quality(value)},
    ),
    Setting(
        "document",
        ("off", "on"),
        lambda present: "on" if present.preferences.document else "off",
        _on("document"),
    ),
    Setting(
        "caption",
        ("on", "off"),
        lambda present: "on" if present.preferences.caption else "off",
        _on("caption"),
    ),
    Setting(
        "subtitles",
        tuple(Subtitles),
        lambda present: present.preferences.subtitles,
        lambda value: {"subtitles": Subtitles(value)},
        columns=1,
    ),
    Setting(
        "ask",
        ("off", "on"),
        lambda present: "on" if present.preferences.ask else "off",
        _on("ask"),
        columns=1,
    ),
    Setting(
        "large",
        ("ask", *LargeFiles),
        lambda present: present.large or "ask",
        lambda _: {},  # kept with the person, not with the preferences
        columns=1,
        personal=True,
    ),
    Setting(
        "language",
        ("telegram", *LANGUAGES),
        lambda present: present.preferences.language or "telegram",
        lambda value: {"language": None if value == "telegram" else value},
        columns=1,
    ),
    Setting(
        "zone",
        (AS_THE_BOT,),
        lambda present: present.zone,
        lambda value: {"zone": None if value == AS_THE_BOT else value},
        personal=True,
        also=zones.exists,
    ),
    Setting(
        "notice",
        tuple(map(str, range(24))),
        lambda present: str(
            present.hour if present.preferences.notice_hour is None else present.preferences.notice_hour
        ),
        lambda value: {"notice_hour": int(value)},
        columns=3,
        personal=True,
    ),
    Setting(
        "quiet",
        ("off", *map(_span, QUIET)),
        lambda present: _span(present.preferences.quiet),
        lambda value: {"quiet": _hours(value)},
        personal=True,
    ),
)
