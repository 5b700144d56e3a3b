"""What goes wrong, when a test asks for it."""

import threading
from dataclasses import dataclass
from typing import Literal

Deed = Literal["error", "hang", "drop", "lose"]


@dataclass
class Fault:
    """One method's fault: `error` answers with it, `hang` never answers and does nothing, `drop` closes the
    connection instead of answering, `lose` does what was asked and keeps the answer to itself."""

    method: str
    deed: Deed
    error: tuple[int, str] | None
    times: int | None  # None: from now on
    after: int  # calls that still go well


class Faults:
    """Arranged by the test's thread, met by the server's."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def meet(self, method: str) -> Fault | None:
        """The fault of this call, if it has one."""
        with self._lock:
            for fault in self._faults:
                if fault.method != method:
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                if fault.times is None:
                    return fault
                if fault.times > 0:
                    fault.times -= 1
                    return fault
            return None
