"""Sizes, times and dates in a person's language."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta, tzinfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.i18n import DIGITS, plain

SEPARATORS = {"fa": " | "}
UNITS = ("bytes", "kb", "mb", "gb")  # 1024 each, as Telegram shows sizes


def size(language: str, count: int) -> str:
    """A number of bytes.

    >>> size("en", 12_900_000).translate({0x2068: None, 0x2069: None})
    '12.3 MB'
    """
    return _in_units(language, "size", count)


def speed(language: str, per_second: float) -> str:
    """Bytes a second.

    >>> speed("en", 3_250_000).translate({0x2068: None, 0x2069: None})
    '3.1 MB/s'
    """
    return _in_units(language, "speed", round(per_second))


def part(language: str, count: int, whole: int) -> str:
    """A number of bytes in the unit of the whole, without that unit.

    >>> part("en", 4_200_000, 12_900_000)
    '4'
    """
    step = _step(whole)
    value = round(count / 1024**step, 1 if step >= 2 else 0)
    amount = format_decimal(value, format="0.#", locale=language, numbering_system="default")
    return amount.translate(DIGITS.get(language, {}))


def left(language: str, span: timedelta | float) -> str:
    """A span of time (or seconds) in its largest unit, rounded down.

    >>> left("en", timedelta(days=29, hours=3)).translate({0x2068: None, 0x2069: None})
    '29 days'
    """
    seconds = max(0, round(span.total_seconds() if isinstance(span, timedelta) else span))
    if seconds >= 86400:
        return plain(language, "time-days", n=seconds // 86400)
    if seconds >= 3600:
        return plain(language, "time-hours", n=seconds // 3600)
    if seconds >= 60:
        return plain(language, "time-minutes", n=seconds // 60)
    return plain(language, "time-seconds", n=seconds)


def brief(language: str, seconds: float) -> str:
    """A span of time as `left` says it, with units for a line that is short of room.

    >>> brief("en", 125).translate({0x2068: None, 0x2069: None})
    '2 min'
    """
    whole = round(seconds)
    if whole >= 3600:
        return plain(language, "time-brief-hours", n=whole // 3600)
    if whole >= 60:
        return plain(language, "time-brief-minutes", n=whole // 60)
    return plain(language, "time-brief-seconds", n=whole)


def time_of_day(language: str, when: time) -> str:
    """A time of day.

    >>> time_of_day("en", time(9)), time_of_day("fa", time(16, 5))
    ('9:00', '۱۶:۰۵')
    """
    return f"{when.hour}:{when:%M}".translate(DIGITS.get(language, {}))


def tongue(language: str, tag: str) -> str:
    """What a language is called, by its IETF tag.

    >>> tongue("ru", "en"), tongue("en", "pt-BR"), tongue("en", "tlh-xx")
    ('Английский', 'Portuguese (Brazil)', 'tlh-xx')
    """
    try:
        name = Locale.parse(tag, sep="-").get_display_name(language)
    except (UnknownLocaleError, ValueError):
        name = None
    return f"{name[0].upper()}{name[1:]}" if name else tag


def listed(language: str, things: Sequence[str]) -> str:
    """Several things in a row.

    >>> listed("en", ["one", "two", "three"])
    'one, two, and three'
    """
    return format_list(things, locale=language)


def beside(language: str, parts: Iterable[str]) -> str:
    """Facts beside each other in one line. A dot in the middle would be a zero to Persian readers.

    >>> beside("en", ["1:20", "5 MB"]), beside("fa", ["۱:۲۰", "۵"])
    ('1:20 · 5 MB', '۱:۲۰ | ۵')
    """
    return SEPARATORS.get(language, " · ").join(parts)


def length(language: str, seconds: float) -> str:
    """How long a film or song lasts, or a place in it, as players show it.

    >>> length("en", 80), length("fa", 3661)
    ('1:20', '۱:۰۱:۰۱')
    """
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    shown = f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return shown.translate(DIGITS.get(language, {}))


def date(language: str, when: datetime, zone: tzinfo) -> str:
    """A date with its time of day, in that zone."""
    return format_datetime(when, format="medium", tzinfo=zone, locale=language).translate(DIGITS.get(language, {}))


def _step(count: int) -> int:
    """The place in UNITS of the unit for a number of bytes."""
    return next((step for step in range(len(UNITS) - 1) if count < 1024 ** (step + 1)), len(UNITS) - 1)


def _in_units(language: str, what: str, count: int) -> str:
    step = _step(count)
    amount = part(language, count, count) if step >= 2 else round(count / 1024**step)  # a number has a plural
    return plain(language, f"{what}-{UNITS[step]}", n=amount)
