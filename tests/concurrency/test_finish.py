"""Work that is better ended than broken off."""

import asyncio

import pytest

from bot.concurrency.finish import finished


async def test_what_the_work_gives_or_raises_comes_back() -> None:
    async def work() -> int:
        return 7

    async def failing() -> None:
        raise ValueError("no")

    assert await finished(work(), 1) == 7
    with pytest.raises(ValueError, match="no"):
        await finished(failing(), 1)


async def test_a_cancelled_caller_lets_it_end() -> None:
    gate, ended = asyncio.Event(), []

    async def work() -> None:
        await gate.wait()
        ended.append(True)

    caller = asyncio.create_task(finished(work(), 5))
    await asyncio.sleep(0)
    caller.cancel()
    await asyncio.sleep(0.01)
    assert not caller.done()
    gate.set()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended == [True]


async def test_work_that_does_not_end_is_cancelled_in_the_end() -> None:
    broken_off = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            broken_off.set()
            raise

    caller = asyncio.create_task(finished(work(), 0.01))
    await asyncio.sleep(0)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await asyncio.wait_for(broken_off.wait(), 1)
