"""What the use cases need of the world: small Protocols which the adapters satisfy.

Stores are synchronous and are called through the worker threads; the rest lives in the event loop.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from bot.domain.delivery import Delivery, Sent, State, Target
from bot.domain.link import Link
from bot.domain.media import MediaFile, MediaKind, Progress
from bot.domain.message import Button as Button  # noqa: PLC0414 -- stores and services take it from here
from bot.domain.message import Rows
from bot.errors import FerryError


class Chat(Protocol):
    """Messages of the bot's own. Texts are HTML from the catalogue."""

    async def say(self, target: Target, text: str, rows: Rows = (), *, background: bool = False) -> int:
        """Send a message and return its id. `background` gives way to everything else."""
        ...

    async def edit(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> bool:
        """Show another text, if Telegram's pace allows it now; False when it was dropped."""
        ...

    async def settle(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> None:
        """Show the last text of a message; waits for its turn."""
        ...

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Remove a message; one that can't be removed stays."""
        ...

    async def show(self, target: Target, kind: MediaKind | None) -> None:
        """The line below the chat's name: sending such a file, or typing."""
        ...


class Downloader(Protocol):
    """Turns a link into a file."""

    async def fetch(self, link: Link, folder: Path, *, limit: int, progress: Callable[[Progress], None]) -> MediaFile:
        """Fetch into `folder`, at most `limit` bytes; raises SourceError, FileTooLarge, DiskFull or ChildDied.

        When cancelled, everything that was started for it has ended before this returns.
        """
        ...


class Transfer(Protocol):
    """Sends a file into a chat."""

    @property
    def limit(self) -> int:
        """The largest file it can send, in bytes."""
        ...

    def refusal(self, size: int | None) -> FerryError:
        """Why a file over `limit` can't be sent: FileTooLarge or LargeFilesOff."""
        ...

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Callable[[int, int], None]
    ) -> Sent:
        """Send it (`progress` gets bytes done and in all); raises TransferError."""
        ...


class DeliveryStore(Protocol):
    """Deliveries, kept so that a restart loses none."""

    def add(self, delivery: Delivery) -> None: ...

    def save(self, delivery: Delivery) -> None:
        """Replace what is stored of it."""
        ...

    def get(self, delivery_id: UUID) -> Delivery | None: ...

    def unfinished(self) -> list[Delivery]:
        """Every delivery that has not ended, oldest first."""
        ...

    def count(self, since: datetime) -> dict[State, int]:
        """How many deliveries made since then are in which state."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete ended deliveries made before then; how many."""
        ...
