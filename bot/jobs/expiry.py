"""The daily check of kept links."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from telegram.ext import JobQueue

from bot.jobs.guard import LATE, Guard, soon
from bot.service.expiry import Expiry, Schedule

NAME = "expiry"
FIRST_LOOK = timedelta(seconds=5)  # after start: a run missed while the bot was down
LOOK_EVERY = timedelta(hours=1)  # a run missed because the loop was late, or one that failed


def schedule(
    queue: JobQueue[Any],
    guard: Guard,
    expiry: Expiry,
    at: Schedule,
    *,
    first: timedelta = FIRST_LOOK,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Let the check run at its hour, and soon after a start or a failure that made it miss one."""

    async def work() -> None:
        await expiry.catch_up(clock())

    job = guard.job(NAME, work)
    queue.run_daily(job, time(at.hour, tzinfo=at.zone), name=NAME, job_kwargs=LATE)
    queue.run_repeating(job, LOOK_EVERY, name=f"{NAME}-missed", job_kwargs=soon(first))
