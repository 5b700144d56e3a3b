"""The course of one delivery: wait for a turn, fetch, send, say how it ended."""

import asyncio
import logging
import shutil
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State
from bot.domain.limits import shorten
from bot.domain.media import MediaFile, Progress
from bot.errors import DeliveryTimedOut, FerryError, FileTooLarge, OutcomeUnknown
from bot.i18n import Html, say
from bot.i18n.format import size
from bot.service.explain import explain
from bot.service.ports import Chat, DeliveryStore, Downloader, Transfer
from bot.service.status import StatusLine, retry_button
from bot.service.turns import Ticket, Turns

log = logging.getLogger(__name__)

LONGEST_TITLE = 300  # UTF-16 units of a caption's 1024; size and host must find room too
LINES_AT_ONCE = 5  # status lines one person sees at once of links still waiting; further ones appear in their turn


class Describe(Protocol):
    """Tells the kept link what was delivered."""

    async def __call__(self, user_id: int, link_id: UUID, title: str, size: int) -> None: ...


@dataclass(eq=False, slots=True)
class Course:
    """A delivery on its way: what the store knows of it, its place in line, its status line."""

    delivery: Delivery
    line: StatusLine
    ticket: Ticket
    given_up: bool = False  # its person has cancelled it
    saving: asyncio.Lock = field(default_factory=asyncio.Lock)  # the store sees changes in their order


class Runner:
    """Brings a delivery to its end. Whatever happens, its folder goes, its turn is given back, and somebody is told."""

    def __init__(
        self,
        *,
        downloader: Downloader,
        transfer: Transfer,
        chat: Chat,
        store: DeliveryStore,
        describe: Describe,
        workers: Workers,
        turns: Turns,
        folder: Path,
        timeout: float,
    ) -> None:
        self._downloader = downloader
        self._transfer = transfer
        self._chat = chat
        self._store = store
        self._describe = describe
        self._workers = workers
        self._turns = turns
        self._folder = folder
        self._timeout = timeout

    def course(self, delivery: Delivery) -> Course:
        """What belongs to a delivery on its way. It stands in line once it is run."""
        ticket = Ticket(delivery.user_id)
        line = StatusLine(chat=self._chat, delivery=delivery, place=lambda: self._turns.place(ticket))
        return Course(delivery, line, ticket)

    async def run(self, course: Course) -> None:
        """The whole course. Raises only CancelledError, and only when it was not its person who cancelled."""
        try:
            async with self._turns.turn(course.ticket) as called, self._shown(course):
                await called.wait()
                await self._bring(course)
        except asyncio.CancelledError:
            if not course.given_up:
                await self._leave(course)
                raise
            log.info("cancelled id=%s", course.delivery.reference)
            await self._cancelled(course)
        except Exception as error:  # noqa: BLE001 -- a delivery's last net: logged, shown, and the runner lives on
            await self.fail(course, error)
        else:
            await course.line.remove()

    async def _bring(self, course: Course) -> None:
        """Fetch and send."""
        await self._save(course, state=State.LOOKING, tries=course.delivery.tries + 1)
        course.line.show(Progress(State.LOOKING))
        log.info("begun id=%s link=%s", course.delivery.reference, course.delivery.link.redacted)
        folder = self._folder / course.delivery.id.hex
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                media = await self._fetch(course, folder)
                await self._send(course, media)
            await self._keep_end(course, State.DONE, media=media)
        except TimeoutError:
            if not limit.expired():
                raise
            if course.line.all_sent:
                raise OutcomeUnknown(f"no answer to the last byte in {self._timeout} s") from None
            raise DeliveryTimedOut(f"over {self._timeout} s", seconds=round(self._timeout)) from None
        finally:
            await self._workers.run(shutil.rmtree, folder, ignore_errors=True)

    async def _fetch(self, course: Course, folder: Path) -> MediaFile:
        await self._workers.run_stoppable(lambda _: folder.mkdir(parents=True, exist_ok=True))
        try:
            return await self._downloader.fetch(
                course.delivery.link, folder, limit=self._transfer.limit, progress=course.line.show
            )
        except FileTooLarge as error:
            raise self._transfer.refusal(error.size) from error

    async def _send(self, course: Course, media: MediaFile) -> None:
        delivery = course.delivery
        await self._save(course, state=State.SENDING)
        course.line.show(Progress(State.SENDING), media.kind)
        sent = await self._transfer.send(
            media,
            delivery.target,
            caption=caption(delivery, media),
            progress=lambda done, total: course.line.show(Progress(State.SENDING, done, total)),
        )
        log.info(
            "delivered id=%s kind=%s size=%s message=%s", delivery.reference, media.kind, media.size, sent.message_id
        )

    def _shown(self, course: Course) -> AbstractAsyncContextManager[None]:
        """The status line, kept up to date meanwhile."""

        async def posted(message_id: int) -> None:
            await self._save(course, status_id=message_id)

        crowded = self._turns.own_place(course.ticket) > LINES_AT_ONCE
        return course.line.kept(posted, wait_for=course.ticket.called if crowded else None)

    async def _leave(self, course: Course) -> None:
        """The bot stops. A file that was still on its way out has surely not arrived: it may be sent anew."""
        if course.delivery.state is State.SENDING and not course.line.all_sent:
            await self._save(course, state=State.QUEUED)

    async def _cancelled(self, course: Course) -> None:
        """Say so where its line is. Of a hundred links of which most had none yet, most end without a word."""
        if course.line.message_id is None:
            await self._keep_end(course, State.CANCELLED)
        else:
            await self._end(course, State.CANCELLED, say(course.delivery.language, "delivery-cancelled"))

    async def _save(self, course: Course, **changes: Any) -> None:
        """Change it, at once for the bot, then in the store. A cancelled caller leaves; the store still gets it."""
        course.delivery = replace(course.delivery, **changes)
        await asyncio.shield(self._store_latest(course))

    async def _store_latest(self, course: Course) -> None:
        async with course.saving:
            await self._workers.run(self._store.save, course.delivery)

    async def fail(self, course: Course, error: Exception) -> None:
        """End it with a sentence, a Retry button, and a line in the log."""
        delivery = course.delivery
        known = error if isinstance(error, FerryError) else FerryError(f"{type(error).__name__}: {error}")
        mine = type(known) is FerryError
        log.log(
            logging.ERROR if mine else logging.INFO,
            "failed id=%s code=%s: %s",
            delivery.reference,
            known.code,
            known,
            exc_info=error if mine else None,
        )
        key = "delivery-failed-with-reference" if mine else "delivery-failed"
        text = say(delivery.language, key, reason=Html(explain(delivery.language, known)), reference=delivery.reference)
        await self._end(course, State.FAILED, text, reason=known.code)

    async def _end(self, course: Course, state: State, text: str, reason: str | None = None) -> None:
        await self._keep_end(course, state, reason=reason)
        await course.line.finish(text, retry_button(course.delivery.language, course.delivery.id))
        if course.line.message_id != course.delivery.status_id:
            await self._save(course, status_id=course.line.message_id)  # what its Retry button will take over

    async def _keep_end(
        self, course: Course, state: State, *, reason: str | None = None, media: MediaFile | None = None
    ) -> None:
        try:
            await self._save(course, state=state, reason=reason)
            if media is not None:
                await self._describe(course.delivery.user_id, course.delivery.link_id, media.title, media.size)
        except Exception:  # it has ended all the same, and the person is to see it
            log.exception("end not kept id=%s state=%s", course.delivery.reference, state)


def caption(delivery: Delivery, media: MediaFile) -> str:
    """Title, size, source host, as HTML within Telegram's limit."""
    return say(
        delivery.language,
        "delivery-caption",
        title=shorten(media.title, LONGEST_TITLE),
        size=size(delivery.language, media.size),
        host=delivery.link.host,
    )
