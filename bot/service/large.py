"""Files too large to go whole: in pieces, or later, as their person chooses."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto

from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.limits import MTPROTO_UPLOAD
from bot.domain.media import MediaFile, Piece
from bot.domain.person import LargeFiles
from bot.errors import FileTooLarge, LargeFilesOff, LargeFilesOut, NotChosen, TransferError
from bot.service.captions import joining, part_caption
from bot.service.course import Course
from bot.service.ports import Chat, PeopleStore, Splitter, Transfer
from bot.service.status import Sleep
from bot.service.waiting import Wait

log = logging.getLogger(__name__)

CHOOSE_WITHIN = 3600.0  # seconds a question stands; its file takes room on the disk meanwhile
HOLD = 3600.0  # seconds a file stays on disk for; for a longer wait it is removed, and fetched anew afterwards
HOLD_MOST = 2 * MTPROTO_UPLOAD  # bytes of all files that stay so: anybody can make any number of them wait
SHORTEST_WAIT = 15.0  # seconds before large files are tried again, however soon they are said to go
LONGEST_WAIT = 86400.0  # seconds of all waits of one delivery; Telegram's flood waits end within a day

Refusal = LargeFilesOff | LargeFilesOut | FileTooLarge


class Step(Enum):
    """What becomes of a file that can't go whole."""

    PIECES = auto()
    LATER = auto()
    ASK = auto()


def step(error: Refusal, choice: LargeFiles | None) -> Step:
    """What comes next, by why it can't go and what its person has chosen.

    >>> step(LargeFilesOut("FLOOD_WAIT", seconds=720), LargeFiles.WHOLE)
    <Step.LATER: 2>
    """
    match error, choice:
        case (FileTooLarge(), _) | (_, LargeFiles.PIECES):
            return Step.PIECES  # there is no other way; or it is what they want
        case LargeFilesOut(), LargeFiles.WHOLE:
            return Step.LATER
        case _:
            return Step.ASK


class Large:
    """Takes over where a file can't go whole."""

    def __init__(
        self,
        *,
        transfer: Transfer,
        splitter: Splitter,
        chat: Chat,
        people: PeopleStore,
        workers: Workers,
        clock: Callable[[], float],
        sleep: Sleep,
        now: Callable[[], datetime],
    ) -> None:
        self._transfer = transfer
        self._splitter = splitter
        self._chat = chat
        self._people = people
        self._workers = workers
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._waiting: set[Course] = set()

    async def send(self, course: Course, media: MediaFile, error: Refusal | None) -> Wait | None:
        """Send it in pieces, unless something must be waited for first: that is given back then, with nothing sent.

        `error` says why it can't go whole; None that its person wants it in pieces. Raises TransferError, SourceFailed,
        DiskFull or ChildDied; after the first piece `LargeFilesOut`, too, is one of those.
        """
        whole = not isinstance(error, FileTooLarge)
        failed_with: int | None = None  # bytes of pieces that didn't go either
        while True:
            course.last_byte_out = False  # a refusal is sure: nothing has arrived
            limit = self._transfer.piece_limit
            if error is not None:
                course.passing = isinstance(error, LargeFilesOut)  # another time it may go whole
                next_step = step(error, await self._choice(course, error))
                if next_step is Step.PIECES and failed_with is not None and limit >= failed_with:
                    next_step = Step.LATER  # there are no smaller pieces
                if next_step is not Step.PIECES:
                    return await self._wait_for(course, media, error, whole=whole, asking=next_step is Step.ASK)
            try:
                await self._send_pieces(course, media, limit)
            except LargeFilesOut as out:
                if course.arrived:
                    raise
                error, failed_with = out, limit
            else:
                return None

    async def wait(self, course: Course, wait: Wait) -> None:
        """Return when its person has chosen, or the time has come, or both; raises NotChosen."""
        self._waiting.add(course)
        try:
            await course.save(state=State.WAITING, tries=0)  # what comes so far was not interrupted
            if sum(one.media.size for one in self._waiting if one.media) > HOLD_MOST:
                await self._let_go(course)
            if wait.asking:
                choice = await self._answer(course, wait, CHOOSE_WITHIN)
                if choice is None:
                    raise NotChosen(f"no answer in {CHOOSE_WITHIN:.0f} s")
                wait = wait.until_free()
                if choice is LargeFiles.PIECES:
                    return
            await self._sit_out(course, wait)
        finally:
            course.wait = None
            self._waiting.remove(course)

    async def forget(self, user_id: int) -> bool:
        """Ask this person again next time. False when they had not chosen, or it is forgotten already."""
        known = await self._workers.run(self._people.large_files, user_id)
        if known is not None:
            await self._workers.run(self._people.set_large_files, user_id, None, self._now())
        return known is not None

    async def _choice(self, course: Course, error: Refusal) -> LargeFiles | None:
        """What its person has chosen for this file, or else for earlier ones."""
        if course.choice is not None or isinstance(error, FileTooLarge):
            return course.choice
        choice = await self._workers.run(self._people.large_files, course.delivery.user_id)
        course.recalled = choice is LargeFiles.PIECES
        return choice

    async def _wait_for(
        self, course: Course, media: MediaFile, error: Refusal, *, whole: bool, asking: bool
    ) -> Wait | None:
        assert not isinstance(error, FileTooLarge)
        seconds = max(error.values["seconds"], SHORTEST_WAIT) if isinstance(error, LargeFilesOut) else None
        possible = seconds is not None and course.waited + seconds <= LONGEST_WAIT
        if not possible and not asking:
            raise error
        log.info(
            "%s id=%s size=%s seconds=%s reason=%s",
            "asked" if asking else "postponed",
            course.delivery.reference,
            media.size,
            seconds,
            error,
        )
        return Wait(
            delivery_id=course.delivery.id,
            media=media,
            error=error,
            free_at=self._clock() + seconds if seconds is not None and possible else None,
            pieces=await self._splitter.plan(media, self._transfer.piece_limit) if asking else (),
            whole=whole,
            asking=asking,
            clock=self._clock,
        )

    async def _sit_out(self, course: Course, wait: Wait) -> None:
        """Wait for the time, or for its person to change their mind."""
        if wait.seconds > HOLD:
            await self._let_go(course)
        began = self._clock()
        await self._answer(course, wait, wait.seconds)
        course.waited += self._clock() - began

    async def _let_go(self, course: Course) -> None:
        """Remove its file: it is fetched anew when it is wanted."""
        course.media = None
        await self._workers.run(shutil.rmtree, course.folder, ignore_errors=True)

    async def _answer(self, course: Course, wait: Wait, seconds: float) -> LargeFiles | None:
        """Let it stand in the status line until its person has chosen, which is remembered; None when time is up."""
        course.wait = wait
        course.line.pause(wait)
        timer: asyncio.Future[object] = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait((timer, wait.answer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        if not wait.answer.done():
            return None
        course.choice = wait.answer.result()
        log.info("chosen id=%s choice=%s", course.delivery.reference, course.choice)
        await self._remember(course.delivery.user_id, course.choice)
        return course.choice

    async def _remember(self, user_id: int, choice: LargeFiles) -> None:
        try:
            await self._workers.run(self._people.set_large_files, user_id, choice, self._now())
        except Exception:  # this file goes as they wish all the same; next time they are asked again
            log.exception("choice not kept user=%s", user_id)

    async def _send_pieces(self, course: Course, media: MediaFile, limit: int) -> None:
        pieces = await self._splitter.plan(media, limit)
        log.info("in pieces id=%s parts=%s limit=%s", course.delivery.reference, len(pieces), limit)
        await course.save(state=State.SENDING)
        course.parts = len(pieces)
        names, done = [], 0
        for piece in pieces:
            part = await self._send_piece(course, media, piece, before=done)
            names.append(part.name)
            done += part.size
        if not all(piece.playable for piece in pieces):
            await self._say_how_to_join(course, names)

    async def _send_piece(self, course: Course, media: MediaFile, piece: Piece, *, before: int) -> MediaFile:
        """Cut it, send it, remove it."""
        delivery, room = course.delivery, course.folder / "piece"
        progress = course.sending(media.kind, piece=piece, before=before, whole=media.size)
        try:
            await self._workers.run_stoppable(lambda _: room.mkdir(parents=True, exist_ok=True))
            part = await self._splitter.cut(media, piece, room)
            async with self._transfer.parcel(delivery.target) as parcel:
                caption = part_caption(delivery, part, piece.number, piece.count)
                sent = await parcel.send(part, caption=caption, progress=progress)
                course.arrived += 1
                course.has_arrived(sent, part, piece)
        finally:
            await self._workers.run(shutil.rmtree, room, ignore_errors=True)
        log.info(
            "piece delivered id=%s part=%s of=%s size=%s message=%s",
            delivery.reference,
            piece.number,
            piece.count,
            part.size,
            sent.message_id,
        )
        return part

    async def _say_how_to_join(self, course: Course, names: list[str]) -> None:
        delivery = course.delivery
        try:
            await self._chat.say(delivery.target, joining(delivery.language, names))
        except TransferError as error:  # the file itself is there
            log.warning("joining not explained id=%s reason=%s", delivery.reference, error)
