"""The course of one delivery: wait for a turn, fetch, send, say how it ended."""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State
from bot.domain.media import Arriving, MediaFile, Progress
from bot.domain.message import Rows
from bot.domain.person import LargeFiles
from bot.errors import DeliveryTimedOut, FerryError, FileTooLarge, LargeFilesOff, LargeFilesOut, OutcomeUnknown
from bot.i18n import Html, say
from bot.service.captions import caption
from bot.service.course import Course
from bot.service.explain import explain
from bot.service.large import Large
from bot.service.ports import Chat, DeliveryStore, Downloader, Parcel, PeopleStore, Splitter, Transfer
from bot.service.status import Sleep, StatusLine, ask_again_button, retry_button
from bot.service.turns import Ticket, Turns
from bot.service.waiting import Wait

log = logging.getLogger(__name__)

LINES_AT_ONCE = 5  # status lines one person sees at once of links still waiting; further ones appear in their turn


class Describe(Protocol):
    """Tells the kept link what was delivered."""

    async def __call__(self, user_id: int, link_id: UUID, title: str, size: int) -> None: ...


class Runner:
    """Brings a delivery to its end. Whatever happens, its folder goes, its turn is given back, and somebody is told."""

    def __init__(
        self,
        *,
        downloader: Downloader,
        transfer: Transfer,
        splitter: Splitter,
        chat: Chat,
        store: DeliveryStore,
        people: PeopleStore,
        describe: Describe,
        workers: Workers,
        turns: Turns,
        folder: Path,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`timeout` (seconds) is for the work of one turn: what a delivery waits between two of them doesn't count."""
        self._downloader = downloader
        self._transfer = transfer
        self._chat = chat
        self._store = store
        self._describe = describe
        self._workers = workers
        self._turns = turns
        self._folder = folder
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._large = Large(
            transfer=transfer,
            splitter=splitter,
            chat=chat,
            people=people,
            workers=workers,
            clock=clock,
            sleep=sleep,
            now=now,
        )

    def course(self, delivery: Delivery) -> Course:
        """What belongs to a delivery on its way. It stands in line once it is run."""
        ticket = Ticket(delivery.user_id)

        async def keep(latest: Delivery) -> None:
            await self._workers.run(self._store.save, latest)

        line = StatusLine(
            chat=self._chat,
            delivery=delivery,
            place=lambda: self._turns.place(ticket),
            clock=self._clock,
            sleep=self._sleep,
        )
        return Course(delivery, line, ticket, self._folder / delivery.id.hex, keep)

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
            await self._arrived(course)

    async def ask_again(self, delivery: Delivery) -> bool:
        """Forget how its person wants large files, and say so in its line. False when that was forgotten already."""
        if not await self._large.forget(delivery.user_id):
            return False
        await self.course(delivery).line.finish(say(delivery.language, "large-sent-ask-again"), ())
        return True

    async def _bring(self, course: Course) -> None:
        """Turn after turn, until it has arrived; what it waits for in between costs nobody a turn."""
        try:
            while wait := await self._turn(course):
                async with self._turns.given_back(course.ticket):
                    await self._large.wait(course, wait)
                    course.line.show(Progress(State.QUEUED))
            await self._keep_end(course, State.DONE, media=course.media)
        finally:
            await self._workers.run(shutil.rmtree, course.folder, ignore_errors=True)

    async def _turn(self, course: Course) -> Wait | None:
        """The work of one turn, within its time. Gives what must be waited for; None when the file has arrived."""
        limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                if course.choice is LargeFiles.PIECES:
                    media = await self._fetch(course)
                    return await self._large.send(course, media, None)
                return await self._send(course)
        except TimeoutError:
            if not limit.expired():
                raise
            if course.last_byte_out:
                raise OutcomeUnknown(f"no answer to the last byte in {self._timeout} s") from None
            raise DeliveryTimedOut(f"over {self._timeout} s", seconds=round(self._timeout)) from None

    async def _send(self, course: Course) -> Wait | None:
        """Fetch and send at the same time: whole, or as `Large` knows."""
        async with self._transfer.parcel(course.delivery.target) as parcel:
            media = await self._fetch(course, parcel.arriving)
            try:
                await self._send_whole(course, media, parcel)
            except (LargeFilesOff, LargeFilesOut, FileTooLarge) as error:
                refusal = error
            else:
                return None
        return await self._large.send(course, media, refusal)

    async def _fetch(self, course: Course, arriving: Callable[[Arriving], None] | None = None) -> MediaFile:
        """The file on disk, fetched unless it is there; `arriving` hears how much of it is."""
        if course.media is not None:
            return course.media

        def progress(latest: Progress) -> None:
            course.line.show(latest)
            if arriving is not None and latest.file is not None:
                arriving(latest.file)

        await course.save(state=State.LOOKING, tries=course.delivery.tries + 1)
        course.line.show(Progress(State.LOOKING))
        log.info("begun id=%s link=%s", course.delivery.reference, course.delivery.link.redacted)
        await self._workers.run_stoppable(lambda _: course.folder.mkdir(parents=True, exist_ok=True))
        course.media = await self._downloader.fetch(
            course.delivery.link, course.folder, limit=self._transfer.limit, progress=progress
        )
        return course.media

    async def _send_whole(self, course: Course, media: MediaFile, parcel: Parcel) -> None:
        delivery = course.delivery
        await course.save(state=State.SENDING)
        sent = await parcel.send(media, caption=caption(delivery, media), progress=course.sending(media.kind))
        log.info(
            "delivered id=%s kind=%s size=%s message=%s", delivery.reference, media.kind, media.size, sent.message_id
        )

    def _shown(self, course: Course) -> AbstractAsyncContextManager[None]:
        """The status line, kept up to date meanwhile."""

        async def posted(message_id: int) -> None:
            await course.save(status_id=message_id)

        crowded = self._turns.own_place(course.ticket) > LINES_AT_ONCE
        return course.line.kept(posted, wait_for=course.ticket.called if crowded else None)

    async def _leave(self, course: Course) -> None:
        """The bot stops. A file that was still on its way out has surely not arrived: it may be sent anew."""
        if course.delivery.state is State.SENDING and not course.may_have_arrived:
            await course.save(state=State.QUEUED)

    async def _arrived(self, course: Course) -> None:
        """The file is there, so the line goes; unless its person should know why it came in pieces."""
        if not (course.parts and course.recalled):
            await course.line.remove()
            return
        language = course.delivery.language
        text = say(language, "large-sent-as-before", count=course.parts)
        await self._finish(course, text, ask_again_button(language, course.delivery.id))

    async def _cancelled(self, course: Course) -> None:
        """Say so where its line is. Of a hundred links of which most had none yet, most end without a word."""
        if course.line.message_id is None:
            await self._keep_end(course, State.CANCELLED)
        else:
            await self._end(course, State.CANCELLED, say(course.delivery.language, "delivery-cancelled"))

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
        """Keep and show it; what has arrived of several pieces stays, and the line says how many."""
        language = course.delivery.language
        await self._keep_end(course, state, reason=reason)
        if course.arrived:
            text = f"{text}\n{say(language, 'large-arrived', arrived=course.arrived, count=course.parts)}"
        await self._finish(course, text, retry_button(language, course.delivery.id))

    async def _finish(self, course: Course, text: str, rows: Rows) -> None:
        await course.line.finish(text, rows)
        if course.line.message_id != course.delivery.status_id:
            await course.save(status_id=course.line.message_id)  # what its button will take over

    async def _keep_end(
        self, course: Course, state: State, *, reason: str | None = None, media: MediaFile | None = None
    ) -> None:
        try:
            await course.save(state=state, reason=reason)
            if media is not None:
                await self._describe(course.delivery.user_id, course.delivery.link_id, media.title, media.size)
        except Exception:  # it has ended all the same, and the person is to see it
            log.exception("end not kept id=%s state=%s", course.delivery.reference, state)
