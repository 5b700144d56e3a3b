"""The library's connection to one data centre, with an end that leaves nothing behind."""

import asyncio
import logging
from typing import Any

from pyrogram.session import Session
from pyrogram.session.auth import Auth

log = logging.getLogger(__name__)


class OwnedSession(Session):
    """The library starts restarts as tasks nobody holds; here they are known, and end with the session."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._restarts: set[asyncio.Task[Any]] = set()
        self._lost: asyncio.Future[None] = self.client.loop.create_future()
        self._ended = False

    async def restart(self) -> None:
        """Begin anew after a lost connection. Nobody waits for this task: a failure is kept for ready()."""
        task = asyncio.current_task()
        if self._ended or task is None:
            return
        self._restarts.add(task)
        try:
            await super().restart()  # type: ignore[no-untyped-call]
            if self.is_started.is_set():
                self._wake()
        except Exception as error:  # noqa: BLE001 - whatever it is, calls on this session now time out
            log.warning("mtproto session lost error=%s reason=%r", type(error).__name__, str(error))
            if not self._lost.done():
                self._lost.set_exception(error)
        finally:
            self._restarts.discard(task)

    async def ready(self) -> None:
        """Wait until it is started, maybe after restarts; raises what ended them."""
        started: asyncio.Future[Any] = asyncio.create_task(self.is_started.wait())
        try:
            await asyncio.wait([started, self._lost], return_when=asyncio.FIRST_COMPLETED)
            if self._lost.done():
                self._lost.result()
        finally:
            started.cancel()

    def _wake(self) -> None:
        """What was asked on the lost connection is asked again now, not when its 15 s are over."""
        for result in self.results.values():
            result.event.set()  # without a value: send() raises TimeoutError

    async def end(self) -> None:
        """Cut the connection and end every task of this session. Unlike stop() it waits for no answer."""
        self._ended = True
        if self._lost.done():
            self._lost.exception()  # seen
        known = {*self._restarts, *self.pending_tasks, self.ping_task, self.recv_task}
        tasks = [task for task in known if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.connection is not None and self.connection.protocol is not None:
            await self.connection.close()
            self.connection.protocol.crypto_executor.shutdown(wait=False, cancel_futures=True)


async def opened(client: Any, *, media: bool = False) -> OwnedSession:
    """A started session to the client's data centre, by the key the client has."""
    storage = client.storage
    address, port = await storage.server_address(), await storage.port()
    if media:
        option = await client.get_dc_option(await storage.dc_id(), is_media=True)
        address, port = option.ip_address, option.port
    session = OwnedSession(
        client,
        await storage.dc_id(),
        address,
        port,
        await storage.auth_key(),
        await storage.test_mode(),
        is_media=media,
    )
    try:
        await session.start()  # type: ignore[no-untyped-call]
        await session.ready()  # after a failed connection start() returns, and a task of its own tries again
    except BaseException:
        await session.end()
        raise
    return session


async def moved(client: Any, dc_id: int) -> None:
    """Let the client's storage know the data centre where the bot lives, with a key made there."""
    option, storage = await client.get_dc_option(dc_id), client.storage
    auth = Auth(client, dc_id, option.ip_address, option.port, await storage.test_mode())
    key = await auth.create()  # type: ignore[no-untyped-call]
    await storage.dc_id(dc_id)
    await storage.server_address(option.ip_address)
    await storage.port(option.port)
    await storage.auth_key(key)
