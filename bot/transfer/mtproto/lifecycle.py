"""One client for all large files: started when first needed, shared, stopped when idle, replaced when it is spoilt."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.concurrency.once import Once
from bot.domain.delivery import Target
from bot.domain.media import MediaFile, Sent
from bot.errors import ChatRefused, FerryError, LargeFilesOut, OutcomeUnknown, TransferError
from bot.resilience.breaker import Breaker
from bot.resilience.breaker import State as BreakerState
from bot.transfer.mtproto import host
from bot.transfer.mtproto.faults import Flooded, LoginLost, Stalled
from bot.transfer.mtproto.login import Login, Sleep, Vault
from bot.transfer.mtproto.posting import Posting
from bot.transfer.mtproto.source import Source
from bot.transfer.mtproto.window import LARGEST, Window

if TYPE_CHECKING:
    from bot.transfer.mtproto.client import Connected
    from bot.transfer.mtproto.upload import Upload

log = logging.getLogger(__name__)

START_TIMEOUT = 30.0  # seconds for import, key exchange and login together
STOP_TIMEOUT = 10.0  # seconds
IDLE = 300.0  # seconds without a file until the client is stopped
REPLY_TIMEOUT = 15.0  # seconds to wait for one answer, as the library's Session.WAIT_TIMEOUT
STALLED = 60.0  # seconds in which no part arrives


class Phase(StrEnum):
    """Of the client's life. A failed start is tried again by the next file."""

    IDLE = "idle"
    STARTING = "starting"
    UP = "up"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class MtprotoState:
    """For the health page: the phase, since when, why a start failed, and whether calls pass."""

    phase: Phase
    since: datetime
    reason: str | None
    breaker: BreakerState
    window: int  # parts that may be in flight; 0 without a client
    connections: int  # that parts travel on


class Ahead:
    """A file that sets out before it is complete."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.source = Source()
        self.upload: Upload | None = None  # once a client has begun with it
        self.over = asyncio.Event()


class Mtproto:
    """Sends files of up to 2000 MB. Lives in the one event loop."""

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        bot_token: str,
        vault: Vault,
        breaker: Breaker,
        largest_window: int = LARGEST,
        flooded: Callable[[str], None] = lambda kind: None,
        start_timeout: float = START_TIMEOUT,
        stop_timeout: float = STOP_TIMEOUT,
        idle: float = IDLE,
        reply_timeout: float = REPLY_TIMEOUT,
        stalled: float = STALLED,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._breaker, self._stop_timeout, self._idle = breaker, stop_timeout, idle
        self._window = Window(largest_window, lambda: flooded("part"))  # it outlives a client
        self._login = Login(
            api_id=api_id,
            api_hash=api_hash,
            bot_token=bot_token,
            vault=vault,
            breaker=breaker,
            window=self._window,
            flooded=lambda: flooded("call"),
            start_timeout=start_timeout,
            reply_timeout=reply_timeout,
            stalled=stalled,
            sleep=sleep,
        )
        self._once: Once[Connected] = Once(self._start, self._end)
        self._flooded_until = 0.0  # loop time before which Telegram wants no login
        self._users = 0
        self._timer: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._flood: asyncio.TimerHandle | None = None
        self._waking: asyncio.Task[None] | None = None
        self._set(Phase.IDLE)

    def state(self) -> MtprotoState:
        client = self._once.value
        window, connections = (self._window.limit, client.account.lanes.count) if client else (0, 0)
        return MtprotoState(*self._phase, self._breaker.state, window, connections)

    @property
    def free_in(self) -> float:
        """Seconds until it may be had again, as far as that is known; 0.0 when nothing speaks against it."""
        flood = self._flooded_until - asyncio.get_running_loop().time()
        return max(0.0, flood, self._breaker.reopens_in)

    async def ahead(self, ahead: Ahead) -> None:
        """Upload what arrives of a file. Only a chat that refuses is an error here: whatever else goes wrong, `send`
        begins where this has ended."""
        try:
            async with self._client() as client:
                ahead.upload = client.upload(ahead.source)
                await client.ahead(ahead.upload, ahead.target)
        except ChatRefused:
            raise
        except FerryError as error:
            log.info("upload ahead ended reason=%s", error)
        finally:
            ahead.over.set()

    async def send(
        self,
        media: MediaFile,
        target: Target,
        *,
        caption: str,
        progress: Callable[[int, int], None],
        ahead: Ahead | None = None,
    ) -> Sent:
        """Upload a file and send it with a caption in HTML; `progress` gets bytes arrived and in all.

        Raises LargeFilesOut, ChatRefused (before the upload, where it can be known), TransferFailed or
        OutcomeUnknown. Nothing is ever sent twice.
        """
        source, upload = (ahead.source, ahead.upload) if ahead else (Source(), None)
        source.become(media.path)
        if ahead is not None:
            if upload is not None:
                upload.progress = progress
            await ahead.over.wait()
            upload = ahead.upload
        posting = Posting(media, target, caption)
        try:
            return await self._deliver(posting, upload or source, progress)
        except TransferError as error:
            if posting.unsettled:
                raise OutcomeUnknown(f"no answer to sendMedia: {error}") from error
            raise

    async def _deliver(self, posting: Posting, file: "Source | Upload", progress: Callable[[int, int], None]) -> Sent:
        """By a client, and by a fresh one when that turns out spoilt, from where it has ended."""
        for fresh in (False, True):
            try:
                async with self._client() as client:
                    upload = file = client.upload(file) if isinstance(file, Source) else file
                    upload.name, upload.progress = posting.media.name, progress
                    return await client.deliver(upload, posting)
            except (Stalled, LoginLost) as error:
                if fresh:
                    raise
                log.warning("mtproto client is replaced reason=%s", error)
        raise AssertionError("the second try returns or raises")

    async def stop(self) -> None:
        """Stop the client if there is one; the next file starts it again."""
        for timer in (self._timer, self._flood):
            if timer is not None:
                timer.cancel()
        if self._waking is not None:
            self._waking.cancel()
        try:
            async with asyncio.timeout(self._stop_timeout):
                await self._once.close()
        except TimeoutError:
            log.warning("mtproto stop took too long timeout=%s", self._stop_timeout)

    @asynccontextmanager
    async def _client(self) -> AsyncIterator["Connected"]:
        """The client, in use: nobody stops it for being idle meanwhile. Stopped at once when it turns out spoilt."""
        self._users += 1
        if self._timer is not None:
            self._timer.cancel()
        try:
            if self._resting is not None:
                await asyncio.wait([self._resting])
            client = await self._once.get()
            try:
                yield client
            except (Stalled, LoginLost) as error:
                if isinstance(error, LoginLost) and self._once.value is client:  # else another is kept already
                    await self._login.forget()
                await self._once.drop(client)
                raise
        finally:
            self._users -= 1
            if not self._users and self._once.value is not None:
                self._timer = asyncio.get_running_loop().call_later(self._idle, self._rest)

    def _rest(self) -> None:
        self._resting = asyncio.create_task(self.stop())

    # Start and end

    async def _start(self) -> "Connected":
        loop = asyncio.get_running_loop()
        if (seconds := self._flooded_until - loop.time()) > 0:
            raise LargeFilesOut("Telegram wants no login yet", seconds=round(seconds) + 1)
        self._set(Phase.STARTING)
        try:
            client = await self._login.client()
        except TransferError as error:
            if isinstance(error, Flooded):
                self._wait_out(error.values["seconds"])
            self._set(Phase.FAILED, str(error))
            log.warning("mtproto start failed reason=%r", str(error))
            raise
        except BaseException:  # cancelled, or ours to mend
            self._set(Phase.IDLE)
            raise
        self._set(Phase.UP)
        log.info("mtproto client up")
        return client

    def _wait_out(self, seconds: int) -> None:
        """Telegram wants no login for so long: nobody asks for one meanwhile, and then it is made at once."""
        loop = asyncio.get_running_loop()
        self._flooded_until = loop.time() + seconds
        self._flood = loop.call_at(self._flooded_until, self._log_in_again)

    def _log_in_again(self) -> None:
        self._waking = asyncio.create_task(self._wake())

    async def _wake(self) -> None:
        with contextlib.suppress(TransferError):  # logged where it happened
            async with self._client():
                pass

    async def _end(self, client: "Connected") -> None:
        self._set(Phase.IDLE)
        await client.account.close()
        host.give_back()
        log.info("mtproto client stopped")

    def _set(self, phase: Phase, reason: str | None = None) -> None:
        self._phase = phase, datetime.now(UTC), reason
