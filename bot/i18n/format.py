"""Sizes, times and dates in a person's language."""

from datetime import datetime, timedelta, tzinfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from bot.i18n import DIGITS, plain

STEPS = ("size-bytes", "size-kb", "size-mb", "size-gb")  # 1024 each, as Telegram shows sizes


def size(language: str, count: int) -> str:
    """A number of bytes.

    >>> size("en", 12_900_000).translate({0x2068: None, 0x2069: None})
    '12.3 MB'
    """
    value, step = float(count), 0
    while value >= 1024 and step < len(STEPS) - 1:
        value, step = value / 1024, step + 1
    if step < 2:
        return plain(language, STEPS[step], n=round(value))
    amount = format_decimal(round(value, 1), format="0.#", locale=language, numbering_system="default")
    return plain(language, STEPS[step], n=amount.translate(DIGITS.get(language, {})))


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


def date(language: str, when: datetime, zone: tzinfo) -> str:
    """A date with its time of day, in that zone."""
    return format_datetime(when, format="medium", tzinfo=zone, locale=language).translate(DIGITS.get(language, {}))
