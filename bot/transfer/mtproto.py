"""Large files: one MTProto client, started when first needed, shared, stopped when idle."""

import asyncio
import importlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from bot.concurrency.once import Once
from bot.concurrency.workers import Workers
from bot.domain.delivery import Sent, Target
from bot.domain.media import MediaFile
from bot.errors import TransferUnavailable

if TYPE_CHECKING:
    from bot.transfer.mtproto_client import Connected

log = logging.getLogger(__name__)

START_TIMEOUT = 30.0  # seconds for import, key exchange and login together
STOP_TIMEOUT = 10.0  # seconds
IDLE = 300.0  # seconds without a file until the client is stopped
REPLY_TIMEOUT = 15.0  # seconds to wait for one answer, as the library's Session.WAIT_TIMEOUT
STALLED = 120.0  # seconds in which no part arrives: longer than the longest flood wait sat out (mtproto_upload)
THREADS = 2  # read the file beside the loop; one is enough on a slow host, two keep a fast line busy


class Phase(StrEnum):
    """Of the client's life. A failed start is tried again by the next file."""

    IDLE = "idle"
    STARTING = "starting"
    UP = "up"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MtprotoState:
    """For the health page: the phase, since when, and why a start failed."""

    phase: Phase
    since: datetime
    reason: str | None = None


class Mtproto:
    """Sends files of up to 2000 MB. Lives in the one event loop."""

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        bot_token: str,
        start_timeout: float = START_TIMEOUT,
        stop_timeout: float = STOP_TIMEOUT,
        idle: float = IDLE,
        reply_timeout: float = REPLY_TIMEOUT,
        stalled: float = STALLED,
    ) -> None:
        self._credentials: dict[str, Any] = {"api_id": api_id, "api_hash": api_hash, "bot_token": bot_token}
        self._start_timeout, self._stop_timeout = start_timeout, stop_timeout
        self._idle, self._reply_timeout, self._stalled = idle, reply_timeout, stalled
        self._workers = Workers("mtproto", THREADS)
        self._once: Once[Connected] = Once(self._start, self._end)
        self._session: str | None = (
            None  # a login outlives the idle stop: logging in anew each time ends in a flood wait
        )
        self._users = 0
        self._spoilt = False
        self._timer: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._set(Phase.IDLE)

    def state(self) -> MtprotoState:
        return self._state

    async def send(
        self, media: MediaFile, target: Target, *, caption: str, progress: Callable[[int, int], None]
    ) -> Sent:
        """Upload a file and send it with a caption in HTML; `progress` gets bytes arrived and in all.

        Raises TransferUnavailable, ChatRefused (before the upload, where it can be known), TransferFailed or
        OutcomeUnknown. Nothing is ever sent twice.
        """
        async with self._client() as client:
            return await client.deliver(media, target, caption=caption, progress=progress)

    async def stop(self) -> None:
        """Stop the client if there is one; the next file starts it again."""
        if self._timer is not None:
            self._timer.cancel()
        try:
            async with asyncio.timeout(self._stop_timeout):
                await self._once.close()
        except TimeoutError:
            log.warning("mtproto stop took too long timeout=%s", self._stop_timeout)

    @asynccontextmanager
    async def _client(self) -> AsyncIterator["Connected"]:
        """The client, in use: nobody stops it for being idle meanwhile."""
        self._users += 1
        if self._timer is not None:
            self._timer.cancel()
        try:
            if self._resting is not None:
                await asyncio.wait([self._resting])
            yield await self._once.get()
        except TransferUnavailable as error:
            self._spoilt = self._spoilt or error.values["seconds"] is None  # a flood wait doesn't spoil it
            raise
        finally:
            self._users -= 1
            if not self._users and self._once.started:
                delay = 0 if self._spoilt else self._idle
                self._timer = asyncio.get_running_loop().call_later(delay, self._rest)

    def _rest(self) -> None:
        if self._spoilt:
            self._session = None
        self._resting = asyncio.create_task(self.stop())

    async def _start(self) -> "Connected":
        self._set(Phase.STARTING)
        try:
            async with asyncio.timeout(self._start_timeout):
                client = await self._connect()
        except TimeoutError as error:
            raise self._failed(TransferUnavailable(f"no login within {self._start_timeout:g} s")) from error
        except TransferUnavailable as error:
            raise self._failed(error) from error.__cause__
        except BaseException:  # cancelled, or ours to mend
            self._set(Phase.IDLE)
            raise
        self._session, self._spoilt = client.session_string, False
        self._set(Phase.UP)
        log.info("mtproto client up")
        return client

    async def _connect(self) -> "Connected":
        module: Any = await self._workers.run(_load, asyncio.get_running_loop())
        options = {"workers": self._workers, "reply_timeout": self._reply_timeout, "stalled": self._stalled}
        if self._session is not None:
            try:
                return cast("Connected", await module.connect(session=self._session, **self._credentials, **options))
            except TransferUnavailable as error:
                log.info("mtproto session no longer good reason=%r", str(error))
        return cast("Connected", await module.connect(session=None, **self._credentials, **options))

    def _failed(self, error: TransferUnavailable) -> TransferUnavailable:
        self._session = None  # it may be what failed
        self._set(Phase.FAILED, str(error))
        log.warning("mtproto start failed reason=%r", str(error))
        return error

    async def _end(self, client: "Connected") -> None:
        self._set(Phase.IDLE)
        await client.close()
        log.info("mtproto client stopped")

    def _set(self, phase: Phase, reason: str | None = None) -> None:
        self._state = MtprotoState(phase, datetime.now(UTC), reason)


def _load(loop: asyncio.AbstractEventLoop) -> ModuleType:
    """Import the library, about a second's work, in a thread.

    At import it takes hold of the thread's event loop and makes one where there is none (pyrogram.sync,
    pyrogram.utils.get_event_loop): here it finds the bot's.
    """
    asyncio.set_event_loop(loop)
    try:
        return importlib.import_module("bot.transfer.mtproto_client")
    finally:
        asyncio.set_event_loop(None)
