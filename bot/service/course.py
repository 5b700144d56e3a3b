"""A delivery on its way: what everything that brings it on knows of it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.delivery import Delivery, State, Way
from bot.domain.found import Found
from bot.domain.media import KnownFile, MediaFile, MediaKind, Piece, Progress, Sent
from bot.domain.person import LargeFiles
from bot.service.question import Question
from bot.service.status import StatusLine
from bot.service.turns import Ticket
from bot.service.waiting import Wait

if TYPE_CHECKING:
    from bot.service.albums import Album


@dataclass(eq=False, slots=True)
class Course:
    """A delivery on its way: what the store knows of it, its place in line, its status line, how far it has come."""

    delivery: Delivery
    line: StatusLine
    ticket: Ticket
    folder: Path  # its own: the file, and the piece that is being sent
    keep: Callable[[Delivery], Awaitable[None]]  # puts it into the store
    given_up: bool = False  # its person has cancelled it
    media: MediaFile | None = None  # while it is on disk
    wait: Wait | None = None  # what it waits for at present
    waited: float = 0.0  # seconds, for large files to go
    choice: LargeFiles | None = None  # what its person has chosen for this large file
    found: Found | None = None  # what is behind its link, once that is known
    question: Question | None = None  # what its person is asked of that
    turned: asyncio.Event = field(default_factory=asyncio.Event)  # its person wants something else of it
    limit: asyncio.Timeout | None = None  # of the turn it has
    item: "Course | None" = None  # of a list: the one that is on its way
    album: "Album | None" = None  # of an item: what goes together with it
    held: bool = False  # it lies on disk until its album goes
    report: str | None = None  # what its person should know in the end, though all went well; HTML
    known: list[KnownFile] = field(default_factory=list)  # what of it has arrived, as Telegram sends it again
    passing: bool = False  # that is not how it should go another time
    way: Way | None = None  # how it has come
    brought: int = 0  # bytes of what has come
    recalled: bool = False  # it goes in pieces since its person chose that for an earlier file
    parts: int = 0  # in how many pieces it goes; 0: whole
    arrived: int = 0  # of those
    last_byte_out: bool = False  # of what is being sent: from then on that may have arrived
    _saving: asyncio.Lock = field(default_factory=asyncio.Lock)  # the store sees changes in their order

    @property
    def acting(self) -> "Course":
        """What its buttons are about: of a list, the item on its way."""
        return self.item or self

    @property
    def may_have_arrived(self) -> bool:
        """All of it, or a part: nobody may send it anew unasked."""
        return self.last_byte_out or self.arrived > 0

    def change(self) -> bool:
        """Ask its person what they want of the link, instead of going on. False when it is too late for that."""
        if self.delivery.state in (State.SENDING, State.WAITING) or self.delivery.state.ended or self.delivery.asks:
            return False
        self.delivery = replace(self.delivery, asks=True)
        self.turned.set()
        if self.limit is not None:
            self.limit.reschedule(asyncio.get_running_loop().time())
        return True

    def has_arrived(self, sent: Sent, file: MediaFile, piece: Piece | None = None) -> None:
        """So much of it is in the chat."""
        self.way = sent.way
        self.brought += file.size
        if sent.kind is None:
            self.passing = True
            return
        number, playable = (piece.number, piece.playable) if piece else (None, True)
        self.known.append(KnownFile(sent.file_id, sent.kind, file.name, file.title, file.size, number, playable))

    async def save(self, **changes: Any) -> None:
        """Change it, at once for the bot, then in the store. A cancelled caller leaves; the store still gets it."""
        self.delivery = replace(self.delivery, **changes)
        await asyncio.shield(self._keep_latest())

    def sending(
        self, kind: MediaKind, *, piece: Piece | None = None, before: int = 0, whole: int | None = None
    ) -> Callable[[int, int], None]:
        """Show that it is being sent; gives what is to be told of the bytes that have left, and of all.

        Of a `piece` the line shows the bytes of the `whole` file, `before` of which have gone before.
        """
        self.last_byte_out = False
        self.line.show(Progress(State.SENDING, before, whole, piece=piece), kind)

        def progress(done: int, total: int) -> None:
            self.last_byte_out = done == total
            self.line.show(Progress(State.SENDING, before + done, whole or total, piece=piece))

        return progress

    async def _keep_latest(self) -> None:
        async with self._saving:
            await self.keep(self.delivery)
