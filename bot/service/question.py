"""What is behind a link, and what of it its person wants: the question in the status line, with a button for each."""

import asyncio
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from bot.domain.delivery import Delivery
from bot.domain.format import Format, Only, Span, Subtitles
from bot.domain.found import Found, Item
from bot.domain.limits import shorten
from bot.domain.message import Button, Rows
from bot.i18n import Html, plain, say
from bot.i18n.format import beside, length, size
from bot.service.status import cancel_button

LONGEST_TITLE = 200  # UTF-16 units of a title in the question
SOUNDS: dict[str, str] = {Only.M4A: "🎵 M4A", Only.MP3: "🎵 MP3"}  # names, the same in every language
IN_A_ROW = 2  # buttons; on a phone a third would be cut


class Limits(Protocol):
    """How files go at present, in bytes: whole up to the first, in pieces of the second, and never above the third."""

    @property
    def whole_limit(self) -> int: ...

    @property
    def piece_limit(self) -> int: ...

    @property
    def limit(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What its person wants of a link: this format; of a list, of these items."""

    format: Format
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button has done: words for its person, and what they want besides, while the question stands."""

    text: str
    extra: Format | None = None


class Question(ABC):
    """Stands in the status line until its person has answered. Buttons carry `d:f:<delivery>:<word>`."""

    def __init__(self, delivery: Delivery, found: Found) -> None:
        self.delivery = delivery
        self.found = found
        self.answer: asyncio.Future[Wanted] = asyncio.get_running_loop().create_future()
        self.refresh: Callable[[], None] = lambda: None  # called when it reads otherwise than before
        self._asked_in_words = False

    @property
    def picture(self) -> str | None:
        return self.found.picture

    def press(self, word: str) -> Pressed | None:
        """Do what this button says; None when there is no such button, or it has been answered."""
        return None if self.answer.done() else self._pressed(word)

    def typed(self, text: str) -> bool:
        """Take what its person has written. False when it is no answer, or none is waited for."""
        if self.answer.done() or not self._asked_in_words or not self._read(text):
            return False
        self.refresh()
        return True

    def text(self, language: str) -> str:
        """What was found, and the question."""
        lines = [say(language, "choose-title", title=shorten(self.found.title, LONGEST_TITLE))]
        if facts := beside(language, self._facts(language)):
            lines.append(say(language, "choose-facts", facts=Html(facts)))
        return "\n".join([*lines, "", *self._rest(language)])

    def summary(self, language: str) -> str:
        return say(language, "choose-waiting")

    def rows(self, language: str) -> Rows:
        buttons = [self._button(word, label) for word, label in self._choices(language)]
        rows = [buttons[at : at + IN_A_ROW] for at in range(0, len(buttons), IN_A_ROW)]
        return [*rows, *cancel_button(language, self.delivery.id)]

    def _button(self, word: str, label: str) -> Button:
        return Button(label, f"d:f:{self.delivery.id.hex}:{word}")

    def _choose(self, wanted: Wanted) -> Pressed:
        self.answer.set_result(wanted)
        return Pressed(plain(self.delivery.language, "choose-chosen"))

    def _ask_in_words(self) -> Pressed:
        """The next thing its person writes is an answer."""
        self._asked_in_words = True
        self.refresh()
        return Pressed("")

    @abstractmethod
    def _pressed(self, word: str) -> Pressed | None: ...

    @abstractmethod
    def _read(self, text: str) -> bool: ...

    @abstractmethod
    def _facts(self, language: str) -> Iterator[str]: ...

    @abstractmethod
    def _rest(self, language: str) -> Iterator[str]: ...

    @abstractmethod
    def _choices(self, language: str) -> Iterator[tuple[str, str]]:
        """The word and the label of each button."""
        ...


class Choice(Question):
    """Of one video, song or file: as what to send it, and which piece of it."""

    def __init__(self, delivery: Delivery, found: Found, limits: Limits) -> None:
        super().__init__(delivery, found)
        self._limits = limits
        self._format = replace(delivery.format, height=None, only=None, subtitles=Subtitles.OFF, languages=())
        self._extras: set[Only] = set()
        self._sizes = {str(height.pixels): height.size for height in found.heights}
        if not found.heights and not found.sound:
            self._sizes["best"] = found.size
        if found.sound:
            self._sizes |= {Only.M4A: found.sound_size, Only.MP3: None}

    def _pressed(self, word: str) -> Pressed | None:
        if word in self._sizes:
            return self._take(word)
        match word:
            case "subtitles" if self.found.subtitles and self.found.heights:
                self._turn_subtitles()
                self.refresh()
                return Pressed("")
            case "clip" if self.found.duration:
                return self._ask_in_words()
            case Only.PICTURE if self.found.picture:
                return self._extra(Only.PICTURE)
            case Only.DESCRIPTION if self.found.described:
                return self._extra(Only.DESCRIPTION)
        return None

    def _extra(self, only: Only) -> Pressed:
        """What comes beside, once however often it is pressed."""
        wanted = None if only in self._extras else Format(only=only)
        self._extras.add(only)
        return Pressed(plain(self.delivery.language, "choose-extra"), wanted)

    def _take(self, word: str) -> Pressed:
        if (self._sizes[word] or 0) > self._limits.limit:
            limit = size(self.delivery.language, self._limits.limit)
            return Pressed(plain(self.delivery.language, "choose-too-large-answer", limit=limit))
        if word in set(Only):
            sound = replace(self._format, only=Only(word), subtitles=Subtitles.OFF, languages=())
            return self._choose(Wanted(sound))
        height = None if word == "best" else int(word)
        return self._choose(Wanted(replace(self._format, height=height)))

    def _turn_subtitles(self) -> None:
        """None, as files, in the video, none …"""
        order = [*Subtitles]
        following = order[(order.index(self._format.subtitles) + 1) % len(order)]
        languages = () if following is Subtitles.OFF else self._languages
        self._format = replace(self._format, subtitles=following, languages=languages)

    @property
    def _languages(self) -> tuple[str, ...]:
        """Of the subtitles there are: those its person has set, else their own language, English, or the first."""
        there = self.found.subtitles
        wanted = [tag for tag in self.delivery.format.languages if tag in there]
        return tuple(wanted) or (next((tag for tag in (self.delivery.language, "en") if tag in there), there[0]),)

    def _read(self, text: str) -> bool:
        span = Span.parse(text)
        if span is None or span.start >= (self.found.duration or 0):
            return False
        self._format, self._asked_in_words = replace(self._format, span=span), False
        return True

    def _facts(self, language: str) -> Iterator[str]:
        if self.found.uploader:
            yield say(language, "choose-uploader", name=shorten(self.found.uploader, LONGEST_TITLE))
        if self.found.duration:
            yield length(language, self.found.duration)

    def _rest(self, language: str) -> Iterator[str]:
        if self._format.span:
            start, end = (length(language, at) for at in (self._format.span.start, self._format.span.end))
            yield say(language, "choose-span", start=start, end=end)
        yield say(language, "choose-which-piece" if self._asked_in_words else "choose-question")

    def _choices(self, language: str) -> Iterator[tuple[str, str]]:
        for word, bytes_ in self._sizes.items():
            yield word, self._label(language, word, bytes_ if self._format.span is None else None)
        if self.found.subtitles and self.found.heights:
            how = self._format.subtitles.value
            yield "subtitles", plain(language, "choose-subtitles", how=how, languages=", ".join(self._languages))
        if self.found.duration:
            yield "clip", plain(language, "choose-clip")
        if self.found.picture:
            yield Only.PICTURE, plain(language, "choose-picture")
        if self.found.described:
            yield Only.DESCRIPTION, plain(language, "choose-description")

    def _label(self, language: str, word: str, bytes_: int | None) -> str:
        """A format, its estimated size, and how it will go when that isn't whole."""
        what = f"{word}p" if word.isdecimal() else SOUNDS.get(word) or plain(language, "choose-best")
        if bytes_ is None:
            return what
        shown = size(language, bytes_)
        if bytes_ > self._limits.limit:
            return plain(language, "choose-too-large", what=what, size=shown)
        if bytes_ > self._limits.whole_limit:
            parts = math.ceil(bytes_ / self._limits.piece_limit)
            return plain(language, "choose-in-parts", what=what, size=shown, count=parts)
        return plain(language, "choose-sized", what=what, size=shown)
