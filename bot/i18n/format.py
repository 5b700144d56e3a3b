"""Sizes, times and dates in a person's language."""

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from bot.i18n import DIGITS, plain

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


def left(language: str, time: timedelta | float) -> str:
    """A span of time (or seconds) in its largest unit, rounded down.

    >>> left("en", timedelta(days=29, hours=3)).translate({0x2068: None, 0x2069: None})
    '29 days'
    """
    seconds = max(0, round(time.total_seconds() if isinstance(time, timedelta) else time))
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
