"""One message of the owner's to everybody."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Stage(StrEnum):
    """Where a broadcast is."""

    DRAFT = "draft"  # shown to its owner, who is asked
    SENDING = "sending"
    DONE = "done"
    STOPPED = "stopped"  # by its owner


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast as the store keeps it, so that a restart sends it to nobody twice."""

    id: UUID
    owner_id: int  # who sends it
    text: str  # HTML
    created_at: datetime
    stage: Stage = Stage.DRAFT
    after: int | None = None  # the last person it has gone to, in order of their ids
    sent: int = 0
    blocked: int = 0  # had blocked the bot
    failed: int = 0
    begun_at: datetime | None = None
    status_id: int | None = None  # the message that shows how far it is

    @property
    def tried(self) -> int:
        """How many people it has gone to, whatever came of it."""
        return self.sent + self.blocked + self.failed
