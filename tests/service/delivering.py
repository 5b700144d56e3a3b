"""Deliveries on real stores, between a source, a Telegram and a chat of a few lines each, which behave."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.format import Format, Span
from bot.domain.found import Found
from bot.domain.limits import MB
from bot.domain.link import Link
from bot.domain.media import Arriving, KnownFile, MediaFile, MediaKind, Piece, Progress, Sent
from bot.domain.message import Rows
from bot.domain.preferences import Preferences
from bot.errors import FileForgotten, TransferFailed
from bot.service.course import Course
from bot.service.deliveries import Deliveries
from bot.service.links import Links
from bot.service.ports import Chat, Transfer
from bot.service.runner import Runner
from bot.service.turns import Turns
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.files import FileStore
from bot.store.links import LinkStore
from bot.store.people import PeopleStore
from tests.service.notice_chat import Clock
from tests.store.empty import open_empty

T = TypeVar("T")

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ANN, BEN = 1001, 1002
DEFAULTS = Preferences()
PATIENCE = 30.0  # seconds until a test gives up; nothing here waits so long, unless it is broken


async def until(look: Callable[[], T]) -> T:
    """What it gives, once that is something."""
    async with asyncio.timeout(PATIENCE):
        while not (found := look()):
            await asyncio.sleep(0.002)
    return found


def bare(text: str) -> str:
    """Without the marks that isolate placeholders."""
    return text.translate({0x2068: None, 0x2069: None})


class Time:
    """A clock that a test turns on, and pauses that end by it."""

    def __init__(self) -> None:
        self.now = 0.0
        self._alarms: list[tuple[float, float, asyncio.Event]] = []  # when, how long before it was set, what rings

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        alarm = self.now + seconds, seconds, asyncio.Event()
        self._alarms.append(alarm)
        try:
            if seconds > 0:
                await alarm[2].wait()
        finally:
            self._alarms.remove(alarm)

    async def sleeping(self, seconds: float) -> None:
        """Wait until somebody has begun to sleep for so long."""
        await until(lambda: any(length == seconds for _, length, _ in self._alarms))

    async def go_on(self, seconds: float) -> None:
        """Let so much time pass, in one step."""
        self.now += seconds
        for at, _, rings in self._alarms:
            if at <= self.now:
                rings.set()
        await asyncio.sleep(0)


class TalkingChat:
    """A chat that shows messages as they are, and remembers every text each of them had."""

    def __init__(self) -> None:
        self.messages: dict[int, tuple[str, Rows]] = {}
        self.texts: list[str] = []
        self.shows: list[MediaKind | None] = []
        self.edits: list[str] = []
        self.refuses: Exception | None = None  # every new message ends with it
        self.drops = False  # edits are dropped
        self.picture: str | None = None  # the last one shown
        self.edit_waits: asyncio.Event | None = None  # an edit is on its way until this is set
        self.settle_waits: asyncio.Event | None = None
        self._last_id = 100

    async def say(
        self, target: Target, text: str, rows: Rows = (), *, picture: str | None = None, background: bool = False
    ) -> int:
        if self.refuses:
            raise self.refuses
        self._last_id += 1
        self._put(self._last_id, text, rows)
        self.picture = picture
        return self._last_id

    async def edit(
        self, chat_id: int, message_id: int, text: str, rows: Rows = (), *, picture: str | None = None
    ) -> bool:
        self.edits.append(bare(text))
        self.picture = picture
        if self.edit_waits:
            await self.edit_waits.wait()
        if self.drops or message_id not in self.messages:
            return False
        self._put(message_id, text, rows)
        return True

    async def settle(self, chat_id: int, message_id: int, text: str, rows: Rows = ()) -> None:
        if self.settle_waits:
            await self.settle_waits.wait()
        if self.refuses:
            raise self.refuses
        if message_id not in self.messages:
            raise TransferFailed("message to edit not found")
        self._put(message_id, text, rows)

    async def delete(self, chat_id: int, message_id: int) -> None:
        self.messages.pop(message_id, None)

    async def show(self, target: Target, kind: MediaKind | None) -> None:
        self.shows.append(kind)

    def _put(self, message_id: int, text: str, rows: Rows) -> None:
        self.messages[message_id] = bare(text), rows
        self.texts.append(bare(text))

    def now(self) -> list[str]:
        return [text for text, _ in self.messages.values()]

    def buttons(self) -> list[str]:
        """The data of all buttons."""
        return [button.data for _, rows in self.messages.values() for row in rows for button in row]


class Source:
    """A downloader: a small document at once, unless told otherwise."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.stopped: list[str] = []  # cancelled meanwhile
        self.reports: list[Progress] = []
        self.hold: asyncio.Event | None = None  # waits for it with a half-written file
        self.error: Exception | None = None
        self.folder: Path | None = None
        self.limit = 0
        self.media: MediaFile | None = None  # what it gives instead, with `data`
        self.data = b"whole file"
        self.there: Found | None = None  # what is behind every link
        self.looked: list[str] = []
        self.formats: list[str] = []

    async def look(self, link: Link, folder: Path) -> Found:
        self.looked.append(link.url)
        if self.error:
            raise self.error
        return self.there or Found(title="A <title>")

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
        self.begun.append(link.url)
        self.formats.append(format.key)
        if self.there:
            found(self.there)
        self.folder, self.limit = folder, limit
        path = folder / "file.bin"
        path.write_bytes(b"half")
        for report in self.reports:
            progress(report)
        try:
            if self.hold:
                await self.hold.wait()
        except asyncio.CancelledError:
            self.stopped.append(link.url)
            raise
        if self.error:
            raise self.error
        path.write_bytes(self.data)
        if self.media:
            return replace(self.media, path=path)
        return MediaFile(path, "file.bin", "A <title>", 12_900_000, MediaKind.DOCUMENT)


class Telegram:
    """A transfer: takes the file at once, unless told otherwise."""

    limit = 4000 * MB

    def __init__(self) -> None:
        self.sent: list[tuple[bytes, Target, str]] = []
        self.again: list[tuple[str, Target, str]] = []  # what was sent by its id
        self.albums: list[list[bytes]] = []
        self.words: list[list[str]] = []  # below each file of an album
        self.album_refusals: list[Exception] = []
        self.forgets: set[str] = set()  # ids it takes no more
        self.ids = count(1)
        self.arrived: list[Arriving] = []  # what was told of files still being fetched
        self.called_back = 0  # parcels left without having been sent
        self.open = 0  # parcels
        self.piece_limit = 40
        self.whole_limit = 2000 * MB
        self.reports: list[tuple[int, int]] = []
        self.hold: asyncio.Event | None = None  # waits for it with the reports made
        self.hold_after = 0  # files that go without waiting before
        self.waiting = 0
        self.error: Exception | None = None
        self.refusals: list[Exception | None] = []  # one for each of the next files to be sent; None: it goes

    @asynccontextmanager
    async def parcel(self, target: Target) -> AsyncIterator["OnItsWay"]:
        parcel = OnItsWay(self, target)
        self.open += 1
        try:
            yield parcel
        finally:
            self.open -= 1
            self.called_back += not parcel.sent

    async def take(self, data: bytes, target: Target, caption: str, progress: Callable[[int, int], None]) -> Sent:
        for done, total in self.reports:
            progress(done, total)
        if self.hold and len(self.sent) >= self.hold_after:
            self.waiting += 1
            try:
                await self.hold.wait()
            finally:
                self.waiting -= 1
        if error := self.refusals.pop(0) if self.refusals else self.error:
            raise error
        self.sent.append((data, target, bare(caption)))
        return Sent(len(self.sent), Way.BOT_API, f"file {next(self.ids)}", MediaKind.DOCUMENT)

    async def album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]:
        if error := self.album_refusals.pop(0) if self.album_refusals else None:
            raise error
        self.albums.append([media.path.read_bytes() for media, _ in files])
        self.words.append([bare(caption) for _, caption in files])
        return [Sent(1, Way.BOT_API, f"file {next(self.ids)}", media.kind) for media, _ in files]

    async def resend(self, known: KnownFile, target: Target, *, caption: str, rows: Rows = ()) -> Sent:
        if self.error:
            raise self.error
        if known.file_id in self.forgets:
            raise FileForgotten("wrong file identifier")
        self.again.append((known.file_id, target, bare(caption)))
        return Sent(len(self.again), Way.MEMORY, known.file_id, known.kind)


class OnItsWay:
    """A parcel of this Telegram."""

    def __init__(self, telegram: Telegram, target: Target) -> None:
        self.sent = False
        self._telegram = telegram
        self._target = target

    def arriving(self, file: Arriving) -> None:
        self._telegram.arrived.append(file)

    async def send(self, media: MediaFile, *, caption: str, progress: Callable[[int, int], None]) -> Sent:
        sent = await self._telegram.take(media.path.read_bytes(), self._target, caption, progress)
        self.sent = True
        return sent


class Knife:
    """A splitter: cuts by bytes, and says of videos that each piece plays."""

    def __init__(self) -> None:
        self.limits: list[int] = []
        self.plan_hold: asyncio.Event | None = None  # waits for it before it gives a plan
        self.hold: asyncio.Event | None = None  # waits for it with a half-written piece
        self.error: Exception | None = None
        self.on_disk: list[list[str]] = []  # what lay in the folder when each piece was begun

    async def plan(self, media: MediaFile, limit: int) -> Sequence[Piece]:
        self.limits.append(limit)
        if self.plan_hold:
            await self.plan_hold.wait()
        size = media.path.stat().st_size
        starts, playable = range(0, size, limit), media.kind is MediaKind.VIDEO
        return [
            Piece(number, len(starts), start, min(start + limit, size), playable)
            for number, start in enumerate(starts, 1)
        ]

    async def cut(self, media: MediaFile, piece: Piece, folder: Path) -> MediaFile:
        self.on_disk.append(sorted(path.name for path in folder.iterdir()))
        name = media.name if piece.playable else f"{media.name}.{piece.number:03}"
        path = folder / name
        path.write_bytes(b"half")
        if self.hold:
            await self.hold.wait()
        if self.error:
            raise self.error
        path.write_bytes(media.path.read_bytes()[round(piece.start) : round(piece.end)])
        return replace(media, path=path, name=name, size=path.stat().st_size)


class Bounds:
    """Quotas: no bound, unless told otherwise."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.asked: list[tuple[int, int]] = []

    @asynccontextmanager
    async def room(self, user_id: int, links: int = 1) -> AsyncIterator[None]:
        self.asked.append((user_id, links))
        if self.error:
            raise self.error
        yield


class WatchedStore(DeliveryStore):
    """The real store, which notes each state it gets, and fails where it is told to."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.states: list[State] = []
        self.fails: dict[State, Exception] = {}

    def save(self, delivery: Delivery) -> None:
        if error := self.fails.get(delivery.state):
            raise error
        self.states.append(delivery.state)
        super().save(delivery)


class NotingRunner(Runner):
    """The real runner, which notes the courses it makes."""

    courses: tuple[Course, ...] = ()

    def course(self, delivery: Delivery) -> Course:
        made = super().course(delivery)
        self.courses += (made,)
        return made


class Scene:
    """All of it, wired as the bot is. `again` is a restart on the same store and the same chat."""

    def __init__(
        self,
        database: Database,
        workers: Workers,
        folder: Path,
        *,
        chat: Chat | None = None,
        transfer: Transfer | None = None,
        at_once: int = 5,
        per_person: int = 2,
        timeout: float = 60,
        admins: Sequence[int] = (),
    ) -> None:
        self.chat = TalkingChat()
        self.source = Source()
        self.telegram = Telegram()
        self.knife = Knife()
        self.store = WatchedStore(database)
        self.workers = workers
        self.folder = folder
        self.clock = Clock(NOW)
        self.time = Time()
        self.people = PeopleStore(database)
        self.files = FileStore(database)
        self.turns = Turns(at_once=at_once, per_person=per_person)
        self.links = Links(store=LinkStore(database), workers=workers, ttl=timedelta(days=30), clock=self.clock)
        self.runner = NotingRunner(
            downloader=self.source,
            transfer=transfer or self.telegram,
            splitter=self.knife,
            chat=chat or self.chat,
            store=self.store,
            files=self.files,
            people=self.people,
            describe=self.links.describe,
            workers=workers,
            turns=self.turns,
            folder=folder,
            timeout=timeout,
            admins=admins,
            clock=self.time,
            sleep=self.time.sleep,
            now=self.clock,
        )
        self.quotas = Bounds()
        self.deliveries = Deliveries(
            store=self.store,
            workers=workers,
            runner=self.runner,
            keep=self.links.keep,
            quotas=self.quotas,
            now=self.clock,
        )
        self.database = database

    def again(self) -> "Scene":
        scene = Scene(self.database, self.workers, self.folder, chat=self.chat)
        scene.chat = self.chat
        return scene

    async def begin(
        self,
        *names: str,
        user_id: int = ANN,
        target: Target | None = None,
        language: str = "en",
        preferences: Preferences = DEFAULTS,
        span: Span | None = None,
    ) -> list[Course]:
        """Begin a delivery of each of these links."""
        before = len(self.runner.courses)
        links = [Link(f"https://www.example.com/{name}") for name in names or ("a",)]
        target = target or Target(user_id, None, 7)
        await self.deliveries.begin(
            links, user_id=user_id, target=target, language=language, preferences=preferences, span=span
        )
        return list(self.runner.courses[before:])

    async def one(self, **options: object) -> Course:
        (course,) = await self.begin(**options)  # type: ignore[arg-type]
        return course

    async def over(self) -> None:
        """Wait until nothing is going on any more."""
        await until(lambda: not self.deliveries._tasks)

    def kept(self, course: Course) -> Delivery:
        """What the store knows of it."""
        found = self.store.get(course.delivery.id)
        assert found is not None
        return found

    def tidy(self) -> bool:
        """Whether no folder and no turn is left."""
        left = self.folder.exists() and list(self.folder.iterdir())
        return not left and not self.turns.running and not self.turns.waiting

    async def close(self) -> None:
        await self.deliveries.stop()


@asynccontextmanager
async def scene(tmp_path: Path, **options: object) -> AsyncIterator[Scene]:
    """A scene on a store of its own, ended afterwards."""
    database, workers = open_empty(tmp_path / "ferry.db"), Workers("store", 4)
    made = Scene(database, workers, tmp_path / "downloads", **options)  # type: ignore[arg-type]
    try:
        yield made
        await made.close()
    finally:
        workers.close()
        database.close()


def delivery(**fields: object) -> Delivery:
    """A delivery of Ann's."""
    values: dict[str, object] = {
        "id": uuid4(),
        "user_id": ANN,
        "target": Target(ANN, None, 7),
        "link": Link("https://www.example.com/a"),
        "link_id": uuid4(),
        "language": "en",
        "created_at": NOW,
    }
    return Delivery(**(values | fields))  # type: ignore[arg-type]


def pressed(data: str) -> UUID:
    """The id in a button's data."""
    return UUID(hex=data[4:])
