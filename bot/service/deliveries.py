"""What people ask of deliveries: begin, cancel, retry, see. And what a start and a stop ask of them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID, uuid4

from bot.concurrency.workers import Workers
from bot.domain.delivery import Delivery, State, Target
from bot.domain.link import KeptLink, Link
from bot.errors import DeliveryInterrupted, OutcomeUnknown
from bot.service.ports import DeliveryStore
from bot.service.runner import Course, Runner

log = logging.getLogger(__name__)

MOST_TRIES = 3  # how often a restart may interrupt a delivery before it is given up
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
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._store = store
        self._workers = workers
        self._runner = runner
        self._keep = keep
        self._now = now
        self._courses: dict[UUID, Course] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}

    async def begin(self, links: Sequence[Link], *, user_id: int, target: Target, language: str) -> None:
        """Keep each link and set off its delivery; returns at once, everything else goes on by itself."""
        for link in links:
            kept = await self._keep(user_id, link)
            await self._begin(link, kept.id, user_id=user_id, target=target, language=language)

    async def again(self, kept: KeptLink, *, target: Target, language: str) -> None:
        """Deliver a link of somebody's list once more."""
        link = Link(kept.url)
        await self._begin(link, kept.id, user_id=kept.user_id, target=target, language=language)

    async def retry(self, delivery_id: UUID, user_id: int) -> bool:
        """Begin an ended delivery of this person anew, in the same status line. False when there is none."""
        old = await self._workers.run(self._store.get, delivery_id)
        if old is None or old.user_id != user_id or not old.state.ended or self._shown_again(old):
            return False
        self._set_off(await self._added(_anew(old, self._now())))
        return True

    def cancel(self, delivery_id: UUID, user_id: int) -> bool:
        """End a delivery of this person. False when there is none under way."""
        course = self._courses.get(delivery_id)
        if course is None or course.delivery.user_id != user_id or course.delivery.state.ended:
            return False
        return self._tasks[delivery_id].cancel()

    def cancel_all(self, user_id: int) -> int:
        """End all deliveries of this person; how many."""
        own = [id for id, course in self._courses.items() if course.delivery.user_id == user_id]
        return sum(self.cancel(id, user_id) for id in own)

    def under_way(self, user_id: int | None = None) -> list[Course]:
        """Deliveries that have not ended, of one person or of all, oldest first."""
        return [c for c in self._courses.values() if user_id is None or c.delivery.user_id == user_id]

    async def counts(self, since: datetime) -> dict[State, int]:
        """How many deliveries made since then are in which state."""
        return await self._workers.run(self._store.count, since)

    async def resume(self) -> None:
        """Take up what the last run left: begin it anew, or say why not."""
        for delivery in await self._workers.run(self._store.unfinished):
            course = self._runner.course(delivery)
            if delivery.state is State.SENDING:
                await self._runner.fail(course, OutcomeUnknown("stopped while sending"))
            elif delivery.tries >= MOST_TRIES:
                await self._runner.fail(course, DeliveryInterrupted(f"begun {delivery.tries} times"))
            else:
                self._set_off(replace(delivery, state=State.QUEUED))

    async def stop(self) -> None:
        """End all tasks; what has not ended stays in the store for the next start."""
        self._runner.stopping = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=STOP_WITHIN)
            log.info("deliveries stopped count=%s late=%s", len(tasks), len(late))

    async def _begin(self, link: Link, link_id: UUID, *, user_id: int, target: Target, language: str) -> None:
        delivery = Delivery(
            id=uuid4(),
            user_id=user_id,
            target=target,
            link=link,
            link_id=link_id,
            language=language,
            created_at=self._now(),
        )
        self._set_off(await self._added(delivery))

    async def _added(self, delivery: Delivery) -> Delivery:
        await self._workers.run(self._store.add, delivery)
        return delivery

    def _set_off(self, delivery: Delivery) -> None:
        course = self._runner.course(delivery)
        task = asyncio.create_task(self._runner.run(course), name=f"delivery {delivery.reference}")
        self._courses[delivery.id] = course
        self._tasks[delivery.id] = task
        task.add_done_callback(lambda _: self._forget(delivery.id))

    def _forget(self, delivery_id: UUID) -> None:
        del self._courses[delivery_id], self._tasks[delivery_id]

    def _shown_again(self, old: Delivery) -> bool:
        """True when its status line belongs to a newer delivery already: the button was pressed twice."""
        return any(
            (c.delivery.target.chat_id, c.delivery.status_id) == (old.target.chat_id, old.status_id)
            for c in self._courses.values()
        )


def _anew(old: Delivery, now: datetime) -> Delivery:
    return replace(old, id=uuid4(), created_at=now, state=State.QUEUED, tries=0, reason=None)
