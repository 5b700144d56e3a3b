"""Blocking work in bounded threads, and what becomes of it when its caller leaves."""

import asyncio
import os
import sys
import threading

import pytest

from bot.concurrency import workers as module
from bot.concurrency.workers import Workers

LONG = 30.0  # seconds nothing here waits for, unless it is broken


@pytest.fixture
def workers():
    pool = Workers("test", 1)
    yield pool
    pool.close()


class Stoppable:
    """Work that ends when it is told to, and has tidied up once `tidy` is set."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.tidy = threading.Event()
        self.tidy.set()

    def __call__(self, stop):
        self.begun.set()
        stop.wait(LONG)
        self.tidy.wait(LONG)
        self.ended.set()
        raise InterruptedError


async def began(work):
    await asyncio.to_thread(work.begun.wait, LONG)


async def test_work_runs_in_a_thread_of_the_pool_with_its_arguments(workers):
    def work(number, *, name):
        return number, name, threading.current_thread().name

    assert await workers.run(work, 5, name="a") == (5, "a", "test_0")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has priorities of threads")
async def test_nice_workers_stand_behind_everything_else_in_the_process(workers):
    def niceness():
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    nice = Workers("nice", 1, nice=5)
    assert await workers.run(niceness) == niceness()
    assert await nice.run(niceness) == min(19, niceness() + 5)
    nice.close()


async def test_an_error_reaches_the_caller(workers):
    with pytest.raises(ZeroDivisionError):
        await workers.run(lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        await workers.run_stoppable(lambda _: 1 / 0)


async def test_never_more_threads_than_allowed_and_the_rest_waits_in_line():
    workers, gate, running, most = Workers("test", 2), threading.Event(), [], []

    def work(number):
        running.append(number)
        most.append(len(running))
        gate.wait(LONG)
        running.remove(number)
        return number

    tasks = [asyncio.create_task(workers.run(work, number)) for number in range(6)]
    while len(running) < 2:
        await asyncio.sleep(0.001)
    gate.set()
    assert await asyncio.gather(*tasks) == list(range(6))
    assert max(most) == 2
    workers.close()


async def test_a_call_that_has_begun_goes_on_when_its_caller_leaves(workers):
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()

    def work():
        begun.set()
        go.wait(LONG)
        ended.set()

    task = asyncio.create_task(workers.run(work))
    await asyncio.to_thread(begun.wait, LONG)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    assert await asyncio.to_thread(ended.wait, LONG)


async def test_a_call_that_waits_in_line_is_dropped_when_its_caller_leaves(workers):
    first, done = Stoppable(), []
    holding = asyncio.create_task(workers.run_stoppable(first))
    await began(first)
    for leaving in (
        asyncio.create_task(workers.run(done.append, 1)),
        asyncio.create_task(workers.run_stoppable(done.append)),
    ):
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
    assert not first.ended.is_set()  # nobody waited for a thread to come free
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    await workers.run(done.append, 2)
    assert done == [2]


async def test_stoppable_work_gives_its_result(workers):
    assert await workers.run_stoppable(lambda stop: stop.is_set()) is False


async def test_a_caller_that_leaves_stops_the_work_and_waits_for_its_end(workers):
    work = Stoppable()
    work.tidy.clear()
    task = asyncio.create_task(workers.run_stoppable(work))
    await began(work)
    task.cancel()
    await asyncio.sleep(0.01)
    assert not task.done()
    work.tidy.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended.is_set()


async def test_a_caller_cancelled_twice_still_waits_for_the_end(workers):
    work = Stoppable()
    work.tidy.clear()
    task = asyncio.create_task(workers.run_stoppable(work))
    await began(work)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.01)
        assert not task.done()
    work.tidy.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert work.ended.is_set()


async def test_a_timeout_around_stoppable_work_is_a_timeout(workers):
    work = Stoppable()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await workers.run_stoppable(work)
    assert work.ended.is_set() or not work.begun.is_set()


async def test_work_that_does_not_stop_in_time_is_left_and_said(workers, monkeypatch, caplog):
    monkeypatch.setattr(module, "STOP_WITHIN", 0.01)
    go = threading.Event()
    begun = threading.Event()

    def deaf(_stop):
        begun.set()
        go.wait(LONG)
        raise ValueError

    task = asyncio.create_task(workers.run_stoppable(deaf))
    await asyncio.to_thread(begun.wait, LONG)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert "did not stop in time" in caplog.text
    go.set()
    await workers.run(int)  # the thread is free again
    await asyncio.sleep(0)
    assert "never retrieved" not in caplog.text


async def test_closing_drops_what_waits_and_lets_end_what_runs():
    workers, work = Workers("test", 1), Stoppable()
    running = asyncio.create_task(workers.run_stoppable(work))
    await began(work)
    waiting = [asyncio.create_task(workers.run(int)), asyncio.create_task(workers.run_stoppable(bool))]
    await asyncio.sleep(0)
    workers.close()
    for task in waiting:
        with pytest.raises(asyncio.CancelledError):
            await task
    with pytest.raises(RuntimeError):
        await workers.run(int)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert work.ended.is_set()


async def test_what_must_be_done_is_done_however_often_its_caller_is_cancelled(workers: Workers) -> None:
    held, done = threading.Event(), []
    blocking = [asyncio.create_task(workers.run(held.wait)) for _ in range(8)]  # all threads are busy
    await asyncio.sleep(0)
    task = asyncio.create_task(workers.run_to_end(done.append, "done"))
    for _ in range(3):
        await asyncio.sleep(0)
        task.cancel()
    held.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert done == ["done"]
    await asyncio.gather(*blocking)
