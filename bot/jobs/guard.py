"""Keeps what a job raises away from everything else."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from typing import Any

from telegram.ext import CallbackContext

from bot.i18n import say
from bot.service.admins import Admins
from bot.telemetry.logs import reference

log = logging.getLogger(__name__)

# By default APScheduler drops a run that is one second late (its user guide: misfire_grace_time, in seconds).
LATE: dict[str, Any] = {"misfire_grace_time": 3600, "coalesce": True}

Work = Callable[[], Awaitable[Any]]
Callback = Callable[[CallbackContext[Any, Any, Any, Any]], Coroutine[Any, Any, None]]


def soon(after: timedelta) -> dict[str, Any]:
    """Settings of a repeated job whose first run is due so long after now, even if the queue starts later than that.

    The library's own `first` would be skipped then, and the job would wait for its second time.
    """
    return LATE | {"next_run_time": datetime.now(UTC) + after}


class Guard:
    """Runs jobs as tasks of its own: one of a name at a time, failures logged, counted and told to the admin.

    Of its own, because the JobQueue waits at its end for what it has started, and a long run would hold the stop.
    """

    def __init__(self, admins: Admins, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._admins = admins
        self._clock = clock
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._told: dict[tuple[str, str], date] = {}
        self.failures: Counter[str] = Counter()  # by name of the job

    @property
    def running(self) -> frozenset[str]:
        """Names of the jobs that are at it."""
        return frozenset(self._tasks)

    def job(self, name: str, work: Work) -> Callback:
        """The same for the JobQueue. A run that is due while the last one is at it is left out."""

        async def callback(context: CallbackContext[Any, Any, Any, Any]) -> None:
            self.start(name, work)

        return callback

    def start(self, name: str, work: Work) -> None:
        """Begin a run, unless one of that name is at it; returns at once."""
        if name in self._tasks:
            log.info("job still running job=%s", name)
            return
        task = asyncio.create_task(self._run(name, work), name=f"job {name}")
        self._tasks[name] = task
        task.add_done_callback(lambda _: self._tasks.pop(name))

    async def close(self) -> None:
        """Cancel what runs, and wait for its end."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, name: str, work: Work) -> None:
        try:
            await work()
        except Exception as error:  # nothing a job raises may reach polling or the next run
            mark = reference()
            self.failures[name] += 1
            log.exception("job failed job=%s reference=%s", name, mark)
            await self._tell(name, error, mark)

    async def _tell(self, name: str, error: Exception, mark: str) -> None:
        """Tell the admin, once a day of each kind of failure."""
        kind, today = (name, type(error).__name__), self._clock().date()
        if self._told.get(kind) == today:
            return
        self._told[kind] = today
        try:
            await self._admins.tell(lambda language: say(language, "notice-job-failed", job=name, reference=mark))
        except Exception:
            log.exception("admin not told job=%s reference=%s", name, mark)
