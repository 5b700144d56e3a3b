"""What goes wrong, when a test asks for it."""

import threading
from dataclasses import dataclass
from typing import Literal

Deed = Literal["error", "hang", "drop", "lose", "transport"]
FLOOD = -429  # transport error: too many connections or packets


@dataclass
class Fault:
    """One method's fault: `error` answers with it, `hang` never answers and does nothing, `drop` closes the
    connection instead of answering, `lose` does what was asked and keeps the answer to itself, `transport` answers
    with a transport error, of `code`, and closes (https://core.telegram.org/mtproto/mtproto-transports)."""

    method: str  # as in "upload.SaveBigFilePart"; those of the handshake are "ReqPqMulti" and its like
    deed: Deed
    error: tuple[int, str] | None
    times: int | None  # None: from now on
    after: int  # calls that still go well
    code: int = FLOOD

    def __post_init__(self) -> None:
        if (self.deed == "error") != (self.error is not None):
            raise ValueError("an error goes with the deed of that name, and with no other")


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
