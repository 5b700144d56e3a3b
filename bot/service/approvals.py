"""Strangers ask to be let in; the owner says yes or no."""

import asyncio
import logging
from collections.abc import Callable

from bot.domain.delivery import Target
from bot.domain.person import Access, Knock, Visitor
from bot.errors import TransferError
from bot.i18n import say
from bot.service.admins import Admins
from bot.service.panel_people import request
from bot.service.people import People
from bot.service.ports import Chat

log = logging.getLogger(__name__)


class Approvals:
    """Between a stranger at the gate and the owner."""

    def __init__(self, *, people: People, admins: Admins, chat: Chat, cancel: Callable[[int], int]) -> None:
        """`cancel` ends all deliveries of a person."""
        self._cancel = cancel
        self._people = people
        self._admins = admins
        self._chat = chat
        self._deciding = asyncio.Lock()  # pressed twice, it is decided once

    async def knock(self, visitor: Visitor) -> Knock:
        """Somebody who may not use the bot has written. The first time in a day, every admin is asked."""
        knock = await self._people.knock(visitor)
        if knock is Knock.NEW:
            log.info("stranger asks user=%s", visitor.user_id)
            await self._admins.tell(lambda language: request(language, visitor))
        return knock

    async def decide(self, user_id: int, access: Access, *, final: bool = True) -> Access | None:
        """Let someone in, or shut them out and stop what is under way for them; what holds now.

        Who has waited hears of it when they are let in. Not `final`: only of someone who waits still; otherwise what
        was decided stays. None when nothing can be said of that id: nobody has it, or an admin.
        """
        async with self._deciding:
            person = await self._people.get(user_id)
            if person is None or self._people.is_admin(user_id):
                return None
            if person.access is access or (not final and person.access is not Access.ASKED):
                return person.access or Access.ALLOWED
            await self._people.rule(user_id, access)
        log.info("owner decides user=%s access=%s", user_id, access)
        if access is Access.BANNED:
            self._cancel(user_id)
        elif person.access is Access.ASKED:
            await self._welcome(user_id, person.language)
        return access

    async def _welcome(self, user_id: int, language: str) -> None:
        try:
            await self._chat.say(Target(user_id), say(language, "access-granted"))
        except TransferError as error:  # asked in a group, and never wrote in private
            log.info("person not told user=%s reason=%s", user_id, error)
