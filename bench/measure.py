"""Memory and processor time of a process with all below it, and percentiles."""

import contextlib
import math
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import psutil

SAMPLE_EVERY = 0.2  # seconds
GONE = (psutil.NoSuchProcess, psutil.AccessDenied, ProcessLookupError, FileNotFoundError, PermissionError)


def family(pid: int) -> Iterator[psutil.Process]:
    """The process and every one below it: fork server, resource tracker, children, ffmpeg."""
    with contextlib.suppress(*GONE):
        own = psutil.Process(pid)
        yield own
        yield from own.children(recursive=True)


def memory(pid: int) -> int:
    """Resident bytes of the family, a page shared by n processes counted once (the kernel's PSS: 1/n in each)."""
    return sum(_pss(process.pid) for process in family(pid))


def _pss(pid: int) -> int:
    with contextlib.suppress(*GONE):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def processor_time(pid: int) -> float:
    """Seconds of user and system time of the family, with what its ended children took."""
    seconds = 0.0
    for process in family(pid):
        with contextlib.suppress(*GONE):
            seconds += sum(process.cpu_times()[:4])
    return seconds


class Peak:
    """The family's largest memory while the context lasts: `with Peak(pid) as peak: ...; peak.memory`."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="peak", daemon=True)
        self.memory = 0  # bytes
        self.processes = 0  # the most of them at once

    def _watch(self) -> None:
        while not self._over.is_set():
            self.memory = max(self.memory, memory(self._pid))
            self.processes = max(self.processes, sum(1 for _ in family(self._pid)))
            self._over.wait(SAMPLE_EVERY)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that so many percent of all do not exceed (nearest rank).

    >>> percentile([4.0, 1.0, 3.0, 2.0], 50)
    2.0
    """
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def until(at: float) -> None:
    """Sleep until that moment of time.monotonic()."""
    time.sleep(max(0.0, at - time.monotonic()))
