"""How a delivery ends: kept in the store, shown in its line, told to the log."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from bot.domain.delivery import State
from bot.domain.message import Rows
from bot.errors import FerryError
from bot.i18n import Html, say
from bot.service.course import Course
from bot.service.explain import explain
from bot.service.remedies import buttons
from bot.service.status import ask_again_button, retry_button

log = logging.getLogger(__name__)


class Describe(Protocol):
    """Tells the kept link what was delivered."""

    async def __call__(self, user_id: int, link_id: UUID, title: str, size: int | None) -> None: ...


class Ending:
    """The last steps of a course, whatever it has come to."""

    def __init__(self, describe: Describe, now: Callable[[], datetime], admins: Sequence[int]) -> None:
        self._describe = describe
        self._now = now
        self._admins = admins

    async def arrived(self, course: Course) -> None:
        """The file is there, so the line goes; unless its person should know more of how it has come."""
        if course.report is not None:
            await self._finish(course, course.report, ())
            return
        if not (course.parts and course.recalled):
            await course.line.remove()
            return
        language = course.delivery.language
        text = say(language, "large-sent-as-before", count=course.parts)
        await self._finish(course, text, ask_again_button(language, course.delivery.id))

    async def cancelled(self, course: Course) -> None:
        """Say so where its line is. Of a hundred links of which most had none yet, most end without a word."""
        if course.line.message_id is None:
            await self.keep(course, State.CANCELLED)
        else:
            language = course.delivery.language
            rows = retry_button(language, course.delivery.id)
            await self._end(course, State.CANCELLED, say(language, "delivery-cancelled"), rows)

    async def failed(self, course: Course, error: Exception) -> None:
        """End it with a sentence, what helps as buttons, and a line in the log."""
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
        owner = any(admin != delivery.user_id for admin in self._admins)
        rows = buttons(delivery.language, known, delivery, owner=owner, found=course.found)
        await self._end(course, State.FAILED, text, rows, reason=known.code)

    async def keep(self, course: Course, state: State, *, reason: str | None = None) -> None:
        """Put it into the store, and what has arrived into the person's list. A store that fails is logged: it has
        ended all the same."""
        title, size = _facts(course)
        try:
            await course.save(state=state, reason=reason, ended_at=self._now(), way=course.way, size=size)
            if state is State.DONE and title is not None:
                await self._describe(course.delivery.user_id, course.delivery.link_id, title, size)
        except Exception:  # the person is to see the end all the same
            log.exception("end not kept id=%s state=%s", course.delivery.reference, state)

    async def _end(self, course: Course, state: State, text: str, rows: Rows, reason: str | None = None) -> None:
        """Keep and show it; what has arrived of several pieces stays, and the line says how many."""
        language = course.delivery.language
        await self.keep(course, state, reason=reason)
        if course.arrived:
            text = f"{text}\n{say(language, 'large-arrived', arrived=course.arrived, count=course.parts)}"
        await self._finish(course, text, rows)

    async def _finish(self, course: Course, text: str, rows: Rows) -> None:
        await course.line.finish(text, rows)
        if course.line.message_id != course.delivery.status_id:
            await course.save(status_id=course.line.message_id)  # what its button will take over


def _facts(course: Course) -> tuple[str | None, int | None]:
    """What to call it in a list, and how many bytes have come."""
    size = course.brought or sum(file.size for file in course.known) or None
    if course.found is not None and course.found.items:
        return course.found.title, size
    named = course.media or next(iter(course.known), None)
    return named.title if named else None, size
