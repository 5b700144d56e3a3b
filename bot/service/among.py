"""The question about a playlist, an album or a gallery: which of it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.domain.format import Only, Subtitles
from bot.domain.limits import shorten
from bot.i18n import plain, say
from bot.i18n.format import length
from bot.service.question import Pressed, Question, Wanted

SHOWN = 5  # items named in the question
FIRST = 10  # items of the button that takes a few
LONGEST_NAME = 80  # UTF-16 units of an item's title

# One way only to read each space: two would be tried in all their combinations, by whatever somebody sends.
_RANGES = re.compile(r"\s*\d+(\s*[-–]\s*\d+)?((\s*[,،]\s*|\s+)\d+(\s*[-–]\s*\d+)?)*\s*")
_RANGE = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def numbers(text: str, count: int) -> list[int] | None:
    """The numbers that ranges name, each once, in order; None when they name none from 1 to `count`.

    >>> numbers("3-5, 12", 20), numbers("5-3", 20), numbers("۲،۴", 20), numbers("30", 20), numbers("all", 20)
    ([3, 4, 5, 12], None, [2, 4], None, None)
    """
    if not _RANGES.fullmatch(text):
        return None
    found: set[int] = set()
    for first, last in _RANGE.findall(text):
        found.update(range(int(first), min(int(last or first), count) + 1))
    return sorted(number for number in found if 1 <= number <= count) or None


class Among(Question):
    """Of a list: all of it, its first few, some, or the sound of all."""

    def _pressed(self, word: str) -> Pressed | None:
        items, format = self.found.items, self.delivery.format
        match word:
            case "all":
                return self._choose(Wanted(format, items))
            case "first" if len(items) > FIRST:
                return self._choose(Wanted(format, items[:FIRST]))
            case "sound" if self.found.sound:
                sound = replace(format, height=None, only=Only.M4A, subtitles=Subtitles.OFF, languages=())
                return self._choose(Wanted(sound, items))
            case "some":
                return self._ask_in_words()
        return None

    def _read(self, text: str) -> bool:
        chosen = numbers(text, len(self.found.items))
        if chosen is None:
            return False
        self._choose(Wanted(self.delivery.format, tuple(self.found.items[number - 1] for number in chosen)))
        return True

    def _facts(self, language: str) -> Iterator[str]:
        items = self.found.items
        yield say(language, "choose-items", count=len(items), more="yes" if self.found.more else "no")
        durations = [item.duration for item in items]
        if not self.found.more and None not in durations:
            yield length(language, sum(duration or 0 for duration in durations))

    def _rest(self, language: str) -> Iterator[str]:
        for item in self.found.items[:SHOWN]:
            if item.title:
                yield say(language, "choose-item", number=item.number, title=shorten(item.title, LONGEST_NAME))
        if len(self.found.items) > SHOWN:
            yield say(language, "choose-more", count=len(self.found.items) - SHOWN)
        yield ""
        yield say(language, "choose-which-items" if self._asked_in_words else "choose-question")

    def _choices(self, language: str) -> Iterator[tuple[str, str]]:
        yield "all", plain(language, "choose-all", count=len(self.found.items))
        if len(self.found.items) > FIRST:
            yield "first", plain(language, "choose-first", count=FIRST)
        if self.found.sound:
            yield "sound", plain(language, "choose-sound")
        yield "some", plain(language, "choose-some")
