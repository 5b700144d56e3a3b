"""Old deliveries leave the store, and what is known of files sent long ago."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import JobQueue

from bot.concurrency.workers import Workers
from bot.jobs.guard import Guard, soon
from bot.service.ports import DeliveryStore, FileStore

log = logging.getLogger(__name__)

NAME = "cleanup"
KEEP = timedelta(days=30)  # ended deliveries, for the admin's figures
KNOWN = timedelta(days=90)  # that a file can be sent again: what lies behind an address seldom stays longer
FIRST = timedelta(minutes=5)  # after start, when the rush is over
EVERY = timedelta(days=1)


def schedule(
    queue: JobQueue[Any],
    guard: Guard,
    deliveries: DeliveryStore,
    files: FileStore,
    workers: Workers,
    *,
    first: timedelta = FIRST,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Delete both once they are old, every day."""

    async def work() -> None:
        old = await workers.run(deliveries.forget, clock() - KEEP)
        sent_again = await workers.run(files.forget, clock() - KNOWN)
        log.info("forgotten deliveries=%s files=%s", old, sent_again)

    queue.run_repeating(guard.job(NAME, work), EVERY, name=NAME, job_kwargs=soon(first))
