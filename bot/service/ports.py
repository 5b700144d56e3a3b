"""What the use cases need of the world: small Protocols which the adapters satisfy.

Stores are synchronous and are called through the worker threads; the rest lives in the event loop.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from bot.domain.broadcast import Broadcast
from bot.domain.delivery import Delivery, State, Target
from bot.domain.format import Format
from bot.domain.found import Found
from bot.domain.link import Deletion, Due, KeptLink, Link
from bot.domain.media import Arriving, KnownFile, MediaFile, MediaKind, Piece, Progress, Sent
from bot.domain.message import Rows
from bot.domain.person import Access, Knock, LargeFiles, PeopleCount, Person, Quota, Standing, Use, Visitor
from bot.domain.preferences import Preferences
from bot.domain.search import EVERYTHING, Choice, Search
from bot.domain.site import Tally
from bot.domain.statistics import Failure, Figures


class Chat(Protocol):
    """Messages of the bot's own. Texts are HTML from the catalogue."""

    async def file(self, target: Target, name: str, data: bytes, caption: str) -> int:
        """Send a small document of that name, and return its message's id."""
        ...

    async def picture(self, target: Target, data: bytes, caption: str) -> int:
        """Send a small picture, a PNG or JPEG, and return its message's id."""
        ...

    async def say(
        self, target: Target, text: str, rows: Rows = (), *, picture: str | None = None, background: bool = False
    ) -> int:
        """Send a message and return its id. `picture` is the address of one to be shown with it.

        `background` gives way to everything else.
        """
        ...

    async def edit(
        self, chat_id: int, message_id: int, text: str, rows: Rows = (), *, picture: str | None = None
    ) -> bool:
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

    async def look(self, link: Link, folder: Path) -> Found:
        """What is behind a link; raises SourceError or ChildDied.

        What was learnt of it stays in `folder`, so that `fetch` needn't ask again.
        """
        ...

    async def fetch(
        self,
        link: Link,
        folder: Path,
        *,
        format: Format,
        limit: int,
        progress: Callable[[Progress], None],
        found: Callable[[Found], None],
    ) -> MediaFile:
        """Fetch this of it into `folder`, at most `limit` bytes; `found` hears what is there before it is fetched.

        Raises SourceError (SeveralFound for a list), FileTooLarge, DiskFull or ChildDied. When cancelled, everything
        that was started for it has ended before this returns.
        """
        ...


class Parcel(Protocol):
    """One file's way into one chat. It may set out before the file is complete."""

    def arriving(self, file: Arriving) -> None:
        """So much of it is there. Cheap, never fails; may begin to upload."""
        ...

    async def send(self, media: MediaFile, *, caption: str, progress: Callable[[int, int], None]) -> Sent:
        """Send it whole (`progress` gets bytes arrived and in all); raises TransferError.

        LargeFilesOff, LargeFilesOut and FileTooLarge mean that it can't go whole, now or ever; pieces may.
        """
        ...


class Transfer(Protocol):
    """Sends files into chats."""

    @property
    def limit(self) -> int:
        """The largest file worth fetching, whole or for sending it in pieces, in bytes."""
        ...

    @property
    def whole_limit(self) -> int:
        """What goes in one file at present, in bytes."""
        ...

    @property
    def piece_limit(self) -> int:
        """What a piece may have at present, in bytes: by MTProto while that can be had, else by the Bot API."""
        ...

    def parcel(self, target: Target) -> AbstractAsyncContextManager[Parcel]:
        """A way for one file into this chat. Left without `send`, whatever has set out is called back."""
        ...

    async def album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]:
        """Send two to ten pictures and films together, each with its caption; raises TransferError."""
        ...

    async def resend(self, known: KnownFile, target: Target, *, caption: str, rows: Rows = ()) -> Sent:
        """Send what Telegram has; raises TransferError: FileForgotten when it has it no more and has sent nothing."""
        ...


class FileStore(Protocol):
    """Files that Telegram has, by their canonical address and their format's key."""

    def find(self, address: str, format: str) -> list[KnownFile]:
        """All that belongs to it, in the order in which it was sent; empty when unknown."""
        ...

    def put(self, address: str, format: str, known: Sequence[KnownFile], now: datetime) -> None:
        """Remember these instead of whatever was known."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete what was sent before then; how many."""
        ...


class Splitter(Protocol):
    """Takes a large file apart."""

    async def plan(self, media: MediaFile, limit: int) -> Sequence[Piece]:
        """The pieces of at most `limit` bytes it can go in, in order: of a video by its keyframes, playable each."""
        ...

    async def cut(self, media: MediaFile, piece: Piece, folder: Path) -> MediaFile:
        """Write this piece into `folder`; raises SourceFailed, DiskFull or ChildDied."""
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

    def outcomes(self, since: datetime, *, user_id: int | None = None) -> list[Tally]:
        """How deliveries have ended since then, by site; what was sent from memory asked no site.

        For one person: only of sites which they themselves, or several people, have asked.
        """
        ...

    def forget(self, before: datetime) -> int:
        """Delete ended deliveries made before then; how many."""
        ...


class LinkStore(Protocol):
    """Kept links. Every call about one person's links touches that person's only."""

    def keep(self, user_id: int, url: str, *, now: datetime, expires_at: datetime) -> KeptLink:
        """Put it on top of the person's list; an address that is in the list already is renewed, not doubled."""
        ...

    def get(self, user_id: int, link_id: UUID) -> KeptLink | None: ...

    def page(self, user_id: int, offset: int, limit: int, search: Search = EVERYTHING) -> tuple[list[KeptLink], int]:
        """A piece of what a search finds in the person's list, and how many links it finds in all."""
        ...

    def hosts(
        self, user_id: int, offset: int, limit: int, search: Search = EVERYTHING
    ) -> tuple[list[tuple[str, int]], int]:
        """A piece of the sites that what a search finds leads to, with how many links each, most first; how many sites
        in all."""
        ...

    def count_chosen(self, user_id: int, choice: Choice) -> int:
        """How many links of the person are chosen."""
        ...

    def describe(self, user_id: int, link_id: UUID, title: str | None, size: int | None) -> None:
        """Note what it turned out to be (`size` in bytes)."""
        ...

    def renew(self, user_id: int, link_id: UUID, expires_at: datetime) -> KeptLink | None:
        """Let it live until then; None when it is gone."""
        ...

    def renew_chosen(self, user_id: int, choice: Choice, expires_at: datetime) -> int:
        """Let all that are chosen live until then; how many."""
        ...

    def delete(self, user_id: int, link_id: UUID, *, deletion_id: UUID, now: datetime) -> KeptLink | None:
        """Delete it; what it was, or None when it was gone already. `restore` knows it by `deletion_id`."""
        ...

    def delete_chosen(self, user_id: int, choice: Choice, *, deletion_id: UUID, now: datetime) -> int:
        """Delete all that are chosen; how many."""
        ...

    def last_deletion(self, user_id: int, *, since: datetime) -> Deletion | None:
        """The person's newest deletion since then that was not undone."""
        ...

    def restore(self, user_id: int, deletion_id: UUID, *, since: datetime) -> int:
        """Bring back as they were the links of a deletion made since then, within two minutes of it; how many."""
        ...

    def notice(self, user_id: int, notice_id: UUID, offset: int, limit: int) -> tuple[list[KeptLink], int, int]:
        """A piece of what a notice named, how much of that is in the list still, and how much of it will go."""
        ...

    def renew_notice(self, user_id: int, notice_id: UUID, expires_at: datetime) -> int:
        """Let all that a notice named and that still goes live until then; how many."""
        ...

    def due(
        self, now: datetime, *, before: datetime, gone_before: datetime, after: int | None, limit: int
    ) -> list[Due]:
        """Owners of links to be announced: that expire by `before`, or whose address stops by `gone_before`, or which
        were put off till now.

        In order of their ids, `after` the given one. People who have blocked the bot are left out.
        """
        ...

    def claim(self, user_id: int, notice_id: UUID, *, before: datetime, gone_before: datetime, now: datetime) -> int:
        """Mark a person's links that are due by then as announced by this notice; how many."""
        ...

    def confirm(self, user_id: int, notice_id: UUID, not_before: datetime) -> None:
        """The notice has arrived; its links go when they expire or their address stops, but none before then, so that
        one found late gets its full warning."""
        ...

    def snooze(self, user_id: int, notice_id: UUID, until: datetime) -> int:
        """Announce anew, from then on, what the notice named and what still goes; how many links. None goes before."""
        ...

    def release(self, user_id: int, notice_id: UUID) -> None:
        """The notice was not sent: its links are to be announced by another."""
        ...

    def renew_unconfirmed(self, expires_at: datetime) -> int:
        """Let all links of which nobody knows whether they were announced live until then; how many."""
        ...

    def delete_expired(self, now: datetime, limit: int) -> int:
        """Delete links that have expired and were surely announced, or whose owner has blocked the bot; how many."""
        ...

    def count(self) -> int:
        """How many links are kept in all."""
        ...

    def standing(self, user_id: int) -> Standing:
        """How many links a person keeps, and when the first of them goes."""
        ...


class PeopleStore(Protocol):
    """People who have written to the bot."""

    def seen(
        self, user_id: int, language: str, now: datetime, *, name: str | None = None, username: str | None = None
    ) -> None:
        """They have written and were let in, so they haven't blocked the bot and wait for nobody (any more)."""
        ...

    def blocked(self, user_id: int, now: datetime) -> None:
        """Telegram says that they have blocked the bot. Nothing for someone who never wrote."""
        ...

    def get(self, user_id: int) -> Person | None: ...

    def large_files(self, user_id: int) -> LargeFiles | None:
        """What they want of files that can't go whole at present; None when they haven't chosen."""
        ...

    def set_large_files(self, user_id: int, choice: LargeFiles | None, now: datetime) -> None:
        """They have chosen, so they were there just now; None: ask again. Nothing for someone who never wrote."""
        ...

    def languages(self, user_ids: Sequence[int]) -> dict[int, str]:
        """The languages of those among them who have written; ask for some hundreds at once at most."""
        ...

    def counts(self, since: datetime) -> PeopleCount:
        """How many people there are, have written since then, have blocked the bot; nobody who waits outside."""
        ...

    def knock(self, visitor: Visitor, *, now: datetime, since: datetime, most: int) -> Knock:
        """A stranger has written: note it, unless they heard since then where they stand.

        The owner is to be asked about at most so many people since then.
        """
        ...

    def waiting(self, offset: int, limit: int) -> tuple[list[Person], int]:
        """A piece of those who wait for the owner's say, latest first, and how many they are in all."""
        ...

    def search(self, words: str, offset: int, limit: int) -> tuple[list[Person], int]:
        """A piece of those who have come in, latest seen first, and how many they are in all.

        With words, those whose name or username has them, or whose id they are.
        """
        ...

    def set_access(self, user_id: int, access: Access) -> bool:
        """What the owner says of someone. False when nobody has that id."""
        ...

    def set_quota(self, user_id: int, quota: Quota) -> bool:
        """What the owner grants them. False when nobody has that id."""
        ...

    def ruled(self) -> list[Person]:
        """Everyone of whom the owner has said something: let in, shut out, granted so much a day."""
        ...

    def reachable(self, after: int | None, limit: int) -> list[Person]:
        """People in order of their ids, `after` the given one, who have come in and haven't blocked the bot."""
        ...


class PreferenceStore(Protocol):
    """What people and groups have set. A person's id is that of their private chat."""

    def get(self, chat_id: int) -> Preferences:
        """What a person (by their id) or a group has set; the defaults when that is nothing."""
        ...

    def get_many(self, chat_ids: Sequence[int]) -> dict[int, Preferences]:
        """The same of those among them who have set something; ask for some hundreds at once at most."""
        ...

    def set(self, chat_id: int, wanted: Preferences) -> None:
        """Keep this instead of what was set; the defaults leave nothing behind."""
        ...


class StatisticsStore(Protocol):
    """What deliveries come to."""

    def use(self, user_id: int, since: datetime | None = None) -> Use:
        """What somebody has had delivered, since then or in all that is remembered."""
        ...

    def counted(self, user_id: int, since: datetime) -> list[tuple[datetime, int]]:
        """When each delivery of theirs that counts was made since then, and the bytes it carried; oldest first."""
        ...

    def failures(self, since: datetime) -> list[Failure]:
        """What deliveries made since then have failed with, the most frequent first."""
        ...

    def figures(self, today: date, days: int, zone: tzinfo) -> Figures:
        """The deliveries of so many days up to today, by the days of this zone."""
        ...


class Painter(Protocol):
    """Draws figures."""

    async def paint(self, figures: Figures, language: str) -> bytes:
        """The figures as a PNG with words in this language; raises ChildDied."""
        ...


class Quotas(Protocol):
    """What the owner grants somebody in a day."""

    def room(self, user_id: int, links: int = 1) -> AbstractAsyncContextManager[None]:
        """Room for so many deliveries, to be begun inside: two messages at the same time don't share it.

        Raises QuotaReached when it is entered.
        """
        ...


class BroadcastStore(Protocol):
    """Broadcasts, kept so that a restart sends none twice to anybody."""

    def add(self, broadcast: Broadcast) -> None:
        """Keep a new one; it takes the place of its owner's earlier drafts."""
        ...

    def save(self, broadcast: Broadcast) -> None:
        """Replace what is stored of it; nothing when it is gone."""
        ...

    def get(self, broadcast_id: UUID) -> Broadcast | None: ...

    def delete(self, broadcast_id: UUID) -> None: ...

    def unfinished(self) -> list[Broadcast]:
        """Those that are being sent, oldest first."""
        ...


class PersonalStore(Protocol):
    """All that is stored of one person."""

    def export(self, user_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row about a person, by its table, in values that JSON knows."""
        ...

    def forget(self, user_id: int, now: datetime, *, counts_since: datetime) -> None:
        """Delete all of it. Of whom the owner has shut out or bounded, that stays, with the id and nothing else.

        A quota stays with what it counts: of deliveries made since then, the times and sizes.
        """
        ...


class MarkStore(Protocol):
    """When each job last came to its end."""

    def get(self, name: str) -> datetime | None: ...

    def set(self, name: str, at: datetime) -> None: ...
