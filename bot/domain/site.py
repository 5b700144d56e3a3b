"""How deliveries from a site have ended."""

from dataclasses import dataclass

from bot.domain.delivery import State


@dataclass(frozen=True, slots=True)
class Tally:
    """So many deliveries from one site that have ended alike."""

    site: str  # its host, one name for all it has
    state: State
    reason: str | None  # code of the error they failed with
    count: int
