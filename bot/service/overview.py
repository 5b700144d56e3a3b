"""What `/status` looks like: one's own deliveries, the queue, what is degraded at present, which sites work."""

from collections.abc import Sequence

from bot.domain.delivery import State
from bot.domain.limits import shorten
from bot.domain.message import Button, Rows
from bot.i18n import Html, plain, say
from bot.service.course import Course
from bot.service.sites import Record
from bot.service.status import cancel_button

MOST_SHOWN = 20  # deliveries in one answer
MOST_SITES = 8
IN_A_ROW = 5  # buttons, on a phone
LONGEST_HOST = 60  # UTF-16 units; a host may have 253, and all lines go into one message

TROUBLES = ("telegram", "database", "downloads", "transfer", "disk", "memory", "flood")  # that have words of their own


def overview(
    language: str,
    own: Sequence[Course],
    all: Sequence[Course],
    troubles: Sequence[str],
    sites: Sequence[Record] = (),
    *,
    in_group: bool = False,
) -> tuple[str, Rows]:
    """The answer, with a button that cancels each of one's `own` deliveries. `troubles` are names of parts.

    In a group everybody reads it: `own` are those of that chat, and `sites`, which tell what somebody asks for, none.
    """
    key = "status-own-here" if in_group else "status-own"
    shown = own[:MOST_SHOWN]
    parts = [
        [
            *(_delivery(language, number, course) for number, course in enumerate(shown, 1)),
            _queue(language, key, own, all),
        ],
        [say(language, f"status-trouble-{name if name in TROUBLES else 'other'}") for name in dict.fromkeys(troubles)],
        [say(language, "status-sites"), *(_site(language, one) for one in sites[:MOST_SITES])] if sites else [],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines), _rows(language, shown)


def _delivery(language: str, number: int, course: Course) -> str:
    name = shorten(course.line.title or course.delivery.link.host, LONGEST_HOST)
    return say(language, "status-one", number=number, name=name, state=Html(course.line.summary(language)))


def _queue(language: str, key: str, own: Sequence[Course], all: Sequence[Course]) -> str:
    said = say(language, key, own=len(own))
    if not all:
        return said
    waiting = sum(course.delivery.state is State.QUEUED for course in all)
    return f"{said} {say(language, 'status-all', all=len(all), waiting=waiting)}"


def _site(language: str, record: Record) -> str:
    site = shorten(record.site, LONGEST_HOST)
    if record.well or record.reason is None:
        return say(language, "status-site-well", site=site, done=record.done, count=record.count)
    why = plain(language, f"status-why-{record.reason.removeprefix('error-')}")
    return say(language, "status-site-ill", site=site, done=record.done, count=record.count, why=Html(why))


def _rows(language: str, shown: Sequence[Course]) -> Rows:
    if len(shown) == 1:
        return cancel_button(language, shown[0].delivery.id)
    buttons = [
        Button(plain(language, "status-cancel-button", number=number), f"d:c:{course.delivery.id.hex}")
        for number, course in enumerate(shown, 1)
    ]
    return [buttons[first : first + IN_A_ROW] for first in range(0, len(buttons), IN_A_ROW)]
