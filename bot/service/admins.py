"""Messages to the owners of this bot, each in their own language."""

import logging
from collections.abc import Callable, Sequence

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target
from bot.domain.message import Rows
from bot.errors import FerryError
from bot.service.ports import Chat, PeopleStore

Message = str | tuple[str, Rows]  # HTML, and what stands below

log = logging.getLogger(__name__)


class Admins:
    """The people in ADMIN_ID."""

    def __init__(self, ids: Sequence[int], *, chat: Chat, people: PeopleStore, workers: Workers) -> None:
        self._ids = ids
        self._chat = chat
        self._people = people
        self._workers = workers

    async def tell(self, write: Callable[[str], Message]) -> None:
        """Send each what `write` makes of their language; who can't be reached is logged."""
        languages = await self._workers.run(self._people.languages, self._ids)
        for user_id in self._ids:
            message = write(languages.get(user_id, "en"))
            text, rows = (message, ()) if isinstance(message, str) else message
            try:
                await self._chat.say(Target(user_id), text, rows, background=True)
            except FerryError as error:
                log.warning("admin not reached user=%s reason=%s", user_id, error)
