"""Messages of the owner's to everybody: drafted, sent one after the other, stopped, taken up after a restart."""

import asyncio
import logging
from dataclasses import replace
from uuid import UUID, uuid4

from bot.domain.broadcast import Broadcast, Stage
from bot.service.mailing import Mailing, Office

log = logging.getLogger(__name__)

STOP_WITHIN = 8.0  # seconds for those under way, when the bot stops


class Broadcasts:
    """Every broadcast under way. Lives in the event loop, owns its tasks and ends them itself."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._one = asyncio.Lock()
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._halted: set[UUID] = set()

    async def draft(self, owner_id: int, text: str) -> tuple[Broadcast, int]:
        """Keep a text (HTML) to be sent once its owner says so, and how many people it would go to."""
        made = Broadcast(uuid4(), owner_id, text, self._office.now())
        await self._office.workers.run(self._office.store.add, made)
        return made, len([user_id async for user_id in Mailing(self._office, made, "en").recipients()])

    async def discard(self, broadcast_id: UUID) -> bool:
        """Throw a draft away. False when there is none (any more)."""
        draft = await self._draft(broadcast_id)
        if draft is not None:
            await self._office.workers.run(self._office.store.delete, broadcast_id)
        return draft is not None

    async def send(self, broadcast_id: UUID, language: str) -> bool:
        """Set a draft off. False when there is none (any more), as when the button is pressed twice."""
        draft = await self._draft(broadcast_id)
        if draft is not None:
            self._set_off(replace(draft, stage=Stage.SENDING, begun_at=self._office.now()), language)
        return draft is not None

    def halt(self, broadcast_id: UUID) -> bool:
        """End it before everybody has got it. False when it isn't under way."""
        task = self._tasks.get(broadcast_id)
        if task is None or broadcast_id in self._halted:
            return False
        self._halted.add(broadcast_id)
        asyncio.get_running_loop().call_soon(task.cancel)  # a task that has not begun would just vanish
        return True

    async def resume(self) -> None:
        """Take up what the last run left."""
        office = self._office
        for found in await office.workers.run(office.store.unfinished):
            languages = await office.workers.run(office.people.languages, [found.owner_id])
            log.info("broadcast resumed after=%s", found.after)
            self._set_off(found, languages.get(found.owner_id, "en"))

    async def stop(self) -> None:
        """The bot stops: what has not ended stays in the store for the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN)

    async def _draft(self, broadcast_id: UUID) -> Broadcast | None:
        found = await self._office.workers.run(self._office.store.get, broadcast_id)
        waits = found is not None and found.stage is Stage.DRAFT and broadcast_id not in self._tasks
        return found if waits else None

    def _set_off(self, broadcast: Broadcast, language: str) -> None:
        task = asyncio.create_task(self._run(broadcast, language), name="broadcast")
        self._tasks[broadcast.id] = task
        task.add_done_callback(lambda task: self._ended(broadcast.id, task))

    def _ended(self, broadcast_id: UUID, task: "asyncio.Task[None]") -> None:
        del self._tasks[broadcast_id]
        self._halted.discard(broadcast_id)
        if not task.cancelled() and (error := task.exception()):
            log.error("broadcast broken off; the next start takes it up", exc_info=error)

    async def _run(self, broadcast: Broadcast, language: str) -> None:
        mailing = Mailing(self._office, broadcast, language)
        try:
            async with self._one:
                await mailing.run()
        except asyncio.CancelledError:
            if broadcast.id not in self._halted:
                await mailing.rest()
                raise
            await mailing.end(Stage.STOPPED)
        else:
            await mailing.end(Stage.DONE)
