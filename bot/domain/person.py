"""Who writes to the bot, and figures on people and their links. Times are UTC and aware."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST_ID = 16  # digits; Telegram's ids have 52 bits at most (https://core.telegram.org/bots/api#user)


class Access(StrEnum):
    """What the owner has said of somebody, or that they are to say something."""

    ALLOWED = "allowed"
    BANNED = "banned"
    ASKED = "asked"  # a stranger who has written and waits for the owner's say


@dataclass(frozen=True, slots=True)
class Quota:
    """What somebody may have in 24 hours; None: any number."""

    links: int | None = None
    size: int | None = None  # bytes


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who has written to the bot."""

    user_id: int
    language: str  # one of the catalogue's
    first_seen: datetime
    last_seen: datetime
    blocked_at: datetime | None = None  # when Telegram said that they had blocked the bot
    name: str | None = None  # as Telegram shows it
    username: str | None = None  # without the @
    access: Access | None = None  # None: what the settings say
    quota: Quota = Quota()  # what the owner grants


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody as their message shows them."""

    user_id: int
    language: str  # one of the catalogue's
    name: str
    username: str | None = None


class Knock(StrEnum):
    """What became of a stranger's message."""

    NEW = "new"  # the owner is to be asked
    WAITING = "waiting"  # the owner was asked about enough people today, and finds this one in a list
    REFUSED = "refused"  # the owner has said no, which they don't know yet
    TOLD = "told"  # they know where they stand
    UNASKED = "unasked"  # there is no owner to ask


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


@dataclass(frozen=True, slots=True)
class Use:
    """What somebody has had delivered."""

    deliveries: int
    size: int  # bytes carried; what Telegram had already counts for nothing
