"""A delivery: one link on its way into one chat."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.link import Link


class State(StrEnum):
    """Where a delivery is. The last three are ends."""

    QUEUED = "queued"
    LOOKING = "looking"
    DOWNLOADING = "downloading"
    SENDING = "sending"
    WAITING = "waiting"  # between two turns: for its person's choice, or until large files can go
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (State.DONE, State.FAILED, State.CANCELLED)


@dataclass(frozen=True, slots=True)
class Target:
    """Where in Telegram something goes: a chat, a topic of it, the message it answers."""

    chat_id: int
    thread_id: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One link on its way into one chat, as the store keeps it."""

    id: UUID
    user_id: int
    target: Target
    link: Link
    link_id: UUID  # the kept link it belongs to
    language: str
    created_at: datetime
    state: State = State.QUEUED
    status_id: int | None = None  # message id of its status line
    tries: int = 0  # how often it was begun; more than once only after a restart
    reason: str | None = None  # code of the error it failed with

    @property
    def reference(self) -> str:
        """Stands in every line of its log, and in the chat when something went wrong here."""
        return self.id.hex[:8]


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that has arrived: its message, and the ids by which Telegram sends it again."""

    message_id: int
    file_id: str
    file_unique_id: str
