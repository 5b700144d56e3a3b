"""What Telegram has already is sent at once, whoever asks; what someone fetches, nobody fetches beside them."""

import asyncio
import copy
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.concurrency.workers import Workers
from bot.domain.canonical import canonical
from bot.domain.delivery import State, Way
from bot.errors import FerryError, FileForgotten, FileTooLarge, LiveStream, SeveralFound, SourceError
from bot.service.captions import known_caption
from bot.service.course import Course
from bot.service.ports import FileStore, Transfer
from bot.service.status import anew_button

log = logging.getLogger(__name__)

Key = tuple[str, str]  # canonical address, format


@dataclass(eq=False, slots=True)
class Leader:
    """The delivery that fetches what others want as well."""

    course: Course
    over: asyncio.Event = field(default_factory=asyncio.Event)
    error: FerryError | None = None  # that the link is to blame for: theirs as well


class Again:
    """One fetch for all who want the same. Lives in the event loop."""

    def __init__(self, *, files: FileStore, transfer: Transfer, workers: Workers, now: Callable[[], datetime]) -> None:
        self._files = files
        self._transfer = transfer
        self._workers = workers
        self._now = now
        self._leaders: dict[Key, Leader] = {}

    async def sent(self, course: Course) -> bool:
        """Send it from what Telegram has. False when it has nothing of it (any more); raises TransferError."""
        delivery = course.delivery
        if delivery.fresh or delivery.asks:
            return False
        known = await self._workers.run(self._files.find, *_key(course))
        rows = () if course.line.item else anew_button(delivery.language, delivery.id)
        if not known:
            return False
        if course.album is not None:
            await course.album.send()  # in the order of the list
        await course.save(state=State.SENDING)
        course.last_byte_out = True  # there is none: from the first call on it may have arrived
        for file in known:
            caption = known_caption(delivery, file, known)
            try:
                await self._transfer.resend(
                    file, delivery.target, caption=caption, rows=rows if file is known[-1] else ()
                )
            except FileForgotten as error:
                log.info("forgotten by Telegram id=%s reason=%s", delivery.reference, error)
                await self._workers.run(self._files.put, *_key(course), (), self._now())
                if file is not known[0]:
                    raise  # what has arrived is not to come twice unasked
                course.last_byte_out = False
                return False
        log.info("delivered again id=%s files=%s", delivery.reference, len(known))
        course.known, course.way = list(known), Way.MEMORY
        return True

    async def remember(self, course: Course) -> None:
        """Keep how Telegram sends it again. A store that fails is logged: the file itself is in the chat."""
        if not course.known or course.passing:
            return
        try:
            await self._workers.run(self._files.put, *_key(course), tuple(course.known), self._now())
        except FerryError:
            log.exception("file not remembered id=%s", course.delivery.reference)

    def leader(self, course: Course) -> Leader | None:
        """Whoever fetches the same right now."""
        return None if course.delivery.asks or course.delivery.fresh else self._leaders.get(_key(course))

    @contextmanager
    def leading(self, course: Course) -> Iterator[None]:
        """Fetch it for all who want the same meanwhile. What is the link's fault fails theirs, too."""
        key, leader = _key(course), Leader(course)
        if not course.delivery.asks:
            self._leaders.setdefault(key, leader)
        try:
            yield
        except (SeveralFound, LiveStream):
            raise  # which everyone has a say in
        except (SourceError, FileTooLarge) as error:
            leader.error = error
            raise
        finally:
            leader.over.set()
            if self._leaders.get(key) is leader:
                del self._leaders[key]

    async def follow(self, course: Course, leader: Leader) -> None:
        """Wait until the other has ended, showing how far it is; raises what that one failed with by the link's fault.

        Returns earlier when its person wants something else.
        """
        log.info("follows id=%s leader=%s", course.delivery.reference, leader.course.delivery.reference)
        course.line.follow(leader.course.line)
        waits = [asyncio.ensure_future(event.wait()) for event in (leader.over, course.turned)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            course.line.follow(None)
            for wait in waits:
                wait.cancel()
        if leader.error is not None and not course.turned.is_set():
            raise copy.copy(leader.error)


def _key(course: Course) -> Key:
    return canonical(course.delivery.link), course.delivery.format.key
