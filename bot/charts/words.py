"""Figures with their words, in one language."""

from babel.dates import format_date

from bot.charts.sheet import Bar, Bars, Lines, Sheet, Stacks
from bot.domain.delivery import Way
from bot.domain.limits import shorten
from bot.domain.statistics import Day, Figures, Site
from bot.i18n import DIGITS, RIGHT_TO_LEFT, plain
from bot.i18n.format import brief, size

LONGEST_HOST = 26  # UTF-16 units; more leaves no room for the bars
MARKS = (1, 10, 60, 600, 3600, 36000, 86400)  # seconds on the scale of waits
UNSEEN = dict.fromkeys((0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F))  # fonts draw a box for some of them


def sheet(figures: Figures, language: str) -> Sheet:
    """Everything that stands in the picture."""

    def word(key: str, **values: object) -> str:
        return plain(language, key, **values).translate(UNSEEN)

    waits = tuple(day.waits for day in figures.days)
    longest = max((wait[1] for wait in waits if wait), default=0)
    return Sheet(
        days=tuple(_date(language, day) for day in figures.days),
        deliveries=Stacks(
            title=word("chart-deliveries"),
            names=(word("chart-done"), word("chart-failed")),
            parts=(tuple(day.done for day in figures.days), tuple(day.failed for day in figures.days)),
        ),
        ways=Bars(
            title=word("chart-ways"),
            bars=tuple(
                Bar(word(f"chart-way-{way}"), size(language, number).translate(UNSEEN), (number, 0))
                for way, number in _by_way(figures)
            ),
        ),
        sites=Bars(title=word("chart-sites"), bars=tuple(_site(site, language) for site in figures.sites)),
        waits=Lines(
            title=word("chart-waits"),
            names=(word("chart-median"), word("chart-p95")),
            values=(
                tuple(wait[0] if wait else None for wait in waits),
                tuple(wait[1] if wait else None for wait in waits),
            ),
            ticks=tuple((mark, brief(language, mark).translate(UNSEEN)) for mark in _marks(longest)),
        ),
        right_to_left=language in RIGHT_TO_LEFT,
        digits=DIGITS.get(language, {}),
    )


def _marks(longest: float) -> tuple[int, ...]:
    """As many as the longest wait needs, and one above it."""
    above = sum(mark < longest for mark in MARKS) + 1
    return MARKS[: max(3, above)]


def _by_way(figures: Figures) -> list[tuple[Way, int]]:
    return [(way, figures.sizes.get(way, 0)) for way in Way]


def _site(site: Site, language: str) -> Bar:
    whole = site.done + site.failed
    value = plain(language, "chart-site-value", percent=round(100 * site.done / whole), count=whole)
    return Bar(shorten(site.host, LONGEST_HOST), value.translate(UNSEEN), (site.done, site.failed))


def _date(language: str, day: Day) -> str:
    return format_date(day.date, format="d MMM", locale=language).translate(DIGITS.get(language, {}))
