"""The course of one delivery: wait for a turn, fetch, send, say how it ended."""

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State
from bot.domain.found import Found
from bot.domain.media import MediaFile, Progress
from bot.domain.person import LargeFiles
from bot.errors import (
    DeliveryTimedOut,
    FileTooLarge,
    LargeFilesOff,
    LargeFilesOut,
    LiveStream,
    OutcomeUnknown,
    SeveralFound,
)
from bot.i18n import say
from bot.service.again import Again
from bot.service.albums import Album
from bot.service.captions import caption
from bot.service.choosing import Choosing
from bot.service.course import Course
from bot.service.ending import Describe, Ending
from bot.service.fetching import Fetching
from bot.service.large import Large
from bot.service.lists import Lists
from bot.service.patience import Patience
from bot.service.ports import Chat, DeliveryStore, Downloader, FileStore, Parcel, PeopleStore, Splitter, Transfer
from bot.service.status import Sleep, StatusLine
from bot.service.turns import Ticket, Turns
from bot.service.waiting import Wait

log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[object]]  # what a delivery waits for between two turns

LINES_AT_ONCE = 5  # status lines one person sees at once of links still waiting; further ones appear in their turn


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
        files: FileStore,
        people: PeopleStore,
        describe: Describe,
        admins: Sequence[int] = (),
        workers: Workers,
        turns: Turns,
        folder: Path,
        timeout: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`timeout` (seconds) is for the work of one turn: what a delivery waits between two of them doesn't count."""
        self._transfer = transfer
        self._chat = chat
        self._store = store
        self._workers = workers
        self._turns = turns
        self._folder = folder
        self._timeout = timeout
        self._clock = clock
        self._sleep = sleep
        self._fetching = Fetching(downloader=downloader, workers=workers, now=now)
        self._ending = Ending(describe, now, admins)
        self._again = Again(files=files, transfer=transfer, workers=workers, now=now)
        self._choosing = Choosing(limits=transfer, sleep=sleep)
        self._lists = Lists()
        self._patience = Patience(sleep=sleep, now=now)
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
            async with self._turns.turn(course.ticket):
                if await self._again.sent(course):
                    await self._ending.keep(course, State.DONE)
                else:
                    async with self._shown(course):
                        await self._bring(course)
                        await self._ending.keep(course, State.DONE)
        except asyncio.CancelledError:
            if not course.given_up:
                await self._leave(course)
                raise
            log.info("cancelled id=%s", course.delivery.reference)
            await self._ending.cancelled(course)
        except Exception as error:  # noqa: BLE001 -- a delivery's last net: logged, shown, and the runner lives on
            await self._ending.failed(course, error)
        else:
            await self._ending.arrived(course)

    async def fail(self, course: Course, error: Exception) -> None:
        """End what can't be run."""
        await self._ending.failed(course, error)

    async def ask_again(self, delivery: Delivery) -> bool:
        """Forget how its person wants large files, and say so in its line. False when that was forgotten already."""
        if not await self._large.forget(delivery.user_id):
            return False
        await self.course(delivery).line.finish(say(delivery.language, "large-sent-ask-again"), ())
        return True

    async def _bring(self, course: Course) -> None:
        """Turn after turn, until it has arrived; what it waits for in between costs nobody a turn."""
        try:
            while step := self._early(course) or await self._turn(course):
                async with self._turns.given_back(course.ticket):
                    await step()
                if course.way or await self._again.sent(course):
                    return
        finally:
            if not course.held:
                await self._workers.run_to_end(shutil.rmtree, course.folder, ignore_errors=True)

    def _early(self, course: Course) -> Step | None:
        """What it waits for before its time has come."""
        return None if self._patience.due(course) else partial(self._patience.wait, course)

    async def _turn(self, course: Course) -> Step | None:
        """The work of one turn, within its time. Gives what comes before the next one; None when it has arrived."""
        await course.ticket.called.wait()
        course.turned.clear()
        if leader := self._again.leader(course):
            return partial(self._again.follow, course, leader)
        try:
            with self._again.leading(course):
                return await self._within_time(course)
        except SeveralFound as several:
            if course.line.item:
                raise  # a list in a list
            return partial(self._choose, course, several.found)
        except LiveStream as error:
            if not self._patience.may_wait(course):
                raise
            return partial(self._patience.look_later, course, error)

    async def _within_time(self, course: Course) -> Step | None:
        course.limit = limit = asyncio.timeout(self._timeout)
        try:
            async with limit:
                return await self._work(course)
        except TimeoutError:
            if not limit.expired():
                raise
            if course.last_byte_out:
                raise OutcomeUnknown(f"no answer to the last byte in {self._timeout} s") from None
            if course.turned.is_set():  # its person wants something else of it
                return partial(self._choose, course, course.found) if course.found else partial(self._sleep, 0)
            raise DeliveryTimedOut(f"over {self._timeout} s", seconds=round(self._timeout)) from None
        finally:
            course.limit = None

    async def _work(self, course: Course) -> Step | None:
        if course.delivery.asks:
            return partial(self._choose, course, await self._fetching.look(course))
        if course.choice is LargeFiles.PIECES:
            media = await self._fetching.fetch(course, self._transfer.limit)
            wait = await self._large.send(course, media, None)
        else:
            wait = await self._send(course)
        if wait is not None:
            return partial(self._wait_for_large, course, wait)
        await self._send_beside(course)
        if not course.held:
            await self._again.remember(course)
        return None

    async def _choose(self, course: Course, found: Found) -> None:
        """Let its person choose; what they choose of a list is brought at once, item by item."""
        course.media = None
        wanted = await self._choosing.ask(course, found)
        if wanted.items:
            await course.save(state=State.DOWNLOADING)
            album = Album(found.title, transfer=self._transfer, again=self._again, workers=self._workers)
            course.report = await self._lists.bring(course, wanted, album, self._bring_item)

    async def _bring_item(self, course: Course) -> None:
        async with self._turns.turn(course.ticket):
            if not await self._again.sent(course):
                await self._bring(course)

    async def _wait_for_large(self, course: Course, wait: Wait) -> None:
        await self._large.wait(course, wait)
        course.line.show(Progress(State.QUEUED))

    async def _send(self, course: Course) -> Wait | None:
        """Fetch and send at the same time: whole, or as `Large` knows."""
        async with self._transfer.parcel(course.delivery.target) as parcel:
            media = await self._fetching.fetch(course, self._transfer.limit, parcel.arriving)
            if course.album is not None and await course.album.take(course, media):
                return None
            try:
                await self._send_whole(course, media, parcel)
            except (LargeFilesOff, LargeFilesOut, FileTooLarge) as error:
                refusal = error
            else:
                return None
        return await self._large.send(course, media, refusal)

    async def _send_whole(self, course: Course, media: MediaFile, parcel: Parcel) -> None:
        delivery = course.delivery
        await course.save(state=State.SENDING)
        sent = await parcel.send(media, caption=caption(delivery, media), progress=course.sending(media.kind))
        course.has_arrived(sent, media)
        log.info(
            "delivered id=%s kind=%s size=%s message=%s", delivery.reference, media.kind, media.size, sent.message_id
        )

    async def _send_beside(self, course: Course) -> None:
        """The small files that go with it."""
        media = course.media
        if media is None or course.held:
            return
        for file in media.beside:
            named = replace(file, title=f"{media.title} – {file.title}")
            text = caption(course.delivery, named)
            async with self._transfer.parcel(course.delivery.target) as parcel:
                sent = await parcel.send(named, caption=text, progress=lambda done, total: None)
            course.has_arrived(sent, named)

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
