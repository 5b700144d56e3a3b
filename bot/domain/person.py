"""Who writes to the bot, and figures on people and their links. Times are UTC and aware."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to the bot."""

    user_id: int
    language: str  # one of the catalogue's
    first_seen: datetime
    last_seen: datetime
    blocked_at: datetime | None = None  # when Telegram said that they had blocked the bot


class LargeFiles(StrEnum):
    """What someone wants of a file that can't go whole at present."""

    PIECES = "pieces"  # now, in several files
    WHOLE = "whole"  # later, in one


@dataclass(frozen=True, slots=True)
class PeopleCount:
    """How many people the bot knows."""

    known: int
    active: int  # have written since the asked time
    blocked: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person keeps."""

    links: int
    next_expiry: datetime | None  # of the link that goes first
