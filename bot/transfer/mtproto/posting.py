"""One message, from the first try to send it until its fate is known. Light to import, as lifecycle.py is."""

import os
from dataclasses import dataclass
from typing import Any

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that Telegram has taken in. Like a file_id it belongs to the bot, whichever login brought it."""

    media: Any  # the InputMedia it is sent by
    file_id: str
    kind: MediaKind  # as what it can be sent again


class Posting:
    """Outlives the client that fails meanwhile: another one asks again under the same random_id.

    Telegram makes one message of all calls with one random_id to one chat, from any session of the account, however
    late they come (https://core.telegram.org/api/updates#updatemessageid-updates).
    """

    def __init__(self, media: MediaFile, target: Target, caption: str) -> None:
        self.media, self.target, self.caption = media, target, caption
        self.random_id = int.from_bytes(os.urandom(8), "little", signed=True)
        self.stored: Stored | None = None  # once it is
        self.unsettled = False  # an answer to sendMedia was lost: nobody knows whether the message is there
