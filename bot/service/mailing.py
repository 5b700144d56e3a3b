"""One broadcast on its way to everybody: where it is, and the line that shows it."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.concurrency.finish import finished
from bot.concurrency.workers import Workers
from bot.domain.broadcast import Broadcast, Stage
from bot.domain.delivery import Target
from bot.errors import ChatRefused, TransferError, TransferUnavailable
from bot.service.broadcast_pages import progress, report
from bot.service.ports import BroadcastStore, Chat, PeopleStore

log = logging.getLogger(__name__)

BATCH = 200  # people read at once
SHOW_EVERY = 3.0  # seconds between two edits of the line; Telegram takes one a second in a chat
PAUSE = 30.0  # seconds until the next try while Telegram can't be reached
LONGEST_PAUSE = 300.0  # seconds, whatever Telegram asks for
TRIES = 3  # for one person with whom Telegram asks to wait
FINISH_WITHIN = 5.0  # seconds a message on its way gets to its end when the bot stops, so that it is counted


@dataclass(frozen=True, kw_only=True)
class Office:
    """What every mailing needs. `may` says who may use the bot, `left` is told who has blocked it."""

    store: BroadcastStore
    people: PeopleStore
    may: Callable[[int], bool]
    left: Callable[[int], Awaitable[None]]
    chat: Chat
    workers: Workers
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))


class Mailing:
    """Sends one broadcast. The place in the list of people is kept before each message.

    Whatever crashes, nobody gets it twice, and at most one person not at all.
    """

    def __init__(self, office: Office, broadcast: Broadcast, language: str) -> None:
        self._office = office
        self._broadcast = broadcast
        self._language = language  # its owner's
        self._total = 0
        self._shown_at = 0.0

    async def run(self) -> None:
        """Send it to everybody who has not got it yet."""
        await self._begin()
        async for user_id in self.recipients():
            await self._give(user_id)
            await self._show()

    async def end(self, stage: Stage) -> None:
        """Keep how it ended, and report it to its owner in place of the line."""
        await self._keep(stage=stage)
        now, office = self._broadcast, self._office
        log.info("broadcast over stage=%s sent=%s blocked=%s failed=%s", stage, now.sent, now.blocked, now.failed)
        time = office.now() - (now.begun_at or now.created_at)
        try:
            await office.chat.say(Target(now.owner_id), report(self._language, now, time))
            if now.status_id is not None:
                await office.chat.delete(now.owner_id, now.status_id)
        except TransferError as error:
            log.warning("broadcast not reported reason=%s", error)

    async def rest(self) -> None:
        """Keep where it is, for the next start."""
        await self._keep()

    async def recipients(self) -> AsyncIterator[int]:
        """Whom it goes to yet, read in batches: all who may use the bot but its owner, who has seen it."""
        after = self._broadcast.after
        while batch := await self._office.workers.run(self._office.people.reachable, after, BATCH):
            for person in batch:
                if person.user_id != self._broadcast.owner_id and self._office.may(person.user_id):
                    yield person.user_id
            after = batch[-1].user_id

    async def _begin(self) -> None:
        """Show the line, unless it stands there from before a restart."""
        await self._keep()
        self._total = self._broadcast.tried + len([user_id async for user_id in self.recipients()])
        self._shown_at = self._office.clock()
        if self._broadcast.status_id is not None:
            return
        target = Target(self._broadcast.owner_id)
        try:
            line = await self._office.chat.say(target, *progress(self._language, self._broadcast, self._total))
        except TransferError as error:
            log.warning("broadcast not shown reason=%s", error)
        else:
            await self._keep(status_id=line)

    async def _give(self, user_id: int) -> None:
        """To one person; again after a pause while it has surely not left."""
        asked = 0
        while error := await finished(self._try(user_id), FINISH_WITHIN):
            asked += error.values["seconds"] is not None
            if asked == TRIES:
                log.warning("broadcast not sent user=%s reason=%s", user_id, error)
                await self._keep(after=user_id, failed=self._broadcast.failed + 1)
                return
            await self._office.sleep(min(error.values["seconds"] or PAUSE, LONGEST_PAUSE))

    async def _try(self, user_id: int) -> TransferUnavailable | None:
        """Once; the error when nothing was sent and it may be tried again. What is counted is kept with the next."""
        before = self._broadcast
        await self._keep(after=user_id)
        try:
            await self._office.chat.say(Target(user_id), before.text, background=True)
        except TransferUnavailable as error:
            await self._keep(after=before.after)
            return error
        except ChatRefused:
            self._broadcast = replace(self._broadcast, blocked=before.blocked + 1)
            await self._office.left(user_id)
        except TransferError as error:  # an answer, or none: it may have arrived
            log.warning("broadcast not sent user=%s reason=%s", user_id, error)
            self._broadcast = replace(self._broadcast, failed=before.failed + 1)
        else:
            self._broadcast = replace(self._broadcast, sent=before.sent + 1)
        return None

    async def _show(self) -> None:
        now, clock = self._broadcast, self._office.clock
        if now.status_id is not None and clock() - self._shown_at >= SHOW_EVERY:
            self._shown_at = clock()
            shown = progress(self._language, now, self._total)
            await self._office.chat.edit(now.owner_id, now.status_id, *shown)

    async def _keep(self, **changes: Any) -> None:
        self._broadcast = replace(self._broadcast, **changes)
        await self._office.workers.run(self._office.store.save, self._broadcast)
