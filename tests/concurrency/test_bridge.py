"""From another thread into the loop, never for ever."""

import asyncio
import gc
import threading
import warnings

import pytest

from bot.concurrency.bridge import Bridge

LONG = 30.0  # seconds nothing here waits for, unless it is broken


async def nothing():
    return None


async def in_thread(call):
    return await asyncio.to_thread(call)


async def test_a_call_runs_in_the_loop_and_gives_its_result():
    bridge = Bridge(asyncio.get_running_loop())

    async def where():
        return threading.current_thread()

    assert await in_thread(lambda: bridge.call(where, LONG)) is threading.current_thread()


async def test_its_error_reaches_the_thread():
    bridge = Bridge(asyncio.get_running_loop())

    async def fail():
        raise KeyError("a")

    with pytest.raises(KeyError):
        await in_thread(lambda: bridge.call(fail, LONG))


async def test_a_timeout_of_the_call_s_own_is_told_from_the_bridge_s():
    bridge = Bridge(asyncio.get_running_loop())

    async def late():
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        await in_thread(lambda: bridge.call(late, LONG))


async def test_a_call_that_takes_too_long_is_given_up_and_cancelled():
    bridge, cancelled = Bridge(asyncio.get_running_loop()), asyncio.Event()

    async def forever():
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    with pytest.raises(TimeoutError, match="no answer"):
        await in_thread(lambda: bridge.call(forever, 0.02))
    await asyncio.wait_for(cancelled.wait(), LONG)


def test_a_loop_that_stands_still_is_given_up():
    loop = asyncio.new_event_loop()
    with pytest.raises(TimeoutError, match="no answer"):
        Bridge(loop).call(nothing, 0.02)
    loop.run_until_complete(asyncio.sleep(0.01))
    loop.close()


def test_a_loop_that_has_ended_is_said_at_once():
    loop = asyncio.new_event_loop()
    loop.close()
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(TimeoutError, match="has ended"):
            Bridge(loop).call(nothing, LONG)
        gc.collect()
    assert seen == []  # no coroutine that was never awaited


async def test_a_loop_that_ends_meanwhile_is_a_timeout_too():
    bridge, begun = Bridge(asyncio.get_running_loop()), asyncio.Event()
    tasks = []

    async def forever():
        tasks.append(asyncio.current_task())
        begun.set()
        await asyncio.Event().wait()

    asking = asyncio.create_task(in_thread(lambda: bridge.call(forever, LONG)))
    await begun.wait()
    tasks[0].cancel()
    with pytest.raises(TimeoutError, match="ending"):
        await asking
