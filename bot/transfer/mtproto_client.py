"""The logged-in client. Importing this imports pyrogram: see mtproto.py for when and where."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from pyrogram import Client, raw
from pyrogram.enums import ParseMode

from bot.concurrency.workers import Workers
from bot.domain.delivery import Sent, Target
from bot.domain.media import MediaFile
from bot.errors import OutcomeUnknown, TransferUnavailable
from bot.transfer import mtproto_media as convert
from bot.transfer.mtproto_errors import REFUSALS, ours, theirs, translated, wait
from bot.transfer.mtproto_session import OwnedSession, moved, opened
from bot.transfer.mtproto_upload import upload

log = logging.getLogger(__name__)

functions: Any = raw.functions  # generated, without exports a type checker could follow
types: Any = raw.types

PATIENCE = 10  # seconds; shorter flood waits are sat out, as the library does (Session.SLEEP_THRESHOLD)
TRIES = 3  # for the answer to sendMedia, each with the same random_id
PAUSE = 1.0  # seconds between them, as Session.RETRY_DELAY
STORE_TIMEOUT = 60.0  # seconds Telegram may take to make one file of 4000 parts; asking again is harmless
UNKNOWN = 0  # message id of a message that is surely there, but whose number was lost on the way; no message has it


async def connect(
    *,
    api_id: int,
    api_hash: str,
    bot_token: str,
    session: str | None,
    workers: Workers,
    reply_timeout: float,
    stalled: float,
) -> "Connected":
    """Log in, or go on with a session string; raises TransferUnavailable. Cancelled, it leaves nothing behind."""
    client: Any = Client(
        "ferry",
        api_id=api_id,
        api_hash=api_hash,
        in_memory=True,
        session_string=session,
        no_updates=True,
        workers=1,  # threads for handlers, of which there are none
        loop=asyncio.get_running_loop(),
    )
    connected = Connected(client, workers, reply_timeout, stalled)
    try:
        return await connected.open(bot_token)
    except BaseException as error:
        await connected.close()
        if not isinstance(error, Exception):
            raise
        # By type it can't be told: the library raises bare Exceptions, KeyErrors and sqlite's errors here.
        seconds = wait(error) if isinstance(error, theirs.Flood) else None
        raise TransferUnavailable(f"{type(error).__name__}: {error}", seconds=seconds) from error


class Connected:
    """A client and its two sessions, one to ask and one to upload by. We own them, so that we can end them."""

    def __init__(self, client: Any, workers: Workers, reply_timeout: float, stalled: float) -> None:
        self._client, self._workers = client, workers
        self._reply_timeout, self._stalled = reply_timeout, stalled
        self._sessions: list[OwnedSession] = []
        self._media: OwnedSession | None = None
        self.session_string: str | None = None  # a secret: whoever has it is the bot

    async def open(self, bot_token: str) -> Self:
        client = self._client
        await client.load_session()  # opens the storage; without a session string it makes an auth key
        await self._ask_through(await opened(client))
        if await client.storage.user_id() is None:
            await self._sign_in(bot_token)
        else:
            await client.invoke(functions.updates.GetState())  # is the session still good?
        self._media = await opened(client, media=True)
        self._sessions.append(self._media)
        self.session_string = await client.export_session_string()
        return self

    async def close(self) -> None:
        """End both sessions and everything they began."""
        client = self._client
        client.is_connected = False
        for session in self._sessions:
            await session.end()
        self._sessions.clear()
        if getattr(client.storage, "_conn", None) is not None:
            await client.storage.close()

    async def _ask_through(self, session: OwnedSession) -> None:
        self._sessions.append(session)
        self._client.session, self._client.is_connected = session, True

    async def _sign_in(self, bot_token: str) -> None:
        client = self._client
        query = functions.auth.ImportBotAuthorization(
            flags=0, api_id=client.api_id, api_hash=client.api_hash, bot_auth_token=bot_token
        )
        try:
            answer = await client.invoke(query)
        except theirs.UserMigrate as error:  # most bots live in another data centre than the first one asked
            await moved(client, int(error.value))
            await self._sessions.pop().end()
            await self._ask_through(await opened(client))
            answer = await client.invoke(query)
        await client.storage.user_id(answer.user.id)
        await client.storage.is_bot(True)

    async def deliver(
        self, media: MediaFile, target: Target, *, caption: str, progress: Callable[[int, int], None]
    ) -> Sent:
        """Look whether the chat takes it, upload, let Telegram store the file, send it."""
        with translated():
            peer = await self._peer(media, target)
            thumb = await self._upload(media.thumbnail, "thumbnail.jpg") if media.thumbnail else None
            file = await self._upload(media.path, media.name, progress)
            # Stored first and sent then: a repeated uploadMedia sends nothing twice, and the file_id is known
            # whatever becomes of the answer to sendMedia.
            query = functions.messages.UploadMedia(peer=peer, media=convert.uploaded(media, file, thumb))
            answer = await self._client.invoke(query, retries=TRIES, timeout=STORE_TIMEOUT)
            stored, file_id, unique_id = convert.stored(answer)
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

    async def _peer(self, media: MediaFile, target: Target) -> Any:
        """The chat as Telegram wants it named; a refusal comes now, not after the upload."""
        async with asyncio.timeout(self._stalled):
            peer = await self._client.resolve_peer(target.chat_id)
        typing = functions.messages.SetTyping(peer=peer, action=convert.action(media), top_msg_id=target.thread_id)
        try:
            await self._client.invoke(typing, retries=1, timeout=self._reply_timeout, sleep_threshold=0)
        except REFUSALS:
            raise
        except (theirs.RPCError, OSError) as error:  # channels know no typing, and nothing depends on it
            log.debug("no typing shown error=%s", error)
        return peer

    async def _upload(self, path: Path, name: str, progress: Callable[[int, int], None] | None = None) -> Any:
        assert self._media is not None, "opened"
        return await upload(
            self._media, path, name=name, workers=self._workers, stalled=self._stalled, progress=progress
        )

    async def _post(self, query: Any) -> int:
        """Send the message once; its id, or UNKNOWN.

        A lost answer is settled by asking again with the same random_id: RANDOM_ID_DUPLICATE means it was sent
        (https://core.telegram.org/method/messages.sendMedia). Raises OutcomeUnknown when that can't be settled.
        """
        lost = False
        for _ in range(TRIES):
            try:
                return convert.message_id(await self._ask_once(query), query.random_id)
            except theirs.RandomIdDuplicate:
                return UNKNOWN
            except theirs.Flood as error:
                seconds = wait(error)
                if seconds is None or seconds > PATIENCE:
                    raise (OutcomeUnknown(str(error)) if lost else ours(error)) from error
                await asyncio.sleep(seconds)
            except (OSError, theirs.InternalServerError, theirs.ServiceUnavailable) as error:
                lost = True
                log.warning("answer to sendMedia lost error=%s reason=%r", type(error).__name__, str(error))
                await asyncio.sleep(PAUSE)
        if not lost:
            raise TransferUnavailable("flood waits without end", seconds=PATIENCE)
        raise OutcomeUnknown(f"no answer to sendMedia in {TRIES} tries")

    async def _ask_once(self, query: Any) -> Any:
        """One question, one answer. The library's own invoke() repeats at RANDOM_ID_DUPLICATE and so hides it."""
        session = self._sessions[0]
        async with asyncio.timeout(self._reply_timeout):
            await session.is_started.wait()
        without_updates = functions.InvokeWithoutUpdates(query=query)
        return await session.send(without_updates, timeout=self._reply_timeout)
