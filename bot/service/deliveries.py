"""What people ask of deliveries: begin, cancel, retry, see. And what a start and a stop ask of them."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID, uuid4

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State, Target, Way
from bot.domain.format import Format, Span
from bot.domain.link import KeptLink, Link
from bot.domain.person import LargeFiles
from bot.domain.preferences import Preferences
from bot.errors import DeliveryInterrupted, OutcomeUnknown
from bot.service.course import Course
from bot.service.ports import DeliveryStore, Quotas
from bot.service.runner import Runner

log = logging.getLogger(__name__)

FETCHED_ANEW = "fetched-anew"  # the reason of what was sent from memory and then asked for anew

MOST_TRIES = 3  # how often a restart may interrupt a delivery before it is given up
SHOWN_WITHIN = 5.0  # seconds to wait for a delivery that is just showing how it ended
STOP_WITHIN = 10.0  # seconds for all running deliveries to end their children and remove their folders


class Keep(Protocol):
    """Puts a link into a person's list."""

    async def __call__(self, user_id: int, link: Link) -> KeptLink: ...


class Deliveries:
    """All deliveries under way. Lives in the event loop, owns its tasks and ends them itself."""

    def __init__(
        self,
        *,
        store: DeliveryStore,
        workers: Workers,
        runner: Runner,
        keep: Keep,
        quotas: Quotas,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._workers = workers
        self._runner = runner
        self._keep = keep
        self._quotas = quotas
        self._now = now
        self._courses: dict[UUID, Course] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._retrying = asyncio.Lock()
        self._asking = asyncio.Lock()  # pressed twice, it is forgotten once

    async def begin(
        self,
        links: Sequence[Link],
        *,
        user_id: int,
        target: Target,
        language: str,
        preferences: Preferences,
        span: Span | None = None,
    ) -> None:
        """Keep each link and set off its delivery; the deliveries themselves go on after this has returned.

        Raises QuotaReached, with nothing begun.
        """
        async with self._quotas.room(user_id, len(links)):
            kept = [await self._keep(user_id, link) for link in links]
            added: list[Delivery] = []
            try:
                for link in kept:
                    delivery = self._new(link, target, language, preferences, span)
                    await self._workers.run(self._store.add, delivery)
                    added.append(delivery)
            finally:
                for delivery in added:  # all at once: whoever sees the first and cancels means all
                    self._start(delivery)

    async def again(self, kept: KeptLink, *, target: Target, language: str, preferences: Preferences) -> None:
        """Deliver a link of somebody's list once more; raises QuotaReached."""
        async with self._quotas.room(kept.user_id):
            await self._add(self._new(kept, target, language, preferences, None))

    async def retry(self, delivery_id: UUID, user_id: int, *, format: Format | None = None, after: float = 0.0) -> bool:
        """Begin an ended delivery of this person anew, in the same status line. False when there is none.

        In another `format`, where one is given; and `after` so many seconds, with patience then: what is not over yet
        is looked at again and again.
        """
        await self._shown(delivery_id)
        async with self._retrying:
            old = await self._workers.run(self._store.get, delivery_id)
            if old is None or old.user_id != user_id or not old.state.ended or old.status_id is None:
                return False
            new = replace(
                self._anew(old),
                status_id=old.status_id,
                format=format or old.format,
                not_before=self._now() + timedelta(seconds=after) if after else None,
            )
            async with self._quotas.room(user_id):
                # The line is handed over: a second press finds none.
                await self._workers.run(self._store.save, replace(old, status_id=None))
                await self._add(new)
        return True

    async def anew(self, delivery_id: UUID, user_id: int) -> bool:
        """Fetch what this person was sent from memory. False when that isn't theirs, or is done already."""
        await self._shown(delivery_id)
        async with self._retrying:
            old = await self._workers.run(self._store.get, delivery_id)
            if old is None or old.user_id != user_id or old.way is not Way.MEMORY or old.reason is not None:
                return False
            async with self._quotas.room(user_id):
                await self._workers.run(self._store.save, replace(old, reason=FETCHED_ANEW))
                await self._add(replace(self._anew(old), fresh=True))
        return True

    def change(self, delivery_id: UUID, user_id: int) -> bool:
        """Ask this person what they want of the link instead. False when it is too late, or not their delivery."""
        course = self._own(delivery_id, user_id)
        return course is not None and course.change()

    async def press(self, delivery_id: UUID, user_id: int, word: str) -> str | None:
        """A button of the question what to send: what to answer; None when it asks no more, or is not this person's."""
        course = self._own(delivery_id, user_id)
        pressed = course.question.press(word) if course is not None and course.question is not None else None
        if course is None or pressed is None:
            return None
        if pressed.extra is not None:
            beside = replace(self._anew(course.delivery), format=pressed.extra, asks=False, fresh=False)
            async with self._quotas.room(user_id):
                await self._add(beside)
        return pressed.text

    def typed(self, user_id: int, chat_id: int, text: str) -> bool:
        """What this person has written, as an answer to a question in this chat. False when it is none."""
        asked = [
            course.question
            for course in self.under_way(user_id)
            if course.question is not None and course.delivery.target.chat_id == chat_id
        ]
        return any(question.typed(text) for question in reversed(asked))

    def cancel(self, delivery_id: UUID, user_id: int) -> bool:
        """End a delivery of this person. False when there is none under way."""
        course = self._own(delivery_id, user_id)
        if course is None:
            return False
        if not course.given_up:  # pressed twice: the second must not disturb how it ends
            course.given_up = True
            asyncio.get_running_loop().call_soon(self._end, delivery_id)  # a task that has not begun would just vanish
        return True

    def cancel_all(self, user_id: int) -> int:
        """End all deliveries of this person; how many."""
        own = [id for id, course in self._courses.items() if course.delivery.user_id == user_id]
        return sum(self.cancel(id, user_id) for id in own)

    def choose(self, delivery_id: UUID, user_id: int, choice: LargeFiles) -> bool:
        """How a large file of this person should go. False when nothing waits for that (any more)."""
        course = self._own(delivery_id, user_id)
        if course is None or course.given_up or course.acting.wait is None:
            return False
        return course.acting.wait.choose(choice)

    async def ask_again(self, delivery_id: UUID, user_id: int) -> bool:
        """Forget what this person has chosen for large files. False when it isn't their delivery, or is forgotten."""
        async with self._asking:
            delivery = await self._workers.run(self._store.get, delivery_id)
            return delivery is not None and delivery.user_id == user_id and await self._runner.ask_again(delivery)

    def under_way(self, user_id: int | None = None) -> list[Course]:
        """Deliveries that have not ended, of one person or of all, oldest first."""
        own = [c for c in self._courses.values() if user_id is None or c.delivery.user_id == user_id]
        return [course for course in own if not course.delivery.state.ended]

    async def counts(self, since: datetime) -> dict[State, int]:
        """How many deliveries made since then are in which state."""
        return await self._workers.run(self._store.count, since)

    async def resume(self) -> None:
        """Take up what the last run left: begin it anew, or say why not."""
        for delivery in await self._workers.run(self._store.unfinished):
            course = self._runner.course(delivery)
            if delivery.state is State.SENDING:
                self._set_off(course, self._runner.fail(course, OutcomeUnknown("stopped while sending")))
            elif delivery.tries >= MOST_TRIES:
                self._set_off(course, self._runner.fail(course, DeliveryInterrupted(f"begun {delivery.tries} times")))
            else:
                self._set_off(course, self._runner.run(course))

    async def stop(self) -> None:
        """End all tasks; what has not ended stays in the store for the next start. What is just ending, ends."""
        for delivery_id, course in self._courses.items():
            if not course.given_up:
                self._end(delivery_id)
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
            log.info("deliveries stopped count=%s late=%s", len(tasks), len(late))
            for task in late:
                task.cancel()

    def _own(self, delivery_id: UUID, user_id: int) -> Course | None:
        """A delivery of this person that has not ended."""
        course = self._courses.get(delivery_id)
        theirs = course is not None and course.delivery.user_id == user_id and not course.delivery.state.ended
        return course if theirs else None

    def _new(
        self, kept: KeptLink, target: Target, language: str, preferences: Preferences, span: Span | None
    ) -> Delivery:
        return Delivery(
            id=uuid4(),
            user_id=kept.user_id,
            target=target,
            link=Link(kept.url),
            link_id=kept.id,
            language=language,
            created_at=self._now(),
            format=replace(preferences.format(language), span=span),
            captioned=preferences.caption,
            asks=preferences.ask and span is None,
        )

    def _anew(self, old: Delivery) -> Delivery:
        """The same once more, from its beginning."""
        return Delivery(
            id=uuid4(),
            user_id=old.user_id,
            target=old.target,
            link=old.link,
            link_id=old.link_id,
            language=old.language,
            created_at=self._now(),
            format=old.format,
            captioned=old.captioned,
            asks=old.asks,
            fresh=old.fresh,
        )

    async def _shown(self, delivery_id: UUID) -> None:
        """Wait for one that has come to its end and only notes and shows that."""
        course = self._courses.get(delivery_id)
        if course is not None and (course.delivery.state.ended or course.way):
            await asyncio.wait({self._tasks[delivery_id]}, timeout=SHOWN_WITHIN)

    async def _add(self, delivery: Delivery) -> None:
        await self._workers.run(self._store.add, delivery)
        self._start(delivery)

    def _start(self, delivery: Delivery) -> None:
        course = self._runner.course(delivery)
        self._set_off(course, self._runner.run(course))

    def _set_off(self, course: Course, work: Coroutine[Any, Any, None]) -> None:
        delivery = course.delivery
        task = asyncio.create_task(work, name=f"delivery {delivery.reference}")
        self._courses[delivery.id] = course
        self._tasks[delivery.id] = task
        task.add_done_callback(lambda _: self._forget(delivery.id))

    def _end(self, delivery_id: UUID) -> None:
        """Cancel its task, unless it has ended and is only showing how."""
        course = self._courses.get(delivery_id)
        if course is not None and not course.delivery.state.ended:
            self._tasks[delivery_id].cancel()

    def _forget(self, delivery_id: UUID) -> None:
        course, task = self._courses.pop(delivery_id), self._tasks.pop(delivery_id)
        if not task.cancelled() and (error := task.exception()):
            log.error("delivery lost id=%s", course.delivery.reference, exc_info=error)
