"""Something started when first needed, shared, and stopped at the end."""

import asyncio

import pytest

from bot.concurrency.once import Once


class Engine:
    """Starts and stops, and remembers how often; each start gives another value."""

    def __init__(self) -> None:
        self.starts = 0
        self.stopped = []
        self.failures = 0
        self.go = asyncio.Event()
        self.go.set()
        self.once = Once(self.start, self.stop)

    async def start(self):
        self.starts += 1
        number = self.starts
        await self.go.wait()
        if self.failures:
            self.failures -= 1
            raise ConnectionError(number)
        return f"engine {number}"

    async def stop(self, value):
        self.stopped.append(value)


async def test_it_is_started_when_first_needed_and_then_shared():
    engine = Engine()
    assert engine.once.value is None
    assert await engine.once.get() == await engine.once.get() == "engine 1"
    assert engine.once.value is not None


async def test_many_at_once_start_it_once():
    engine = Engine()
    engine.go.clear()
    asking = [asyncio.create_task(engine.once.get()) for _ in range(20)]
    await asyncio.sleep(0)
    engine.go.set()
    assert set(await asyncio.gather(*asking)) == {"engine 1"}


async def test_a_failed_start_is_tried_again_by_the_next():
    engine = Engine()
    engine.failures = 1
    with pytest.raises(ConnectionError):
        await engine.once.get()
    assert engine.once.value is None
    assert await engine.once.get() == "engine 2"


async def test_of_many_at_once_only_the_first_sees_the_failure():
    engine = Engine()
    engine.failures = 1
    ended = await asyncio.gather(*(engine.once.get() for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in ended] == [ConnectionError, str, str]
    assert engine.starts == 2


async def test_a_caller_that_leaves_while_it_starts_leaves_it_to_the_next():
    engine = Engine()
    engine.go.clear()
    leaving, staying = (asyncio.create_task(engine.once.get()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    engine.go.set()
    assert await staying == "engine 2"


async def test_closing_stops_it_and_it_can_be_had_again():
    engine = Engine()
    await engine.once.close()
    assert engine.stopped == []
    await engine.once.get()
    await engine.once.close()
    await engine.once.close()
    assert engine.stopped == ["engine 1"]
    assert engine.once.value is None
    assert await engine.once.get() == "engine 2"


async def test_closing_waits_for_a_start_under_way():
    engine = Engine()
    engine.go.clear()
    asking = asyncio.create_task(engine.once.get())
    await asyncio.sleep(0)
    closing = asyncio.create_task(engine.once.close())
    await asyncio.sleep(0)
    engine.go.set()
    await closing
    assert await asking == "engine 1"
    assert engine.stopped == ["engine 1"]
