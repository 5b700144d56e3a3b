"""A playlist, an album or a gallery: its items one by one, each in a turn of its own, in one status line."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from bot.domain.delivery import Delivery
from bot.domain.found import Item
from bot.domain.limits import shorten
from bot.domain.link import Link
from bot.errors import FerryError, TransferError
from bot.i18n import Html, say
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

    async def bring(self, course: Course, wanted: Wanted, bring: Bring) -> str | None:
        """Each item by `bring`; what has to be said of those that failed, as HTML. Raises what failed for the chat."""
        failures: list[tuple[Item, FerryError]] = []
        for place, item in enumerate(wanted.items, 1):
            course.line.item, course.line.title = (place, len(wanted.items)), item.title
            course.item = one = self._course(course, item, wanted)
            try:
                await bring(one)
            except TransferError:
                raise  # it would be the same with all that follow
            except FerryError as error:
                log.info(
                    "item failed id=%s number=%s code=%s: %s", course.delivery.reference, item.number, error.code, error
                )
                failures.append((item, error))
            else:
                course.way = one.way
            finally:
                course.item = course.line.item = None
        if len(failures) == len(wanted.items):
            raise failures[0][1]
        return _report(course.delivery.language, len(wanted.items), failures) if failures else None

    def _course(self, course: Course, item: Item, wanted: Wanted) -> Course:
        """An item's own, with the list's buttons; the store knows the list only."""
        delivery = replace(course.delivery, link=Link(item.url), format=wanted.format, asks=False)

        async def keep(_: Delivery) -> None:
            """Nothing: a restart begins with the list."""

        return Course(delivery, course.line, Ticket(delivery.user_id), course.folder / str(item.number), keep)


def _report(language: str, count: int, failures: Sequence[tuple[Item, FerryError]]) -> str:
    """What has come, and why the rest has not, within one message."""
    lines = [say(language, "delivery-list-sent", sent=count - len(failures), count=count)]
    for item, error in failures[:NAMED]:
        title = shorten(item.title or item.url, LONGEST_NAME)
        lines.append(
            say(
                language, "delivery-list-failed", number=item.number, title=title, reason=Html(explain(language, error))
            )
        )
    if len(failures) > NAMED:
        lines.append(say(language, "delivery-list-more", count=len(failures) - NAMED))
    return "\n".join(lines)
