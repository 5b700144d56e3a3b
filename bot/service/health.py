"""Is the bot alive, and how is each part of it doing?

Everything here is read from foreign threads (the web server's, a worker's) and never waits for the loop, except for a
probe that says so (`InLoop`) and has its own time-out.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from bot.concurrency.bridge import Bridge
from bot.domain.health import Component, Status

log = logging.getLogger(__name__)

BEAT_EVERY = 1.0  # seconds between two stamps of the loop
LOOP_STALE_AFTER = 20.0  # seconds; Render restarts an instance after 60 s of failures (render.com/docs/health-checks)
POLL_STALE_AFTER = 120.0  # seconds; a poll takes 10 s, and python-telegram-bot backs off for up to 30 s
START_GRACE = 120.0  # seconds until the first stamp; a tenth of a core starts slowly
ASK_WITHIN = 2.0  # seconds the loop may take to answer a probe


class Probe(Protocol):
    """One part's own check. Called from any thread but the loop's; raising means unhealthy."""

    @property
    def name(self) -> str: ...

    def check(self) -> Component: ...


class Heartbeat:
    """Something that must happen again and again. Stamped by one thread, read by any."""

    def __init__(self, stale_after: float, *, grace: float = START_GRACE, clock: Callable[[], float] = time.monotonic):
        self._stale_after = stale_after
        self._clock = clock
        self._alive_until = clock() + grace

    def stamp(self) -> None:
        self._alive_until = self._clock() + self._stale_after

    @property
    def alive(self) -> bool:
        return self._clock() <= self._alive_until


async def beat(heartbeat: Heartbeat, every: float = BEAT_EVERY) -> None:
    """Stamp as long as the loop turns; ends when cancelled."""
    while True:
        heartbeat.stamp()
        await asyncio.sleep(every)


class PollingWatch:
    """Sees each completed getUpdates, and is the probe "telegram".

    A poll that was refused because another instance polls (409 Conflict) means that this one waits its turn, which is
    healthy: during a deploy two instances overlap.
    """

    name = "telegram"

    def __init__(
        self,
        stale_after: float = POLL_STALE_AFTER,
        *,
        grace: float = START_GRACE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._heartbeat = Heartbeat(stale_after, grace=grace, clock=clock)
        self.started = False  # has a poll ever been completed?
        self.waiting = False

    def stamp(self) -> None:
        """A getUpdates came back."""
        self.started, self.waiting = True, False
        self._heartbeat.stamp()

    def wait(self) -> None:
        """Another instance polls; to be said again and again while that is so."""
        self.waiting = True
        self._heartbeat.stamp()

    @property
    def alive(self) -> bool:
        return self._heartbeat.alive

    def check(self) -> Component:
        if not self.alive:
            return Component(Status.UNHEALTHY, "no answer to polling")
        if self.waiting:
            return Component(Status.DEGRADED, "waiting: another instance is polling")
        return Component(Status.OK, "polling" if self.started else "starting")


class InLoop:
    """A probe whose check runs in the event loop; unhealthy when that doesn't answer in time."""

    def __init__(
        self,
        name: str,
        check: Callable[[], Coroutine[Any, Any, Component]],
        bridge: Bridge,
        *,
        within: float = ASK_WITHIN,
    ) -> None:
        self.name = name
        self._check = check
        self._bridge = bridge
        self._within = within

    def check(self) -> Component:
        try:
            return self._bridge.call(self._check, self._within)
        except TimeoutError:
            return Component(Status.UNHEALTHY, "the loop does not answer")


class Health:
    """Asks every probe, and remembers since when each has been as it is."""

    def __init__(
        self,
        *,
        probes: Sequence[Probe],
        loop: Heartbeat,
        polling: PollingWatch,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._probes = (polling, *probes)
        self._loop = loop
        self._polling = polling
        self._now = now
        self._since: dict[str, tuple[Status, datetime]] = {}
        self._lock = threading.Lock()

    def live(self) -> bool:
        """Does the loop turn, and is polling alive or waiting its turn? Answers at once."""
        return self._loop.alive and self._polling.alive

    def troubles(self) -> list[str]:
        """Names of the parts that are not well."""
        return [probe.name for probe in self._probes if _checked(probe).status is not Status.OK]

    def report(self) -> dict[str, Any]:
        """All parts, ready for JSON; the worst of them is the status of the whole."""
        found = {probe.name: _checked(probe) for probe in self._probes}
        now = self._now()
        return {
            "status": max((component.status for component in found.values()), key=Status.severity).value,
            "timestamp": _text(now),
            "components": {
                name: {
                    "status": component.status.value,
                    "detail": component.detail,
                    "since": _text(self._noted(name, component.status, now)),
                }
                for name, component in found.items()
            },
        }

    def _noted(self, name: str, status: Status, now: datetime) -> datetime:
        """Since when it has been seen with this status."""
        with self._lock:
            before, since = self._since.get(name, (status, now))
            since = since if before == status else now
            self._since[name] = status, since
            return since


def _checked(probe: Probe) -> Component:
    try:
        return probe.check()
    except Exception:
        log.exception("health check failed component=%s", probe.name)
        return Component(Status.UNHEALTHY, "the check failed")


def _text(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
