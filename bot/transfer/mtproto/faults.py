"""What is wrong with a client, in words that need no library."""

from bot.errors import LargeFilesOut

AWAY = 300  # seconds after which it's worth another look, where nobody says when


class Flooded(LargeFilesOut):
    """Telegram asks to wait."""


class Stalled(LargeFilesOut):
    """For a long time no part has arrived. A fresh client may go on where this one ended."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, seconds=AWAY)


class LoginLost(LargeFilesOut):
    """Telegram does not know this login any more. A new one may be had."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail, seconds=AWAY)
