"""The bot's account: its login, and the connections to ask by and to send parts on."""

import asyncio
import struct
from collections.abc import Callable
from typing import Any

from pyrogram import Client, raw
from pyrogram.enums import ParseMode
from pyrogram.raw.all import layer
from pyrogram.session.auth import Auth

from bot.concurrency.workers import Workers
from bot.errors import FerryError, LargeFilesOut
from bot.transfer.mtproto.calls import TRIES, Calls
from bot.transfer.mtproto.errors import UNWELL, ours, theirs
from bot.transfer.mtproto.faults import AWAY, LoginLost, Stalled
from bot.transfer.mtproto.lanes import Lanes
from bot.transfer.mtproto.packets import Key
from bot.transfer.mtproto.session import Session
from bot.transfer.mtproto.window import Window

functions: Any = raw.functions  # generated, without exports a type checker could follow

Lost = Callable[[Exception], None]


class Account:
    """A login, one session to ask by, and the lanes that parts travel on. We own them, so that we can end them."""

    def __init__(
        self,
        *,
        api_id: int,
        api_hash: str,
        session: str | None,
        workers: Workers,
        calls: Calls,
        window: Window,
        reply_timeout: float,
    ) -> None:
        self._client: Any = Client(
            "ferry",
            api_id=api_id,
            api_hash=api_hash,
            in_memory=True,
            session_string=session,
            no_updates=True,
            workers=1,  # threads for handlers, of which there are none
            loop=asyncio.get_running_loop(),
        )
        self._workers, self._calls, self._reply_timeout = workers, calls, reply_timeout
        self._session: Session | None = None
        self._opening = asyncio.Lock()
        self._logged_in = self._closed = False
        self.lanes = Lanes(self._open_lane, lambda: window.limit)

    async def open(self, bot_token: str) -> None:
        """Log in, or go on with the session string; raises LargeFilesOut, LoginLost where a new login may help."""
        try:
            await self._log_in(bot_token)
        except FerryError:
            raise
        except Exception as error:  # by type it can't be told: bare Exceptions, KeyErrors, sqlite's errors
            known = ours(error)
            if isinstance(known, LargeFilesOut):
                raise known from error
            raise LargeFilesOut(f"no login: {type(error).__name__}: {error}", seconds=AWAY) from error
        self._logged_in = True

    async def _log_in(self, bot_token: str) -> None:
        storage = self._client.storage
        try:
            await self._calls.make_at_login(self._load)
        except (ValueError, struct.error) as error:
            raise LoginLost(f"the session can't be read: {error}") from error  # another version's, or damaged
        self._key = Key(await storage.auth_key())
        self._home = await storage.dc_id(), await storage.server_address(), await storage.port()
        if await storage.user_id() is None:
            await self._sign_in(bot_token)
        else:
            await self.ask(functions.updates.GetState())  # is the session still good?

    async def _load(self) -> None:
        """Open the storage; without a session string this makes an auth key.

        The library makes it up to six times, a second apart (Auth.MAX_RETRIES), but not where its connection breaks.
        """
        await self._close_storage()  # what another try has left
        await self._client.load_session()

    @property
    def key_id(self) -> bytes:
        """Tells this login from another one."""
        return self._key.id

    async def session_string(self) -> str:
        """What a later client goes on with. A secret: whoever has it is the bot."""
        text: str = await self._client.export_session_string()
        return text

    async def close(self) -> None:
        """End all sessions."""
        self._closed = True
        await self.lanes.close()
        if self._session is not None:
            self._session.close()
        await self._close_storage()

    async def _close_storage(self) -> None:
        """Close the storage, which is in memory, if it is open."""
        if getattr(self._client.storage, "_conn", None) is not None:
            await self._client.storage.close()

    async def _sign_in(self, bot_token: str) -> None:
        client = self._client
        query = functions.auth.ImportBotAuthorization(
            flags=0, api_id=client.api_id, api_hash=client.api_hash, bot_auth_token=bot_token
        )
        try:
            answer = await self.ask(query)
        except theirs.UserMigrate as error:  # most bots live in another data centre than the first one asked
            await self._move(int(error.value))
            answer = await self.ask(query)
        await client.storage.user_id(answer.user.id)
        await client.storage.is_bot(True)

    async def _move(self, dc_id: int) -> None:
        """Go to the data centre where the bot lives, with a key made there."""
        host, port = self._address(dc_id)
        storage = self._client.storage
        auth = Auth(self._client, dc_id, host, port, await storage.test_mode())
        key = await self._calls.make_at_login(auth.create)
        await storage.dc_id(dc_id)
        await storage.server_address(host)
        await storage.port(port)
        await storage.auth_key(key)
        assert self._session is not None, "it has just been asked"
        self._session.close()
        self._key, self._home = Key(key), (dc_id, host, port)

    def _address(self, dc_id: int, *, media: bool = False) -> tuple[str, int]:
        """Where a data centre listens, if need be for files (https://core.telegram.org/api/datacenter)."""
        assert self._session is not None, "it has been asked already"
        options = self._session.config.dc_options
        ours = [one for one in options if one.id == dc_id and not (one.ipv6 or one.cdn or one.tcpo_only)]
        ours.sort(key=lambda one: bool(one.media_only) is not media)
        return ours[0].ip_address, ours[0].port

    async def _open(self, host: str, port: int) -> Session:
        if self._closed:
            raise Stalled("its client was stopped")
        client = self._client
        greeting = functions.InvokeWithLayer(
            layer=layer,
            query=functions.InitConnection(
                api_id=client.api_id,
                app_version=client.app_version,
                device_model=client.device_model,
                system_version=client.system_version,
                system_lang_code=client.system_lang_code,
                lang_pack=client.lang_pack,
                lang_code=client.lang_code,
                query=functions.help.GetConfig(),
            ),
        )
        session = await Session.open(host, port, self._key, self._workers, greeting)
        if self._closed:  # meanwhile
            session.close()
            raise Stalled("its client was stopped")
        return session

    async def _open_lane(self) -> Session:
        return await self._open(*self._address(self._home[0], media=True))

    # Asking

    async def ask(
        self, query: Any, *, within: float | None = None, tries: int = TRIES, lost: Lost | None = None
    ) -> Any:
        """One question, paced and repeated as all are; on another connection where one was lost.

        `lost` hears of each time that it was asked and not answered: what it asks for may have been done.
        Raises the library's RPCError, OSError or LargeFilesOut.
        """

        async def once() -> Any:
            session = await self._asking()
            try:
                return await session.ask(functions.InvokeWithoutUpdates(query=query), within or self._reply_timeout)
            except UNWELL as error:
                if lost is not None:
                    lost(error)
                raise

        return await (self._calls.make(once, tries=tries) if self._logged_in else self._calls.make_at_login(once))

    async def parsed(self, text: str) -> dict[str, Any]:
        """HTML as Telegram's `message` and `entities`."""
        return dict(await self._client.parser.parse(text, ParseMode.HTML))

    async def _asking(self) -> Session:
        async with self._opening:
            if self._session is None or self._session.lost.done():
                _, host, port = self._home
                self._session = await self._open(host, port)
            return self._session
