"""The logged-in client. Importing this imports pyrogram: see login.py for when and where."""

import asyncio
import logging
import os
import struct
from typing import Any

from pyrogram import Client, raw
from pyrogram.enums import ParseMode
from pyrogram.raw.all import layer
from pyrogram.session.auth import Auth

from bot.concurrency.workers import Workers
from bot.domain.delivery import Sent, Target
from bot.domain.media import MediaFile, MediaKind
from bot.errors import ChatRefused, FerryError, LargeFilesOut, OutcomeUnknown
from bot.transfer.mtproto import convert
from bot.transfer.mtproto.calls import TRIES, Calls
from bot.transfer.mtproto.errors import LOGIN_LOST, REFUSALS, UNWELL, ours, theirs, translated
from bot.transfer.mtproto.faults import AWAY, LoginLost, Stalled
from bot.transfer.mtproto.lanes import Lanes
from bot.transfer.mtproto.packets import Key
from bot.transfer.mtproto.session import Session
from bot.transfer.mtproto.source import Source
from bot.transfer.mtproto.upload import Upload
from bot.transfer.mtproto.window import Window

__all__ = ("Calls", "Connected")

log = logging.getLogger(__name__)

functions: Any = raw.functions  # generated, without exports a type checker could follow
types: Any = raw.types

CHANNELS = -1_000_000_000_000  # ids of supergroups and channels begin below it (core.telegram.org/api/bots/ids)
STORE_TIMEOUT = 60.0  # seconds Telegram may take to make one file of 4000 parts; asking again is harmless
MISSING_PARTS = 5  # that Telegram may lose of one file
UNKNOWN = 0  # message id of a message that is surely there, but whose number was lost on the way; no message has it


class Connected:
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
        stalled: float,
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
        self._workers, self._calls, self._window = workers, calls, window
        self._reply_timeout, self._stalled = reply_timeout, stalled
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
            raise LargeFilesOut(f"{type(error).__name__}: {error}", seconds=AWAY) from error
        self._logged_in = True

    async def _log_in(self, bot_token: str) -> None:
        storage = self._client.storage
        try:
            await self._client.load_session()  # opens the storage; without a session string it makes an auth key
        except (ValueError, struct.error) as error:
            raise LoginLost(f"the session can't be read: {error}") from error  # another version's, or damaged
        self._key = Key(await storage.auth_key())
        self._home = await storage.dc_id(), await storage.server_address(), await storage.port()
        if await storage.user_id() is None:
            await self._sign_in(bot_token)
        else:
            await self._ask(functions.updates.GetState())  # is the session still good?

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
        if getattr(self._client.storage, "_conn", None) is not None:
            await self._client.storage.close()

    async def _sign_in(self, bot_token: str) -> None:
        client = self._client
        query = functions.auth.ImportBotAuthorization(
            flags=0, api_id=client.api_id, api_hash=client.api_hash, bot_auth_token=bot_token
        )
        try:
            answer = await self._ask(query)
        except theirs.UserMigrate as error:  # most bots live in another data centre than the first one asked
            await self._move(int(error.value))
            answer = await self._ask(query)
        await client.storage.user_id(answer.user.id)
        await client.storage.is_bot(True)

    async def _move(self, dc_id: int) -> None:
        """Go to the data centre where the bot lives, with a key made there."""
        host, port = self._address(dc_id)
        storage = self._client.storage
        auth = Auth(self._client, dc_id, host, port, await storage.test_mode())
        key = await auth.create()  # type: ignore[no-untyped-call]
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

    async def _ask(self, query: Any, *, within: float | None = None, tries: int = TRIES) -> Any:
        """One question, paced and repeated as all are; on another connection where one was lost."""

        async def once() -> Any:
            session = await self._asking()
            return await session.ask(functions.InvokeWithoutUpdates(query=query), within or self._reply_timeout)

        return await (self._calls.make(once, tries=tries) if self._logged_in else self._calls.make_at_login(once))

    async def _asking(self) -> Session:
        async with self._opening:
            if self._session is None or self._session.lost.done():
                _, host, port = self._home
                self._session = await self._open(host, port)
            return self._session

    # Sending

    async def chat(self, target: Target, kind: MediaKind = MediaKind.DOCUMENT) -> Any:
        """The chat as Telegram wants it named. A chat that takes nothing refuses now, not after an upload."""
        peer = await self._peer(target.chat_id)
        typing = functions.messages.SetTyping(peer=peer, action=convert.action(kind), top_msg_id=target.thread_id)
        try:
            await self._ask(typing, tries=1)
        except (theirs.RPCError, OSError) as error:
            if isinstance(error, (*REFUSALS, *LOGIN_LOST)):
                raise
            log.debug("no typing shown error=%s", error)  # channels know no typing, and nothing depends on it
        return peer

    async def _peer(self, chat_id: int) -> Any:
        """Asked each time: a hash is worth nothing to another login (https://core.telegram.org/api/peers)."""
        if chat_id > 0:
            users = await self._ask(functions.users.GetUsers(id=[types.InputUser(user_id=chat_id, access_hash=0)]))
            if not users or isinstance(users[0], types.UserEmpty):
                raise ChatRefused(f"no such user: {chat_id}")
            return types.InputPeerUser(user_id=chat_id, access_hash=users[0].access_hash)
        if chat_id > CHANNELS:
            await self._ask(functions.messages.GetChats(id=[-chat_id]))
            return types.InputPeerChat(chat_id=-chat_id)
        asked = types.InputChannel(channel_id=CHANNELS - chat_id, access_hash=0)
        found = (await self._ask(functions.channels.GetChannels(id=[asked]))).chats
        if not found or not isinstance(found[0], types.Channel):
            raise ChatRefused(f"no such chat: {chat_id}")
        return types.InputPeerChannel(channel_id=asked.channel_id, access_hash=found[0].access_hash)

    def upload(self, source: Source) -> Upload:
        """A file's way, not yet begun."""
        return Upload(source, self._workers, stalled=self._stalled)

    async def ahead(self, upload: Upload, target: Target) -> None:
        """Bring over what arrives of a file, until it is complete; raises TransferError."""
        with translated():
            await self.chat(target)
            await self._bring(upload)

    async def deliver(self, upload: Upload, media: MediaFile, target: Target, caption: str) -> Sent:
        """Look whether the chat takes it, upload what has not arrived, let Telegram store the file, send it.

        Raises TransferError: ChatRefused before the upload, where it can be known.
        """
        with translated():
            peer = await self.chat(target, media.kind)
            stored, file_id, unique_id = convert.stored(await self._store(peer, upload, media))
            text = await self._client.parser.parse(caption, ParseMode.HTML)
            message_id = await self._post(
                functions.messages.SendMedia(
                    peer=peer,
                    media=stored,
                    message=text["message"],
                    entities=text["entities"],
                    reply_to=convert.reply_to(target),
                    random_id=int.from_bytes(os.urandom(8), "little", signed=True),
                )
            )
        return Sent(message_id, file_id, unique_id)

    async def _bring(self, upload: Upload) -> Any:
        """Upload what has not arrived yet; the InputFile the whole is known by."""
        upload.under(self._key.id)
        with self._calls.passing():
            return await upload.run(self.lanes, self._window)

    async def _store(self, peer: Any, upload: Upload, media: MediaFile) -> Any:
        """Let Telegram make a file of the parts. Nobody sees it yet: asked twice, nothing is sent twice, and the
        file_id is known whatever becomes of the answer to sendMedia."""
        thumb = None
        if media.thumbnail is not None:
            small = self.upload(Source.of(media.thumbnail))
            small.name = "thumbnail.jpg"
            thumb = await self._bring(small)
        for _ in range(MISSING_PARTS):
            file = await self._bring(upload)
            query = functions.messages.UploadMedia(peer=peer, media=convert.uploaded(media, file, thumb))
            try:
                return await self._ask(query, within=STORE_TIMEOUT)
            except theirs.FilePartMissing as error:  # https://core.telegram.org/api/files#uploading-files
                log.warning("Telegram misses a part number=%s", error.value)
                upload.lose(int(error.value))
        return await self._ask(query, within=STORE_TIMEOUT)

    async def _post(self, query: Any) -> int:
        """Send the message once; its id, or UNKNOWN.

        A lost answer is settled by asking again with the same random_id: RANDOM_ID_DUPLICATE means it was sent
        (https://core.telegram.org/method/messages.sendMedia). Raises OutcomeUnknown when that can't be settled.
        """
        lost = False

        async def once() -> Any:
            nonlocal lost
            session = await self._asking()
            try:
                return await session.ask(functions.InvokeWithoutUpdates(query=query), self._reply_timeout)
            except theirs.RandomIdDuplicate:  # a server's error by its number
                raise
            except UNWELL as error:
                lost = True
                log.warning("answer to sendMedia lost error=%s reason=%r", type(error).__name__, str(error))
                raise

        try:
            return convert.message_id(await self._calls.make(once), query.random_id)
        except theirs.RandomIdDuplicate:
            return UNKNOWN
        except Exception as error:
            if lost:
                raise OutcomeUnknown(f"no answer to sendMedia: {error}") from error
            raise
