"""What is done with a login: chats are looked at, files uploaded and sent.

Importing this imports pyrogram: see login.py for when and where.
"""

import logging
from typing import Any

from pyrogram import raw

from bot.concurrency.workers import Workers
from bot.domain.delivery import Target, Way
from bot.domain.media import MediaFile, MediaKind, Sent
from bot.errors import ChatRefused
from bot.transfer.mtproto import convert
from bot.transfer.mtproto.account import Account
from bot.transfer.mtproto.calls import Calls
from bot.transfer.mtproto.errors import LOGIN_LOST, REFUSALS, UNWELL, theirs, translated
from bot.transfer.mtproto.faults import Stalled
from bot.transfer.mtproto.posting import Posting, Stored
from bot.transfer.mtproto.source import Source
from bot.transfer.mtproto.upload import Upload
from bot.transfer.mtproto.window import Window

__all__ = ("Account", "Calls", "Connected")

log = logging.getLogger(__name__)

functions: Any = raw.functions  # generated, without exports a type checker could follow
types: Any = raw.types

CHANNELS = -1_000_000_000_000  # ids of supergroups and channels begin below it (core.telegram.org/api/bots/ids)
STORE_TIMEOUT = 60.0  # seconds Telegram may take to make one file of 4000 parts; asking again is harmless
MISSING_PARTS = 5  # that Telegram may lose of one file
UNKNOWN = 0  # message id of a message that is surely there, but whose number was lost on the way; no message has it


class Connected:
    """Sends files for an account that is logged in."""

    def __init__(self, account: Account, *, workers: Workers, calls: Calls, window: Window, stalled: float) -> None:
        """`stalled`: seconds in which no part arrives."""
        self.account = account
        self._workers, self._calls, self._window, self._stalled = workers, calls, window, stalled

    def upload(self, source: Source) -> Upload:
        """A file's way, not yet begun."""
        return Upload(source, self._workers, stalled=self._stalled)

    async def ahead(self, upload: Upload, target: Target) -> None:
        """Bring over what arrives of a file, until it is complete; raises TransferError."""
        with translated():
            await self._chat(target)
            await self._bring(upload)

    async def deliver(self, upload: Upload, posting: Posting) -> Sent:
        """Look whether the chat takes it, upload what has not arrived, let Telegram store the file, send it.

        Raises TransferError: ChatRefused before the upload, where it can be known. What it has reached is noted in the
        posting, and another client goes on from there.
        """
        with translated():
            peer = await self._chat(posting.target, posting.media.kind)
            stored = posting.stored = posting.stored or await self._store(peer, upload, posting.media)
            message_id = await self._post(peer, stored, posting)
        return Sent(message_id, Way.MTPROTO, stored.file_id, stored.kind)

    # The chat

    async def _chat(self, target: Target, kind: MediaKind = MediaKind.DOCUMENT) -> Any:
        """The chat as Telegram wants it named. A chat that takes nothing refuses now, not after an upload."""
        peer = await self._peer(target.chat_id)
        typing = functions.messages.SetTyping(peer=peer, action=convert.action(kind), top_msg_id=target.thread_id)
        try:
            await self.account.ask(typing, tries=1)
        except (theirs.RPCError, OSError) as error:
            if isinstance(error, (*REFUSALS, *LOGIN_LOST)):
                raise
            log.debug("no typing shown error=%s", error)  # channels know no typing, and nothing depends on it
        return peer

    async def _peer(self, chat_id: int) -> Any:
        """Asked each time: a hash is worth nothing to another login (https://core.telegram.org/api/peers)."""
        ask = self.account.ask
        if chat_id > 0:
            users = await ask(functions.users.GetUsers(id=[types.InputUser(user_id=chat_id, access_hash=0)]))
            if not users or isinstance(users[0], types.UserEmpty):
                raise ChatRefused(f"no such user: {chat_id}")
            return types.InputPeerUser(user_id=chat_id, access_hash=users[0].access_hash)
        if chat_id > CHANNELS:
            await ask(functions.messages.GetChats(id=[-chat_id]))
            return types.InputPeerChat(chat_id=-chat_id)
        asked = types.InputChannel(channel_id=CHANNELS - chat_id, access_hash=0)
        found = (await ask(functions.channels.GetChannels(id=[asked]))).chats
        if not found or not isinstance(found[0], types.Channel):
            raise ChatRefused(f"no such chat: {chat_id}")
        return types.InputPeerChannel(channel_id=asked.channel_id, access_hash=found[0].access_hash)

    # The file

    async def _bring(self, upload: Upload) -> Any:
        """Upload what has not arrived yet; the InputFile the whole is known by."""
        upload.under(self.account.key_id)
        with self._calls.passing():
            return await upload.run(self.account.lanes, self._window)

    async def _store(self, peer: Any, upload: Upload, media: MediaFile) -> Stored:
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
                return convert.stored(await self.account.ask(query, within=STORE_TIMEOUT))
            except theirs.FilePartMissing as error:  # https://core.telegram.org/api/files#uploading-files
                log.warning("Telegram misses a part number=%s", error.value)
                upload.lose(int(error.value))
        return convert.stored(await self.account.ask(query, within=STORE_TIMEOUT))

    # The message

    async def _post(self, peer: Any, stored: Stored, posting: Posting) -> int:
        """Send the message once; its id, or UNKNOWN.

        A lost answer is settled by asking again, see Posting: Telegram answers with the message that is there already.
        RANDOM_ID_DUPLICATE means that it is in the making. Raises Stalled when that can't be settled here.
        """
        text = await self.account.parsed(posting.caption)
        query = functions.messages.SendMedia(
            peer=peer,
            media=stored.media,
            message=text["message"],
            entities=text["entities"],
            reply_to=convert.reply_to(posting.target),
            random_id=posting.random_id,
        )

        def lost(error: Exception) -> None:
            posting.unsettled = True
            log.warning("sendMedia unsettled error=%s reason=%r", type(error).__name__, str(error))

        try:
            return convert.message_id(await self.account.ask(query, lost=lost), posting.random_id)
        except theirs.RandomIdDuplicate:
            return UNKNOWN
        except LOGIN_LOST:
            raise
        except UNWELL as error:
            if posting.unsettled:
                raise Stalled(f"no answer to sendMedia: {error}") from error
            raise
