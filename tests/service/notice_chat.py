"""A chat and a clock for the daily check: they behave, and are read afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.delivery import Target
from bot.domain.media import MediaKind
from bot.domain.message import Rows


@dataclass
class Clock:
    """A clock that stands still until it is set."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Said:
    """One message of the bot."""

    user_id: int
    text: str
    rows: Rows
    background: bool

    @property
    def labels(self) -> list[list[str]]:
        return [[button.text.translate({0x2068: None, 0x2069: None}) for button in row] for row in self.rows]


class NoticeChat:
    """A chat that remembers what was said; `fails` decides which message ends with an error, before it arrives."""

    def __init__(self, fails: Callable[[Target, int], Exception | None] = lambda target, count: None) -> None:
        self.fails = fails
        self.said: list[Said] = []
        self.count = 0

    async def say(self, target: Target, text: str, rows: Rows = (), *, background: bool = False) -> int:
        self.count += 1
        if error := self.fails(target, self.count):
            raise error
        self.said.append(Said(target.chat_id, text.translate({0x2068: None, 0x2069: None}), rows, background))
        return self.count

    async def edit(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> bool:
        return False

    async def settle(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> None:
        return

    async def delete(self, chat_id: int, message_id: int) -> None:
        return

    async def show(self, target: Target, kind: MediaKind | None) -> None:
        return

    def to(self, user_id: int) -> list[Said]:
        return [said for said in self.said if said.user_id == user_id]
