"""The one way from another thread into the event loop."""

import asyncio
import concurrent.futures
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Bridge:
    """Calls coroutines of the loop from a foreign thread, each with a time-out."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def call(self, call: Callable[[], Coroutine[Any, Any, T]], timeout: float) -> T:
        """Run it in the loop and wait `timeout` seconds at most; raises what it raises.

        TimeoutError when the loop stands still, ends meanwhile, or has ended.
        """
        coroutine = call()
        try:
            future = asyncio.run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:
            coroutine.close()
            raise TimeoutError("the loop has ended") from None
        try:
            return future.result(timeout)
        except concurrent.futures.CancelledError:
            raise TimeoutError("the loop is ending") from None
        except TimeoutError:
            if not future.cancel():
                raise  # its own
            raise TimeoutError(f"no answer from the loop in {timeout} s") from None
