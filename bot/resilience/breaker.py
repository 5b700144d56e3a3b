"""A circuit breaker: what fails again and again is left alone for a while.

Why our own: docs/decisions/resilience-of-our-own.md.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from enum import StrEnum

TRIAL_WAIT = 5.0  # seconds to come back after, while a trial is under way: nobody knows how long it takes


class State(StrEnum):
    """Whether calls pass."""

    CLOSED = "closed"  # all of them
    OPEN = "open"  # none
    TRIAL = "trial"  # one, which decides; it may be under way


class BreakerOpen(Exception):
    """Refused without a call."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"open for {seconds:.0f} s more")
        self.seconds = seconds  # after which to come back


class Breaker:
    """Opens after so many failures in a row. `open_for` seconds later one call may try, and decides.

    Calls that were under way already when it opened decide nothing until it is closed again. Calls pass in one thread;
    `state` and `reopens_in` may be read in any.
    """

    def __init__(self, failures: int = 5, open_for: float = 300.0, clock: Callable[[], float] = time.monotonic) -> None:
        """`open_for` in seconds, as the clock counts."""
        self._most = failures
        self._open_for = open_for
        self._clock = clock
        self._failures = 0  # in a row
        self._open_until: float | None = None  # clock time; None: closed
        self._trying = False  # a trial is under way

    @property
    def state(self) -> State:
        until = self._open_until
        if until is None:
            return State.CLOSED
        return State.OPEN if self._clock() < until else State.TRIAL

    @property
    def reopens_in(self) -> float:
        """Seconds until a call may pass, as far as is known; 0.0 when it passes now."""
        until = self._open_until
        if until is None:
            return 0.0
        return TRIAL_WAIT if self._trying else max(0.0, until - self._clock())

    @contextlib.contextmanager
    def passing(self, counts: Callable[[Exception], bool | None]) -> Iterator[None]:
        """Around a call, waiting included; raises BreakerOpen instead of letting it begin.

        An exception that `counts` is a failure. One that does not is a success: the other side has answered. None says
        nothing about the other side, as being cancelled does, and a trial is then left to the next caller. So a time
        limit belongs inside, where it arrives as TimeoutError.
        """
        trial = self._enter()
        try:
            yield
        except Exception as error:
            if (failed := counts(error)) is not None:
                self._learn(trial, failed=failed)
            raise
        else:
            self._learn(trial, failed=False)
        finally:
            if trial:
                self._trying = False

    def _enter(self) -> bool:
        """Whether this call is the trial; raises BreakerOpen."""
        if self._open_until is None:
            return False
        if (seconds := self.reopens_in) > 0:
            raise BreakerOpen(seconds)
        self._trying = True
        return True

    def _learn(self, trial: bool, *, failed: bool) -> None:
        if self._open_until is not None and not trial:
            return
        self._failures = self._failures + 1 if failed else 0  # a trial that fails makes the row longer still
        self._open_until = self._clock() + self._open_for if self._failures >= self._most else None
