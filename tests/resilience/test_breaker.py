"""When calls pass a breaker. Its clock is the test's."""

import asyncio
import contextlib
from dataclasses import dataclass

import pytest

from bot.resilience.breaker import TRIAL_WAIT, Breaker, BreakerOpen, State


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock) -> Breaker:
    return Breaker(clock=clock)


def unreachable(error: Exception) -> bool:
    return isinstance(error, OSError)


def fail(breaker, times=1, error=OSError):
    for _ in range(times):
        with pytest.raises(error), breaker.passing(unreachable):
            raise error


def succeed(breaker):
    with breaker.passing(unreachable):
        pass


def opened(breaker):
    fail(breaker, 5)
    return breaker


def test_a_new_one_is_closed(breaker):
    assert (breaker.state, breaker.reopens_in) == (State.CLOSED, 0.0)
    succeed(breaker)


def test_four_failures_in_a_row_leave_it_closed_and_the_fifth_opens_it(breaker):
    fail(breaker, 4)
    assert breaker.state is State.CLOSED
    fail(breaker)
    assert (breaker.state, breaker.reopens_in) == (State.OPEN, 300.0)


@pytest.mark.parametrize(
    "between", [succeed, lambda breaker: fail(breaker, error=ValueError)], ids=["success", "refusal"]
)
def test_whatever_shows_that_the_other_side_answers_begins_the_row_anew(breaker, between):
    fail(breaker, 4)
    between(breaker)
    fail(breaker, 4)
    assert breaker.state is State.CLOSED
    fail(breaker)
    assert breaker.state is State.OPEN


def test_while_open_nothing_is_called_and_the_refusal_says_for_how_long(breaker, clock):
    opened(breaker)
    clock.seconds += 299
    with pytest.raises(BreakerOpen) as refusal, breaker.passing(unreachable):
        pytest.fail("it was called")
    assert refusal.value.seconds == breaker.reopens_in == 1.0


def test_after_its_time_the_next_call_is_the_trial(breaker, clock):
    opened(breaker)
    clock.seconds += 300
    assert (breaker.state, breaker.reopens_in) == (State.TRIAL, 0.0)
    with breaker.passing(unreachable):
        assert (breaker.state, breaker.reopens_in) == (State.TRIAL, TRIAL_WAIT)


@pytest.mark.parametrize("error", [None, ValueError])
def test_a_trial_that_reaches_the_other_side_closes_it(breaker, clock, error):
    opened(breaker)
    clock.seconds += 300
    fail(breaker, error=error) if error else succeed(breaker)
    assert (breaker.state, breaker.reopens_in) == (State.CLOSED, 0.0)
    fail(breaker, 4)
    assert breaker.state is State.CLOSED  # the old row is forgotten


def test_a_trial_that_fails_opens_it_for_as_long_again_from_then_on(breaker, clock):
    opened(breaker)
    clock.seconds += 400
    with contextlib.suppress(OSError), breaker.passing(unreachable):
        clock.seconds += 50
        raise OSError
    assert (breaker.state, breaker.reopens_in) == (State.OPEN, 300.0)
    clock.seconds += 300
    fail(breaker)  # a trial again, and one failure is enough again
    assert breaker.state is State.OPEN


async def test_of_many_tasks_exactly_one_makes_the_trial(breaker, clock):
    opened(breaker)
    clock.seconds += 300
    answer, called = asyncio.Event(), []

    async def call(number):
        with breaker.passing(unreachable):
            called.append(number)
            await answer.wait()

    tasks = [asyncio.create_task(call(number)) for number in range(20)]
    done, trial = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    assert (called, len(done), len(trial)) == ([0], 19, 1)
    assert {task.exception().seconds for task in done} == {TRIAL_WAIT}
    answer.set()
    await asyncio.gather(*trial)
    assert breaker.state is State.CLOSED


async def test_a_cancelled_trial_counts_as_nothing_and_the_next_call_makes_it(breaker, clock):
    opened(breaker)
    clock.seconds += 300

    async def call():
        with breaker.passing(unreachable):
            await asyncio.Event().wait()

    trial = asyncio.create_task(call())
    await asyncio.sleep(0)
    fail(breaker, error=BreakerOpen)
    trial.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trial
    assert (breaker.state, breaker.reopens_in) == (State.TRIAL, 0.0)
    succeed(breaker)
    assert breaker.state is State.CLOSED


def test_a_cancelled_call_neither_lengthens_the_row_nor_ends_it(breaker):
    fail(breaker, 4)
    fail(breaker, 3, error=asyncio.CancelledError)
    assert breaker.state is State.CLOSED
    fail(breaker)
    assert breaker.state is State.OPEN


def test_a_verdict_that_itself_fails_frees_the_trial(breaker, clock):
    opened(breaker)
    clock.seconds += 300
    with pytest.raises(ZeroDivisionError), breaker.passing(lambda _: 1 / 0):
        raise OSError
    assert breaker.reopens_in == 0.0


def test_a_call_from_before_it_opened_does_not_open_it_for_longer(breaker, clock):
    with contextlib.suppress(OSError), breaker.passing(unreachable):
        opened(breaker)
        clock.seconds += 200
        raise OSError
    assert breaker.reopens_in == 100.0


@pytest.mark.parametrize("error", [None, OSError("late")])
def test_a_call_from_before_it_opened_does_not_decide_the_trial(breaker, clock, error):
    old = breaker.passing(unreachable)
    old.__enter__()
    opened(breaker)
    clock.seconds += 300
    with breaker.passing(unreachable):
        old.__exit__(type(error) if error else None, error, None)
        assert (breaker.state, breaker.reopens_in) == (State.TRIAL, TRIAL_WAIT)
    assert breaker.state is State.CLOSED


def test_how_many_failures_and_how_long_can_be_chosen(clock):
    breaker = Breaker(failures=1, open_for=10.0, clock=clock)
    fail(breaker)
    assert breaker.reopens_in == 10.0


def test_what_says_nothing_is_neither_failure_nor_success(clock, breaker):
    def fails(counts):
        with pytest.raises(OSError, match="no"), breaker.passing(lambda _: counts):
            raise OSError("no")

    for counts in (True, True, None, True, None, True):
        fails(counts)
    assert breaker.state is State.CLOSED
    fails(True)
    assert breaker.state is State.OPEN
    clock.seconds += 300
    fails(None)
    assert breaker.state is State.TRIAL
    with breaker.passing(lambda _: True):  # the trial was left to the next
        pass
    assert breaker.state is State.CLOSED
