"""What a delivery waits for between two turns, and how its status line says so."""

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from bot.domain.media import MediaFile, Piece
from bot.domain.message import Button, Rows
from bot.domain.person import LargeFiles
from bot.errors import LargeFilesOff, LargeFilesOut
from bot.i18n import plain, say
from bot.i18n.format import brief, size
from bot.service.status import cancel_button


def _answer() -> "asyncio.Future[LargeFiles]":
    return asyncio.get_running_loop().create_future()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Wait:
    """For its person to choose (`asking`), or for the time when large files can go; pieces may be chosen then, too."""

    delivery_id: UUID
    media: MediaFile
    error: LargeFilesOff | LargeFilesOut  # why it can't go now
    free_at: float | None  # when it can, by the clock; None: not within the time that may be waited
    pieces: Sequence[Piece]  # in which it can go at once; empty: not looked at
    whole: bool  # that it goes whole then; else in larger pieces than now
    asking: bool
    clock: Callable[[], float]
    answer: "asyncio.Future[LargeFiles]" = field(default_factory=_answer)

    def choose(self, choice: LargeFiles) -> bool:
        """Take the person's word. False when it came already, or is no choice here."""
        possible = choice is LargeFiles.PIECES or (self.asking and self.free_at is not None)
        if self.answer.done() or not possible:
            return False
        self.answer.set_result(choice)
        return True

    def until_free(self) -> "Wait":
        """The time that is left, after the question."""
        return replace(self, asking=False, answer=_answer())

    @property
    def seconds(self) -> float:
        """Until large files can go; 0 from then on."""
        return max(0.0, (self.free_at or 0.0) - self.clock())

    def text(self, language: str) -> str:
        if not self.asking:
            return say(language, "large-wait", time=brief(language, self._shown_seconds))
        if not self.whole:
            why = "larger"
        else:
            why = "off" if isinstance(self.error, LargeFilesOff) else "out"
        return say(
            language,
            "large-question",
            why=why,
            size=size(language, self.media.size),
            limit=size(language, self.error.values.get("limit") or 0),
            parts="playable" if all(piece.playable for piece in self.pieces) else "numbered",
        )

    @property
    def picture(self) -> str | None:
        return None

    def summary(self, language: str) -> str:
        return say(language, "large-asked") if self.asking else self.text(language)

    def rows(self, language: str) -> Rows:
        id, seconds = self.delivery_id, self._shown_seconds
        pieces = Button(plain(language, "large-pieces-button", count=len(self.pieces)), f"d:p:{id.hex}")
        rows = [[pieces]]
        if self.asking and self.free_at is not None:
            key = "large-whole-button" if self.whole else "large-larger-button"
            rows.append([Button(plain(language, key, seconds=seconds, time=brief(language, seconds)), f"d:w:{id.hex}")])
        return [*rows, *cancel_button(language, id)]

    @property
    def _shown_seconds(self) -> int:
        """Whole minutes: a line that waits for hours needn't change every three seconds."""
        return 60 * math.ceil(self.seconds / 60)
