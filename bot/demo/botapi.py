"""What the Bot API methods work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.demo.faults import Faults
from bot.demo.updates import UpdateQueue
from bot.demo.world import World


@dataclass
class BotApi:
    """One bot's side of the emulator, handed to every method."""

    world: World
    updates: UpdateQueue
    faults: Faults = field(default_factory=Faults)
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
