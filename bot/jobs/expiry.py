"""The check of kept links."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram.ext import JobQueue

from bot.jobs.guard import LATE, Guard, soon
from bot.service.expiry import Expiry

NAME = "expiry"
FIRST_LOOK = timedelta(seconds=5)  # after start: what was missed while the bot was down
LOOK_EVERY = timedelta(
    minutes=15
)  # all zones differ from UTC by whole quarters of an hour, so every hour begins with one


def schedule(
    queue: JobQueue[Any],
    guard: Guard,
    expiry: Expiry,
    *,
    first: timedelta = FIRST_LOOK,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Let the check run soon, and at every quarter of an hour."""
    job = guard.job(NAME, expiry.run)
    queue.run_once(job, 0, name=f"{NAME}-first", job_kwargs=soon(first))
    queue.run_repeating(job, LOOK_EVERY, name=NAME, job_kwargs=LATE | {"next_run_time": next_quarter(clock())})


def next_quarter(now: datetime) -> datetime:
    """The next time at which the check runs.

    >>> next_quarter(datetime(2026, 5, 4, 8, 47, 3, tzinfo=UTC)).isoformat()
    '2026-05-04T09:00:00+00:00'
    """
    return now - (now - datetime.min.replace(tzinfo=UTC)) % LOOK_EVERY + LOOK_EVERY
