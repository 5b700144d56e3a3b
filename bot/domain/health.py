"""How a part of the bot is doing."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """From well to bad; the worst of several counts.

    >>> max([Status.OK, Status.UNHEALTHY, Status.DEGRADED], key=Status.severity)
    <Status.UNHEALTHY: 'unhealthy'>
    """

    OK = "ok"
    DEGRADED = "degraded"
    UNHEALTHY = "unhealthy"

    def severity(self) -> int:
        return list(Status).index(self)


@dataclass(frozen=True, slots=True)
class Component:
    """One part's state. `detail` is a few words for the owner, never a secret: it stands on a public page."""

    status: Status
    detail: str = ""
