"""Old deliveries leave the store."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import JobQueue

from bot.concurrency.workers import Workers
from bot.jobs.guard import Guard, soon
from bot.service.ports import DeliveryStore

log = logging.getLogger(__name__)

NAME = "cleanup"
KEEP = timedelta(days=30)  # ended deliveries, for the admin's figures
FIRST = timedelta(minutes=5)  # after start, when the rush is over
EVERY = timedelta(days=1)


def schedule(
    queue: JobQueue[Any],
    guard: Guard,
    deliveries: DeliveryStore,
    workers: Workers,
    *,
    first: timedelta = FIRST,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Delete ended deliveries once they are old, every day."""

    async def work() -> None:
        forgotten = await workers.run(deliveries.forget, clock() - KEEP)
        log.info("deliveries forgotten number=%s", forgotten)

    queue.run_repeating(guard.job(NAME, work), EVERY, name=NAME, job_kwargs=soon(first))
