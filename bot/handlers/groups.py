"""Who runs a group."""

import time
from collections.abc import Callable
from typing import Any

from telegram import ChatMember
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

ASK_AGAIN_AFTER = 60.0  # seconds; who was made an admin just now waits no longer than that
REMEMBERED = 1000  # people in groups


class GroupAdmins:
    """The admins of groups, asked of Telegram and remembered for a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[tuple[int, int], tuple[bool, float]] = {}

    async def has(self, bot: ExtBot[Any], chat_id: int, user_id: int) -> bool:
        """Whether this person is an admin of this group. Raises TelegramError when Telegram can't be reached."""
        now = self._clock()
        known, at = self._known.get((chat_id, user_id), (False, float("-inf")))
        if now - at < ASK_AGAIN_AFTER:
            return known
        try:
            member = await bot.get_chat_member(chat_id, user_id)
        except (BadRequest, Forbidden):  # not there, or the bot may not see it
            admin = False
        else:
            admin = member.status in (ChatMember.OWNER, ChatMember.ADMINISTRATOR)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[chat_id, user_id] = admin, now
        return admin
