import asyncio
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.concurrency.bridge import Bridge
from bot.domain.health import Component, Status
from bot.service.health import Health, Heartbeat, InLoop, PollingWatch, beat

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@dataclass
class Clock:
    """Seconds and a date that move together, by hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds - 1000)


@dataclass
class Part:
    name: str
    state: Component | Exception = field(default_factory=lambda: Component(Status.OK))

    def check(self) -> Component:
        if isinstance(self.state, Exception):
            raise self.state
        return self.state


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def polling(clock):
    return PollingWatch(120, grace=60, clock=clock)


@pytest.fixture
def loop_beat(clock):
    return Heartbeat(20, grace=60, clock=clock)


def health_of(*parts, polling, loop_beat, clock) -> Health:
    return Health(probes=parts, loop=loop_beat, polling=polling, now=clock.now)


def test_a_start_is_alive_for_its_grace_time_and_no_longer(clock, polling, loop_beat):
    health = health_of(polling=polling, loop_beat=loop_beat, clock=clock)
    clock.seconds += 60
    assert health.live()
    clock.seconds += 1
    assert not health.live()


def test_a_loop_that_stands_still_is_not_alive_though_polling_was(clock, polling, loop_beat):
    health = health_of(polling=polling, loop_beat=loop_beat, clock=clock)
    polling.stamp()
    loop_beat.stamp()
    clock.seconds += 21
    assert polling.alive
    assert not health.live()
    loop_beat.stamp()
    assert health.live()


def test_a_deaf_bot_is_not_alive_though_its_loop_turns(clock, polling, loop_beat):
    health = health_of(polling=polling, loop_beat=loop_beat, clock=clock)
    polling.stamp()
    clock.seconds += 121
    loop_beat.stamp()
    assert not health.live()
    assert polling.check() == Component(Status.UNHEALTHY, "no answer to polling")


def test_waiting_for_its_turn_is_alive_as_long_as_it_is_said_again(clock, polling):
    polling.wait()
    for _ in range(5):
        clock.seconds += 100
        polling.wait()
    assert polling.alive
    assert polling.check() == Component(Status.DEGRADED, "waiting: another instance is polling")
    clock.seconds += 121
    assert not polling.alive


def test_polling_says_starting_then_polling(polling):
    assert polling.check() == Component(Status.OK, "starting")
    assert not polling.started
    polling.wait()
    polling.stamp()
    assert polling.started
    assert not polling.waiting
    assert polling.check() == Component(Status.OK, "polling")


async def test_the_beat_stamps_while_the_loop_turns(clock):
    heartbeat = Heartbeat(20, grace=-1, clock=clock)
    assert not heartbeat.alive
    task = asyncio.create_task(beat(heartbeat, every=0))
    await asyncio.sleep(0)
    assert heartbeat.alive
    clock.seconds += 500
    assert not heartbeat.alive
    for _ in range(3):
        await asyncio.sleep(0)
    assert heartbeat.alive
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.parametrize(
    ("states", "whole"),
    [
        ((Status.OK, Status.OK), "ok"),
        ((Status.DEGRADED, Status.OK), "degraded"),
        ((Status.DEGRADED, Status.UNHEALTHY), "unhealthy"),
        ((Status.UNHEALTHY, Status.OK), "unhealthy"),
    ],
)
def test_the_worst_part_is_the_status_of_the_whole(states, whole, clock, polling, loop_beat):
    parts = [Part(f"part-{number}", Component(state)) for number, state in enumerate(states)]
    report = health_of(*parts, polling=polling, loop_beat=loop_beat, clock=clock).report()
    assert report["status"] == whole


def test_the_report_names_every_part_with_its_words_and_since_when(clock, polling, loop_beat):
    disk = Part("disk", Component(Status.OK, "900 MB free"))
    health = health_of(disk, polling=polling, loop_beat=loop_beat, clock=clock)
    health.report()
    clock.seconds += 30
    disk.state = Component(Status.OK, "800 MB free")
    report = health.report()
    assert report["timestamp"] == "2026-05-01T12:00:30+00:00"
    assert set(report) == {"status", "timestamp", "components"}
    assert list(report["components"]) == ["telegram", "disk"]
    assert report["components"]["disk"] == {
        "status": "ok",
        "detail": "800 MB free",
        "since": "2026-05-01T12:00:00+00:00",
    }
    disk.state = Component(Status.DEGRADED, "400 MB free")
    clock.seconds += 30
    assert health.report()["components"]["disk"]["since"] == "2026-05-01T12:01:00+00:00"


def test_troubles_are_the_parts_that_are_not_well(clock, polling, loop_beat):
    well, poor, broken = Part("disk"), Part("memory", Component(Status.DEGRADED)), Part("database", OSError("gone"))
    health = health_of(well, poor, broken, polling=polling, loop_beat=loop_beat, clock=clock)
    assert health.troubles() == ["memory", "database"]
    polling.wait()
    assert health.troubles() == ["telegram", "memory", "database"]


def test_a_check_that_raises_is_unhealthy_logged_and_tells_nothing(clock, polling, loop_beat, caplog):
    health = health_of(Part("database", OSError("pw=hush")), polling=polling, loop_beat=loop_beat, clock=clock)
    report = health.report()
    assert report["components"]["database"] | {"since": ""} == {
        "status": "unhealthy",
        "detail": "the check failed",
        "since": "",
    }
    assert "hush" not in str(report)
    assert "component=database" in caplog.text


async def test_a_probe_in_the_loop_is_asked_over_the_bridge():
    asked_in = []

    async def check() -> Component:
        asked_in.append(threading.current_thread())
        return Component(Status.OK, "3 running")

    probe = InLoop("downloads", check, Bridge(asyncio.get_running_loop()))
    assert await asyncio.to_thread(probe.check) == Component(Status.OK, "3 running")
    assert asked_in == [threading.current_thread()]


async def test_a_probe_in_a_loop_that_stands_still_is_unhealthy_in_time():
    async def check() -> Component:
        await asyncio.sleep(3600)
        return Component(Status.OK)

    probe = InLoop("downloads", check, Bridge(asyncio.get_running_loop()), within=0.01)
    assert await asyncio.to_thread(probe.check) == Component(Status.UNHEALTHY, "the loop does not answer")
