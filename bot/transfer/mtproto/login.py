"""How a client comes to be logged in: by the session that was kept, else anew. Light to import, as lifecycle.py is."""

import asyncio
import importlib
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol

from bot.concurrency.workers import Workers
from bot.errors import FerryError, LargeFilesOut
from bot.resilience.breaker import Breaker
from bot.transfer.mtproto import generated, host
from bot.transfer.mtproto.faults import AWAY, LoginLost
from bot.transfer.mtproto.window import Window

if TYPE_CHECKING:
    from bot.transfer.mtproto.account import Account
    from bot.transfer.mtproto.calls import Calls
    from bot.transfer.mtproto.client import Connected

CLIENT = "bot.transfer.mtproto.client"  # imports the library
THREADS = 2  # read, hash and encrypt parts beside the loop, each at some 250 MB/s on one core
NICE = 5  # a third of a processor against the loop and the health pages, which need little, but at once

Sleep = Callable[[float], Awaitable[object]]

log = logging.getLogger(__name__)


class Vault(Protocol):
    """Keeps secrets over restarts. Synchronous; called through worker threads."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str | None) -> None: ...


class Login:
    """Makes clients that are logged in, one after the other."""

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        bot_token: str,
        vault: Vault,
        breaker: Breaker,
        window: Window,
        flooded: Callable[[], None],
        start_timeout: float,
        reply_timeout: float,
        stalled: float,
        sleep: Sleep,
    ) -> None:
        self._bot_token, self._vault, self._breaker = bot_token, vault, breaker
        self._secret = f"mtproto-session-{bot_token.partition(':')[0]}"  # another bot has another login
        self._flooded, self._within, self._sleep = flooded, start_timeout, sleep
        self._window, self._stalled = window, stalled
        self._workers = Workers("mtproto", THREADS, nice=NICE)
        self._account: dict[str, Any] = {  # what each account is made with
            "api_id": api_id,
            "api_hash": api_hash,
            "workers": self._workers,
            "window": window,
            "reply_timeout": reply_timeout,
        }
        self._calls: Calls | None = None  # once the library is there; they outlive a client

    async def client(self) -> "Connected":
        """Load, connect and log in, within the time and as far as the breaker lets it; raises LargeFilesOut."""
        try:
            async with asyncio.timeout(self._within):
                module: Any = await self._workers.run(_load, asyncio.get_running_loop())
        except TimeoutError as error:
            raise LargeFilesOut(f"not loaded within {self._within:g} s", seconds=AWAY) from error
        calls = self._calls = self._calls or module.Calls(self._breaker, flooded=self._flooded, sleep=self._sleep)
        try:
            with calls.passing():
                async with asyncio.timeout(self._within):
                    account = await self._kept_or_new(module)
        except TimeoutError as error:
            raise LargeFilesOut(f"no login within {self._within:g} s", seconds=AWAY) from error
        client: Connected = module.Connected(
            account, workers=self._workers, calls=calls, window=self._window, stalled=self._stalled
        )
        return client

    async def forget(self) -> None:
        """The session that was kept is worth nothing any more."""
        await self._keep(None)

    async def _kept_or_new(self, module: Any) -> "Account":
        if session := await self._kept():
            try:
                return await self._opened(module, session)
            except LoginLost as error:
                log.info("mtproto session no longer good reason=%r", str(error))
                await self.forget()
        account = await self._opened(module, None)
        await self._keep(await account.session_string())
        return account

    async def _opened(self, module: Any, session: str | None) -> "Account":
        account: Account = module.Account(session=session, calls=self._calls, **self._account)
        try:
            await account.open(self._bot_token)
        except BaseException:
            await account.close()
            raise
        return account

    async def _kept(self) -> str | None:
        try:
            return await self._workers.run(self._vault.get, self._secret)
        except FerryError as error:
            log.warning("mtproto session not read reason=%s", error)
            return None

    async def _keep(self, session: str | None) -> None:
        try:
            await self._workers.run(self._vault.set, self._secret, session)
        except FerryError as error:
            log.warning("mtproto session not kept reason=%s", error)


def _load(loop: asyncio.AbstractEventLoop) -> Any:
    """Import the library, some tenths of a second's work, in a thread.

    At import it takes hold of the thread's event loop and makes one where there is none (pyrogram.sync,
    pyrogram.utils.get_event_loop): here it finds the bot's.
    """
    host.keep_buffers()
    if first := CLIENT not in sys.modules:
        host.pass_over()  # else the import would set the collector off
        generated.on_demand()
    asyncio.set_event_loop(loop)
    try:
        return importlib.import_module(CLIENT)
    finally:
        asyncio.set_event_loop(None)
        if first:
            host.pass_over()
