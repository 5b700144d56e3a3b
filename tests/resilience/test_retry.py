"""Calls that fail and are made again. The pauses are noted instead of waited."""

import asyncio

import pytest

from bot.resilience.retry import backoff, retried


class Line:
    """Fails with each of the given errors in turn, then answers. Notes the pauses between."""

    def __init__(self, *errors: BaseException) -> None:
        self.errors = list(errors)
        self.calls = 0
        self.pauses: list[float] = []

    async def call(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return f"answer {self.calls}"

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def second_later(_error, _attempt):
    return 1.0


async def test_a_call_that_succeeds_is_made_once():
    line = Line()
    assert await retried(line.call, second_later, sleep=line.sleep) == "answer 1"
    assert line.pauses == []


async def test_a_failed_call_is_made_again_after_the_pause_for_its_error_and_attempt():
    line = Line(OSError("first"), ValueError("second"))
    told = []

    def pause(error, attempt):
        told.append((str(error), attempt))
        return attempt * 10

    assert await retried(line.call, pause, sleep=line.sleep) == "answer 3"
    assert told == [("first", 1), ("second", 2)]
    assert line.pauses == [10, 20]


async def test_a_pause_of_nothing_is_a_pause_and_not_the_end():
    line = Line(OSError())
    assert await retried(line.call, lambda _error, _attempt: 0, sleep=line.sleep) == "answer 2"


async def test_what_may_not_be_repeated_is_raised_at_once():
    line = Line(ValueError("refused"))
    with pytest.raises(ValueError, match="refused"):
        await retried(line.call, lambda _error, _attempt: None, sleep=line.sleep)
    assert (line.calls, line.pauses) == (1, [])


async def test_after_the_last_try_its_error_is_raised_and_no_pause_made():
    line = Line(*(OSError(number) for number in range(1, 9)))
    told = []
    with pytest.raises(OSError, match=r"^4$"):
        await retried(line.call, lambda error, _: told.append(str(error)) or 1.0, tries=4, sleep=line.sleep)
    assert line.pauses == [1.0, 1.0, 1.0]
    assert told == ["1", "2", "3"]


async def test_a_cancelled_call_is_not_repeated():
    line = Line(asyncio.CancelledError())
    with pytest.raises(asyncio.CancelledError):
        await retried(line.call, second_later, sleep=line.sleep)
    assert line.calls == 1


async def test_cancelled_in_its_pause_it_ends():
    line = Line(OSError())
    task = asyncio.create_task(retried(line.call, lambda _error, _attempt: 3600.0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert line.calls == 1


@pytest.mark.parametrize(
    ("attempt", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0), (5, 16.0), (6, 30.0), (7, 30.0), (100_000, 30.0)]
)
def test_pauses_double_up_to_the_longest_and_half_of_each_is_chance(attempt, longest):
    drawn = [backoff(attempt) for _ in range(400)]
    assert longest / 2 <= min(drawn) < longest * 0.55
    assert longest * 0.95 < max(drawn) <= longest


def test_another_base_and_another_longest_pause():
    assert 5 <= backoff(2, base=5.0) <= 10
    assert 1 <= backoff(9, most=2.0) <= 2
