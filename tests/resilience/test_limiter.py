"""How many calls pass, when, and in which order. Seconds are the loop's, which skips what it would wait."""

import asyncio

import pytest

from bot.resilience.limiter import Rate
from tests.transfer.skipping import TURN, most_within, skipping


async def passed_at(rate: Rate, calls: int) -> list[float]:
    """When each of so many callers at once was let through, in their order."""

    async def one() -> float:
        await rate.wait()
        return asyncio.get_running_loop().time()

    return await asyncio.gather(*(one() for _ in range(calls)))


def about(seconds):
    return pytest.approx(seconds, abs=0.01)


@skipping
async def test_as_many_as_the_limit_pass_at_once_and_the_rest_when_those_are_a_span_old():
    times = await passed_at(Rate((10, 1.0)), 25)
    assert times[:10] == [about(0)] * 10
    assert times[10:20] == [about(1)] * 10
    assert times[20:] == [about(2)] * 5


@skipping
async def test_in_no_span_pass_more_than_any_limit_allows_not_even_after_a_pause():
    rate = Rate((20, 60.0), (5, 1.0))
    times = await passed_at(rate, 13)
    await asyncio.sleep(17.3)
    times += await passed_at(rate, 60)
    assert most_within(times, 0.999) == 5
    assert most_within(times, 59.9) == 20


@skipping
async def test_in_the_long_run_no_limit_is_passed():
    times = await passed_at(Rate((10, 1.0), (60, 60.0)), 600)
    assert len(times) == 600
    assert times[-1] == about(545)  # nine full minutes, and the last sixty at ten a second


@skipping
async def test_first_come_first_served_even_when_a_newcomer_asks_as_room_comes_back():
    loop, rate, order = asyncio.get_running_loop(), Rate((1, 1.0)), []

    async def caller(name):
        await rate.wait()
        order.append(name)

    def newcomer():
        early.append(asyncio.create_task(caller("newcomer")))

    await rate.wait()
    loop.call_at(loop.time() + 1.0 - TURN / 2, newcomer)  # in the same turn as the limiter's own timer, before it
    early = [asyncio.create_task(caller(number)) for number in range(3)]
    await asyncio.sleep(10)
    assert order == [0, 1, 2, "newcomer"]


@pytest.mark.parametrize(("calls", "patience", "room_at"), [(1, 0.5, 1), (2, 2, 10)], ids=["short limit", "long limit"])
@skipping
async def test_who_is_cancelled_while_waiting_takes_nothing_and_blocks_nobody(calls, patience, room_at):
    rate = Rate((2, 10.0), (1, 1.0))
    await passed_at(rate, calls)
    waiting = [asyncio.create_task(passed_at(rate, 1)) for _ in range(3)]
    await asyncio.sleep(patience)
    for gone in waiting[:2]:
        gone.cancel()
    (time,) = await waiting[2]
    assert time == about(room_at)


@skipping
async def test_who_is_cancelled_in_the_moment_of_its_turn_leaves_it_to_the_next():
    rate = Rate((1, 1.0))
    await rate.wait()
    first = asyncio.create_task(rate.wait())
    second = asyncio.create_task(passed_at(rate, 1))
    asyncio.get_running_loop().call_later(1.0, first.cancel)
    (time,) = await second
    assert first.cancelled()
    assert time == about(1)
