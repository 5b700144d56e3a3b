"""The status line: the one message that shows a delivery's progress and its buttons."""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

from bot.domain.delivery import Delivery, State
from bot.domain.limits import shorten
from bot.domain.media import MediaKind, Progress
from bot.domain.message import Button, Rows
from bot.errors import TransferError, TransferFailed
from bot.i18n import plain, say
from bot.i18n.format import beside, brief, part, size, speed
from bot.service.ports import Chat

EDIT_EVERY = 3.0  # seconds; Telegram allows about one message a second in a chat, three leave room for answers
SPEED_OVER = 10.0  # seconds over which the speed is measured
SPEED_AFTER = 1.0  # seconds before it is told: the first bytes come out of buffers
LONGEST_TITLE = 100  # UTF-16 units of a title in the line
LAST_EDIT_WITHIN = 5.0  # seconds an edit on its way may still take when the delivery has ended

Sleep = Callable[[float], Coroutine[Any, Any, None]]
Posted = Callable[[int], Awaitable[None]]

log = logging.getLogger(__name__)


def cancel_button(language: str, delivery_id: UUID) -> Rows:
    """The button that ends a delivery."""
    return [[Button(plain(language, "delivery-cancel-button"), f"d:c:{delivery_id.hex}")]]


def change_button(language: str, delivery_id: UUID) -> Button:
    """The button that asks what else there is behind the link."""
    return Button(plain(language, "choose-change-button"), f"d:g:{delivery_id.hex}")


def anew_button(language: str, delivery_id: UUID) -> Rows:
    """The button that fetches what was sent from Telegram's memory."""
    return [[Button(plain(language, "choose-anew-button"), f"d:n:{delivery_id.hex}")]]


def retry_button(language: str, delivery_id: UUID) -> Rows:
    """The button that begins a delivery anew."""
    return [[Button(plain(language, "delivery-retry-button"), f"d:r:{delivery_id.hex}")]]


def ask_again_button(language: str, delivery_id: UUID) -> Rows:
    """The button that makes a person's choice for large files forgotten."""
    return [[Button(plain(language, "large-ask-again-button"), f"d:q:{delivery_id.hex}")]]


class Notice(Protocol):
    """What stands in the line instead of progress while a delivery waits."""

    def text(self, language: str) -> str: ...

    def summary(self, language: str) -> str:
        """The same in a few words, for a list."""
        ...

    def rows(self, language: str) -> Rows: ...

    @property
    def picture(self) -> str | None:
        """The address of one to be shown with it."""
        ...


class Speed:
    """Bytes a second over the last few seconds of one stage."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque()

    def add(self, now: float, done: int) -> None:
        if self._samples and done < self._samples[-1][1]:
            self._samples.clear()  # begun anew
        self._samples.append((now, done))
        while now - self._samples[0][0] > SPEED_OVER and len(self._samples) > 2:
            self._samples.popleft()

    def per_second(self, now: float) -> float | None:
        """None until it is known. While nothing comes it sinks."""
        if not self._samples:
            return None
        (then, before), (_, done) = self._samples[0], self._samples[-1]
        return (done - before) / (now - then) if now - then >= SPEED_AFTER and done > before else None


class StatusLine:
    """Shows the latest state of one delivery in one message: at most one edit in three seconds, never two the same.

    `show` only notes what is to be seen; a task of the line's own does the editing. So progress never waits for
    Telegram, and Telegram never for progress.
    """

    def __init__(
        self,
        *,
        chat: Chat,
        delivery: Delivery,
        place: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._chat = chat
        self._target = delivery.target
        self._language = delivery.language
        self._cancel = cancel_button(delivery.language, delivery.id)
        self._change = change_button(delivery.language, delivery.id)
        self._place = place
        self._clock = clock
        self._sleep = sleep
        self._progress = Progress(State.QUEUED)
        self._kind: MediaKind | None = None
        self._notice: Notice | None = None
        self._leader: StatusLine | None = None
        self._speed = Speed()
        self._shown: tuple[str, Rows] | None = None
        self.title: str | None = None  # of what is on its way, once that is known
        self.item: tuple[int, int] | None = None  # which of how many things of a list that is
        self._over = asyncio.Event()
        self._stale = asyncio.Event()  # what stands there can't wait for the next edit
        self.message_id = delivery.status_id

    def show(self, progress: Progress, kind: MediaKind | None = None) -> None:
        """Note how far it is. Cheap: it may be called for every chunk."""
        if progress.stage is not self._progress.stage:
            self._speed = Speed()
        self._progress = progress
        if self._notice is not None:
            self._notice = None
            self.refresh()
        self._kind = kind or self._kind
        self._speed.add(self._clock(), progress.done)

    def follow(self, leader: "StatusLine | None") -> None:
        """Show how far that one is: it fetches the same. None: show one's own again."""
        self._leader = leader

    def pause(self, notice: Notice) -> None:
        """Show this, until there is progress again."""
        self._progress = Progress(State.WAITING)
        self._notice = notice
        self.refresh()

    def refresh(self) -> None:
        """Show now what has changed in the notice: its person waits for that, or has pressed a button of it."""
        self._stale.set()

    @asynccontextmanager
    async def kept(self, posted: Posted, *, wait_for: asyncio.Event | None = None) -> AsyncIterator[None]:
        """Keep the message as the delivery is. `posted` gets its id once it is there.

        With `wait_for` the line appears when that is set: of many links in one message, each shows up in its turn.
        An edit on its way is finished before this is left, so that it can't overtake the last text.
        """
        task = asyncio.create_task(self._keep(posted, wait_for))
        task.add_done_callback(self._ended)
        try:
            yield
        finally:
            self._over.set()
            await asyncio.wait({task}, timeout=LAST_EDIT_WITHIN)
            task.cancel()

    async def finish(self, text: str, rows: Rows) -> None:
        """Show how it ended: in the same message, or in a new one where that is gone."""
        try:
            if self.message_id is not None:
                try:
                    return await self._chat.settle(self._target.chat_id, self.message_id, text, rows)
                except TransferFailed as error:
                    log.info("status line gone chat=%s reason=%s", self._target.chat_id, error)
            self.message_id = await self._chat.say(self._target, text, rows)
        except TransferError as error:
            log.warning("end not shown chat=%s reason=%s", self._target.chat_id, error)

    async def remove(self) -> None:
        """The file is there: the line has done its work."""
        if self.message_id is not None:
            await self._chat.delete(self._target.chat_id, self.message_id)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("status line lost chat=%s", self._target.chat_id, exc_info=error)

    async def _keep(self, posted: Posted, wait_for: asyncio.Event | None) -> None:
        if wait_for is not None:
            await self._until(wait_for.wait())
        while self.message_id is None and not self._over.is_set():
            self._stale.clear()
            try:
                await self._post(posted)
            except TransferError as error:
                log.warning("status line not shown chat=%s reason=%s", self._target.chat_id, error)
                await self._until(self._stale.wait())  # until there is something that its person has to see
        while not self._over.is_set():
            self._stale.clear()
            await self._edit()
            await self._until(self._sleep(EDIT_EVERY), self._stale.wait())

    async def _post(self, posted: Posted) -> None:
        text, rows = self.text(), self._rows()
        self.message_id = await self._chat.say(self._target, text, rows, picture=self._picture)
        self._shown = text, rows
        await posted(self.message_id)

    async def _edit(self) -> None:
        if self._progress.stage not in (State.QUEUED, State.WAITING):
            await self._chat.show(self._target, self._kind)  # each time: Telegram shows it for five seconds
        text, rows = self.text(), self._rows()
        if (text, rows) == self._shown or self.message_id is None:
            return
        if await self._chat.edit(self._target.chat_id, self.message_id, text, rows, picture=self._picture):
            self._shown = text, rows

    async def _until(self, *others: Coroutine[Any, Any, Any]) -> None:
        """Wait for one of the others, or the end."""
        waits = {asyncio.create_task(other) for other in (*others, self._over.wait())}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    def summary(self, language: str) -> str:
        """How it is, in a few words: for a list."""
        if self._notice:
            return self._notice.summary(language)
        return self._stage(language, self._leader._progress if self._leader else self._progress)

    def text(self, language: str | None = None) -> str:
        """The line as it should read now, in its own language or another."""
        language = language or self._language
        if self._notice:
            return self._notice.text(language)
        if self._leader:
            return self._leader.stage(language)
        return self.stage(language)

    def stage(self, language: str) -> str:
        """How far it is, and of what."""
        title = shorten(self.title, LONGEST_TITLE) if self.title else None
        lines = [say(language, "delivery-title", title=title)] if title else []
        if self.item:
            number, count = self.item
            lines.append(say(language, "delivery-item", number=number, count=count))
        return "\n".join([*lines, self._stage(language, self._progress)])

    def _stage(self, language: str, progress: Progress) -> str:
        match progress.stage:
            case State.QUEUED:
                place = self._place()
                return say(language, "delivery-queued", place=place) if place else say(language, "delivery-looking")
            case State.DOWNLOADING | State.SENDING if progress.done or progress.total:
                return self._moving(language, progress)
            case State.SENDING:
                return say(language, "delivery-sending")
            case _:
                return say(language, "delivery-looking")

    def _rows(self) -> Rows:
        if self._notice:
            return self._notice.rows(self._language)
        changeable = self._progress.stage in (State.QUEUED, State.LOOKING, State.DOWNLOADING) and not self.item
        return [[self._change, *self._cancel[0]]] if changeable else self._cancel

    @property
    def _picture(self) -> str | None:
        return self._notice.picture if self._notice else None

    def _moving(self, language: str, progress: Progress) -> str:
        """42 % · 12.3 of 29.1 MB · 3.1 MB/s · 5 s left, as far as it is known; before that, which part of several."""
        parts = []
        if progress.piece:
            number, count = progress.piece.number, progress.piece.count
            parts.append(say(language, "delivery-part", number=number, count=count))
        if progress.total:
            percent = min(100, 100 * progress.done // progress.total)
            done, total = part(language, progress.done, progress.total), size(language, progress.total)
            parts.append(say(language, "delivery-percent", percent=percent))
            parts.append(say(language, "delivery-of", done=done, total=total))
        else:
            parts.append(size(language, progress.done))
        if per_second := self._speed.per_second(self._clock()):
            parts.append(speed(language, per_second))
            if progress.total and progress.done < progress.total:
                remaining = brief(language, (progress.total - progress.done) / per_second)
                parts.append(say(language, "delivery-left", time=remaining))
        return f"{say(language, f'delivery-{progress.stage}')} {beside(language, parts)}"
