"""From a link to what is behind it, and to the file on disk; the status line sees how far that is."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.found import Found
from bot.domain.media import Arriving, MediaFile, Progress
from bot.service.course import Course
from bot.service.ports import Downloader

log = logging.getLogger(__name__)


class Fetching:
    """The part of a course that an engine does."""

    def __init__(self, *, downloader: Downloader, workers: Workers, now: Callable[[], datetime]) -> None:
        self._downloader = downloader
        self._workers = workers
        self._now = now

    async def look(self, course: Course) -> Found:
        """What is behind its link, looked at unless that is known; raises SourceError or ChildDied."""
        if course.found is None:
            await self._begin(course)
            course.found = await self._downloader.look(course.delivery.link, course.folder)
        return course.found

    async def fetch(self, course: Course, limit: int, arriving: Callable[[Arriving], None] | None = None) -> MediaFile:
        """The file, of at most `limit` bytes, fetched unless it is there; `arriving` hears how much of it is.

        Raises as `ports.Downloader.fetch`.
        """
        if course.media is not None:
            return course.media

        def progress(latest: Progress) -> None:
            course.line.show(latest)
            if arriving is not None and latest.file is not None:
                arriving(latest.file)

        def found(there: Found) -> None:
            course.found = there
            if course.line.item is None:  # an item is called what its list calls it
                course.line.title = there.title

        await self._begin(course)
        course.media = await self._downloader.fetch(
            course.delivery.link,
            course.folder,
            format=course.delivery.format,
            limit=limit,
            progress=progress,
            found=found,
        )
        return course.media

    async def _begin(self, course: Course) -> None:
        delivery = course.delivery
        await course.save(state=State.LOOKING, tries=delivery.tries + 1, begun_at=delivery.begun_at or self._now())
        course.line.show(Progress(State.LOOKING))
        log.info("begun id=%s link=%s format=%s", delivery.reference, delivery.link.redacted, delivery.format.key)
        await self._workers.run_stoppable(lambda _: course.folder.mkdir(parents=True, exist_ok=True))
