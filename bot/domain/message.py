"""What can stand below a message of the bot."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, and the callback data it sends (64 bytes at most)."""

    text: str
    data: str


Rows = Sequence[Sequence[Button]]
