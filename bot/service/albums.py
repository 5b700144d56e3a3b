"""Pictures and short films of a list go together, up to ten in one album."""

import logging
import shutil

from bot.concurrency.workers import Workers
from bot.domain.limits import MB, PHOTO_UPLOAD
from bot.domain.media import MediaFile, MediaKind
from bot.errors import FerryError, TransferError, TransferFailed
from bot.service.again import Again
from bot.service.captions import album_caption, caption
from bot.service.course import Course
from bot.service.ports import Transfer

log = logging.getLogger(__name__)

MOST = 10  # files, https://core.telegram.org/bots/api#sendmediagroup
SHORT = 60.0  # seconds of a film
SMALL = 20 * MB  # bytes of a film
TOGETHER = 45 * MB  # bytes of an album, which leaves in one request; the Bot API takes 50


class Album:
    """What of one list is on disk and waits for company. In the event loop."""

    def __init__(self, title: str, *, transfer: Transfer, again: Again, workers: Workers) -> None:
        """`title` is the list's."""
        self._title = title
        self._transfer = transfer
        self._again = again
        self._workers = workers
        self._held: list[tuple[Course, MediaFile]] = []
        self.failed: list[tuple[Course, FerryError]] = []  # which did not go, also not by themselves

    async def take(self, course: Course, media: MediaFile) -> bool:
        """Hold it, if it is a picture or a short film; else let go what came before it, for the order."""
        fits = _fits(media)
        if not fits or sum(held.size for _, held in self._held) + media.size > TOGETHER:
            await self.send()
        if fits:
            course.held = True
            self._held.append((course, media))
        if len(self._held) == MOST:
            await self.send()
        return fits

    async def send(self) -> None:
        """Send what is held; what does not go is among `failed`."""
        held, self._held = self._held, []
        if not held:
            return
        try:
            if len(held) == 1 or not await self._send_together(held):
                for course, media in held:
                    await self._send_alone(course, media)
        finally:
            for course, _ in held:
                await self._again.remember(course)
                await self._workers.run_to_end(shutil.rmtree, course.folder, ignore_errors=True)

    async def _send_together(self, held: list[tuple[Course, MediaFile]]) -> bool:
        """False when Telegram takes no album of these; maybe one of them is at fault."""
        delivery = held[0][0].delivery
        words = album_caption(delivery, self._title)  # below the whole: of several captions Telegram shows none
        files = [(media, words if not place else "") for place, (_, media) in enumerate(held)]
        try:
            sent = await self._transfer.album(files, delivery.target)
        except TransferFailed as error:
            log.info("sent one by one files=%s reason=%s", len(held), error)
            return False
        except TransferError as error:  # it may have arrived, or nothing would
            self.failed += [(course, error) for course, _ in held]
            return True
        for (course, media), arrived in zip(held, sent, strict=True):
            course.has_arrived(arrived, media)
        return True

    async def _send_alone(self, course: Course, media: MediaFile) -> None:
        try:
            async with self._transfer.parcel(course.delivery.target) as parcel:
                text = caption(course.delivery, media)
                course.has_arrived(await parcel.send(media, caption=text, progress=lambda done, total: None), media)
        except TransferError as error:
            self.failed.append((course, error))


def _fits(media: MediaFile) -> bool:
    """Whether it may go in an album, and would not keep the others waiting."""
    if media.kind is MediaKind.PHOTO:
        return media.size <= PHOTO_UPLOAD
    return media.kind is MediaKind.VIDEO and media.size <= SMALL and (media.duration or SHORT) <= SHORT
