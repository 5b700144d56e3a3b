"""Asks a person what they want of a link, and waits for it."""

import asyncio
import logging

from bot.domain.delivery import State
from bot.domain.found import Found
from bot.domain.media import Progress
from bot.errors import NotChosen
from bot.service.among import Among
from bot.service.course import Course
from bot.service.question import Choice, Limits, Question, Wanted
from bot.service.status import Sleep

log = logging.getLogger(__name__)

CHOOSE_WITHIN = 3600.0  # seconds a question stands


class Choosing:
    """The step between two turns in which somebody chooses."""

    def __init__(self, *, limits: Limits, sleep: Sleep) -> None:
        self._limits = limits
        self._sleep = sleep

    async def ask(self, course: Course, found: Found) -> Wanted:
        """Let the question stand in the line until it is answered; raises NotChosen."""
        delivery = course.delivery
        question: Question = Among(delivery, found) if found.items else Choice(delivery, found, self._limits)
        await course.save(state=State.WAITING, asks=True, tries=0)  # what comes so far was not interrupted
        course.question, question.refresh = question, course.line.refresh
        course.line.title = found.title
        course.line.pause(question)
        try:
            wanted = await self._answer(question)
        finally:
            course.question = None
        log.info("chosen id=%s format=%s items=%s", delivery.reference, wanted.format.key, len(wanted.items))
        course.turned.clear()
        course.line.show(Progress(State.QUEUED))
        await course.save(state=State.QUEUED, format=wanted.format, asks=bool(wanted.items))  # a list is asked for anew
        return wanted

    async def _answer(self, question: Question) -> Wanted:
        timer: asyncio.Future[object] = asyncio.ensure_future(self._sleep(CHOOSE_WITHIN))
        try:
            await asyncio.wait((timer, question.answer), return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        if not question.answer.done():
            raise NotChosen(f"no answer in {CHOOSE_WITHIN:.0f} s")
        return question.answer.result()
