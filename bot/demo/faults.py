"""Faults on demand: errors, delays and dropped connections for chosen calls."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.demo.limits import ApiError, too_many_requests

TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"} | {
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """What shall go wrong with the next `times` calls of `method` ("*": of any) that `match`."""

    method: str
    times: int = 1
    status: int | None = None  # none given: 429 with retry_after, nothing with delay or drop, else 500
    description: str | None = None
    retry_after: int | None = None  # seconds
    delay: float | None = None  # seconds before anything happens
    drop: bool = False  # close the connection without an answer
    after_effect: bool = False  # do what was asked first
    match: Callable[[dict[str, Any]], object] | None = None  # sees the call's parameters

    def error(self) -> ApiError | None:
        """The refusal to answer with; none when the call is only late or dropped."""
        if self.retry_after is not None and self.status in (None, 429):
            return too_many_requests(self.retry_after)
        if self.status is None and (self.delay is not None or self.drop):
            return None
        status = self.status or 500
        return ApiError(self.description or TITLES.get(status, "Error"), status, self.retry_after)


class Faults:
    """The faults still to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, method: str, parameters: dict[str, Any]) -> Fault | None:
        """The fault that hits this call, used up once more."""
        with self._lock:
            for fault in self._waiting:
                hit = fault.method.lower() in ("*", method.lower())
                if hit and (fault.match is None or fault.match(parameters)):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
