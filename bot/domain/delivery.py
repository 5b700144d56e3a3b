"""A delivery: one link on its way into one chat."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from bot.domain.format import Format
from bot.domain.link import Link


class Way(StrEnum):
    """How a file has come into the chat."""

    BOT_API = "botapi"
    MTPROTO = "mtproto"
    MEMORY = "memory"  # Telegram had it already


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
    format: Format = field(default_factory=Format)
    captioned: bool = True  # title, size and source below the file
    asks: bool = False  # it shows what there is and waits for its person's choice
    fresh: bool = False  # it is fetched although Telegram has it already
    begun_at: datetime | None = None  # when its first turn came
    ended_at: datetime | None = None
    way: Way | None = None  # how it has come, once it has
    size: int | None = None  # bytes of what has come
    not_before: datetime | None = None  # it waits until then; set once, it is patient with what has not ended yet

    @property
    def reference(self) -> str:
        """Stands in every line of its log, and in the chat when something went wrong here."""
        return self.id.hex[:8]
