import pytest
from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, TimedOut
from telegram.ext import ApplicationBuilder

from bot.demo.emulator import Emulator
from bot.domain.health import Status
from bot.service.health import PollingWatch
from bot.transfer.polling import WatchedRequest


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def emulator(tmp_path):
    with Emulator(folder=tmp_path) as running:
        yield running


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock) -> PollingWatch:
    return PollingWatch(clock=clock)


@pytest.fixture
async def bot(emulator, watch):
    request = WatchedRequest(watch, connection_pool_size=1)
    async with Bot(emulator.token, base_url=emulator.api_base, get_updates_request=request) as running:
        yield running


async def test_a_poll_that_brings_nothing_is_a_sign_of_life(bot, watch, clock):
    clock.seconds = 10_000
    assert not watch.alive
    assert await bot.get_updates(timeout=0) == ()
    assert watch.alive
    assert watch.started


async def test_other_calls_are_none(bot, watch, clock):
    clock.seconds = 10_000
    await bot.get_me()
    assert not watch.started
    assert not watch.alive


async def test_a_conflict_means_waiting_until_a_poll_succeeds(bot, watch, emulator):
    emulator.fault("getUpdates", status=409)
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
    assert watch.waiting
    assert watch.check().status == Status.DEGRADED
    await bot.get_updates(timeout=0)
    assert not watch.waiting
    assert watch.check().status == Status.OK


@pytest.mark.parametrize(
    ("fault", "error"),
    [({"status": 500}, NetworkError), ({"status": 401}, InvalidToken), ({"drop": True}, NetworkError)],
)
async def test_a_poll_that_fails_is_no_sign_of_life(bot, watch, clock, emulator, fault, error):
    clock.seconds = 10_000
    emulator.fault("getUpdates", **fault)
    with pytest.raises(error):
        await bot.get_updates(timeout=0)
    assert not watch.started
    assert not watch.alive


async def test_a_poll_that_times_out_silently_is_no_sign_of_life(bot, watch, emulator):
    emulator.fault("getUpdates", delay=0.5)
    with pytest.raises(TimedOut):
        await bot.get_updates(timeout=0, read_timeout=0.05)
    assert not watch.started


async def test_a_polling_application_is_watched(emulator, watch):
    application = (
        ApplicationBuilder()
        .token(emulator.token)
        .base_url(emulator.api_base)
        .get_updates_request(WatchedRequest(watch, connection_pool_size=1))
        .build()
    )
    async with application:
        await application.updater.start_polling(timeout=0, poll_interval=0.01)
        emulator.write("hello")
        update = await application.update_queue.get()
        await application.updater.stop()
    assert update.message.text == "hello"
    assert watch.started
