"""A playlist, an album or a gallery: its items one by one, each in a turn of its own, in one status line."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace

from bot.domain.delivery import Delivery
from bot.domain.found import Item
from bot.domain.limits import shorten
from bot.domain.link import Link
from bot.errors import ChatRefused, FerryError, LargeFilesOut, TransferUnavailable
from bot.i18n import Html, say
from bot.service.albums import Album
from bot.service.course import Course
from bot.service.explain import explain
from bot.service.question import Wanted
from bot.service.turns import Ticket

log = logging.getLogger(__name__)

NAMED = 10  # items that failed and are named in the end; all of them would not fit into one message
LONGEST_NAME = 80  # UTF-16 units of an item's title

Bring = Callable[[Course], Awaitable[None]]


class Lists:
    """Brings what was chosen of a list. One item's failure stops no other."""

    async def bring(self, course: Course, wanted: Wanted, album: Album, bring: Bring) -> str | None:
        """Each item by `bring`; what has to be said of those that failed, as HTML. Raises what all have failed with."""
        failed: dict[int, FerryError] = {}  # by the item's number
        items: list[Course] = []
        for place, item in enumerate(wanted.items, 1):
            course.line.item, course.line.title = (place, len(wanted.items)), item.title
            course.item = one = self._course(course, item, wanted, album)
            items.append(one)
            try:
                await bring(one)
            except Exception as error:  # noqa: BLE001 -- an item's last net; the others go on
                log.info("item failed id=%s number=%s reason=%r", course.delivery.reference, item.number, error)
                known = error if isinstance(error, FerryError) else FerryError(f"{type(error).__name__}: {error}")
                failed[item.number] = known
                if _for_all(known):
                    failed |= {later.number: known for later in wanted.items[place:]}
                    break
            finally:
                course.item = course.line.item = None
        await album.send()
        numbers = {one: item.number for one, item in zip(items, wanted.items, strict=False)}
        failed |= {numbers[one]: error for one, error in album.failed}
        course.way = next((one.way for one in items if one.way), None)
        course.brought = sum(one.brought for one in items)
        if course.way is None:
            raise next(iter(failed.values()))
        return _report(course.delivery.language, wanted.items, failed) if failed else None

    def _course(self, course: Course, item: Item, wanted: Wanted, album: Album) -> Course:
        """An item's own, with the list's buttons; the store knows the list only."""
        delivery = replace(
            course.delivery, link=Link(item.url), format=wanted.format, asks=False, fresh=False, not_before=None
        )

        async def keep(_: Delivery) -> None:
            """Nothing: a restart begins with the list."""

        folder = course.folder / str(item.number)
        return Course(delivery, course.line, Ticket(delivery.user_id), folder, keep, album=album)


def _for_all(error: FerryError) -> bool:
    """Whether it would be the same with all that follow."""
    return isinstance(error, (ChatRefused, TransferUnavailable)) and not isinstance(error, LargeFilesOut)


def _report(language: str, items: Sequence[Item], failed: Mapping[int, FerryError]) -> str:
    """What has come, and why the rest has not, within one message."""
    lines = [say(language, "delivery-list-sent", sent=len(items) - len(failed), count=len(items))]
    for item in [item for item in items if item.number in failed][:NAMED]:
        title = shorten(item.title or item.url, LONGEST_NAME)
        reason = Html(explain(language, failed[item.number]))
        lines.append(say(language, "delivery-list-failed", number=item.number, title=title, reason=reason))
    if len(failed) > NAMED:
        lines.append(say(language, "delivery-list-more", count=len(failed) - NAMED))
    return "\n".join(lines)
