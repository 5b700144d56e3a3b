"""What the Bot API methods work on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.demo.faults import Faults
from bot.demo.files import FileStore
from bot.demo.media import MediaDesk
from bot.demo.updates import UpdateQueue
from bot.demo.world import World


@dataclass
class BotApi:
    """One bot's side of the emulator, handed to every method."""

    world: World
    updates: UpdateQueue
    files: FileStore
    desk: MediaDesk
    local: bool = False
    faults: Faults = field(default_factory=Faults)
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    profile: dict[tuple[str, str], str] = field(default_factory=dict)  # (field, language) → text
    queries: dict[str, dict[str, Any]] = field(default_factory=dict)  # callback and inline queries without an answer
