"""What the server knows: chats, files, and what was sent into which chat."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from pyrogram import raw
from pyrogram.raw.core import TLObject

from tests.servers.mtproto.messages import Part
from tests.servers.mtproto.uploads import Refused, StoredFile, Upload

BOT_ID = 7_000_001
HASH = 0x1234_5678_9ABC  # access hash of everything
CHANNEL = -1_000_000_000_000  # ids of supergroups and channels begin below it


@dataclass(frozen=True)
class Sent:
    """One message with a file, as a test wants to read it."""

    message_id: int
    chat_id: int
    random_id: int
    file: StoredFile
    kind: str  # photo, or the document's nature by its attributes
    mime: str
    attributes: Sequence[TLObject]
    thumbnail: StoredFile | None
    caption: str
    entities: Sequence[TLObject]
    reply_to: int | None
    topic: int | None

    def attribute(self, kind: type) -> Any:
        """The attribute of that type, or None."""
        return next((item for item in self.attributes if isinstance(item, kind)), None)


@dataclass(frozen=True)
class Media:
    """A file the server has made a document or photo of."""

    id: int
    file: StoredFile
    mime: str
    attributes: Sequence[TLObject]
    thumbnail: StoredFile | None
    photo: bool = False

    @property
    def kind(self) -> str:
        if self.photo:
            return "photo"
        natures = {
            raw.types.DocumentAttributeAnimated: "animation",
            raw.types.DocumentAttributeVideo: "video",
            raw.types.DocumentAttributeAudio: "audio",
        }
        have = {type(item) for item in self.attributes}
        return next((word for kind, word in natures.items() if kind in have), "document")

    def raw(self) -> TLObject:
        common = {"id": self.id, "access_hash": HASH, "file_reference": b"reference", "date": 0, "dc_id": 2}
        if self.photo:
            sizes = [raw.types.PhotoSize(type="x", w=800, h=600, size=self.file.size)]
            return raw.types.MessageMediaPhoto(photo=raw.types.Photo(sizes=sizes, **common))
        document = raw.types.Document(
            mime_type=self.mime, size=self.file.size, attributes=list(self.attributes), **common
        )
        return raw.types.MessageMediaDocument(document=document)


@dataclass
class World:
    """The server's memory. Tests read and arrange it."""

    folder: Path | None = None  # where files are kept; None: only size and hash
    hashed: bool = True  # without it no file has a hash, and parts are not looked at
    token: str | None = None  # the only bot token let in; None: any
    sent: list[Sent] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)  # by method, as in "upload.SaveBigFilePart"
    unknown: set[int] = field(default_factory=set)  # chats that are not there
    forums: set[int] = field(default_factory=set)
    refusals: dict[int, tuple[int, str]] = field(default_factory=dict)  # chat id → error of writing there
    uploads: dict[int, Upload] = field(default_factory=dict)
    media: dict[int, Media] = field(default_factory=dict)
    forgetful: list[int] = field(default_factory=list)  # parts the next finished uploads turn out to miss

    def __post_init__(self) -> None:
        self._numbers = count(100)
        self._posted: dict[tuple[int, int], tuple[Sent, Media]] = {}  # by chat and random_id

    def refuse(self, chat_id: int, code: int, text: str) -> None:
        """From now on nothing may be written there."""
        self.refusals[chat_id] = (code, text)

    def part(self, part: Part) -> None:
        """Take a part of a file; called from several threads."""
        upload = self.uploads.get(part.file_id)
        if upload is None:
            path = self.folder / str(part.file_id) if self.folder else None
            made = Upload(part.total is not None, path, hashed=self.hashed)
            upload = self.uploads.setdefault(part.file_id, made)
        upload.put(part.number, part.data, part.total)

    def complete(self, file: Any) -> StoredFile:
        """The file an InputFile or InputFileBig speaks of."""
        upload = self.uploads.get(file.id)
        if upload is None or upload.big != isinstance(file, raw.types.InputFileBig):
            raise Refused(400, "FILE_PARTS_INVALID")
        if self.forgetful and self.forgetful[0] in upload.sizes:
            upload.forget(self.forgetful.pop(0))
        return upload.finish(file.name, file.parts, getattr(file, "md5_checksum", None))

    def store(self, media: Any) -> Media:
        """A document or photo of an InputMedia: a new one of uploaded parts, or one known by its id."""
        if isinstance(media, raw.types.InputMediaUploadedDocument | raw.types.InputMediaUploadedPhoto):
            photo = isinstance(media, raw.types.InputMediaUploadedPhoto)
            thumb = getattr(media, "thumb", None)
            stored = Media(
                next(self._numbers),
                self.complete(media.file),
                "image/jpeg" if photo else media.mime_type,
                () if photo else tuple(media.attributes),
                self.complete(thumb) if thumb else None,
                photo,
            )
            return self.media.setdefault(stored.id, stored)
        if isinstance(media, raw.types.InputMediaDocument | raw.types.InputMediaPhoto):
            found = self.media.get(media.id.id)
            if found is not None:
                return found
        raise Refused(400, "MEDIA_INVALID")

    def post(self, query: Any) -> TLObject:
        """Put a message into a chat; the Updates a client reads its own message from.

        Of a random_id that was used in this chat already, the message it made
        (https://core.telegram.org/api/updates#updatemessageid-updates).
        """
        chat_id = chat_of(query.peer)
        if posted := self._posted.get((chat_id, query.random_id)):
            return self._updates(*posted)
        media = self.store(query.media)
        reply = query.reply_to
        topic = getattr(reply, "top_msg_id", None)
        answered = getattr(reply, "reply_to_msg_id", None)
        if chat_id in self.forums and topic is None:
            topic = answered  # https://core.telegram.org/api/forum: a topic's id is its first message's
        sent = Sent(
            message_id=next(self._numbers),
            chat_id=chat_id,
            random_id=query.random_id,
            file=media.file,
            kind=media.kind,
            mime=media.mime,
            attributes=media.attributes,
            thumbnail=media.thumbnail,
            caption=query.message,
            entities=tuple(query.entities or ()),
            reply_to=answered,
            topic=topic,
        )
        self.sent.append(sent)
        self._posted[chat_id, query.random_id] = sent, media
        return self._updates(sent, media)

    def _updates(self, sent: Sent, media: Media) -> TLObject:
        header = None
        if sent.reply_to is not None:
            header = raw.types.MessageReplyHeader(
                reply_to_msg_id=sent.reply_to,
                reply_to_top_id=sent.topic if sent.topic != sent.reply_to else None,
                forum_topic=sent.chat_id in self.forums or None,
            )
        message = raw.types.Message(
            id=sent.message_id,
            peer_id=peer_of(sent.chat_id),
            from_id=raw.types.PeerUser(user_id=BOT_ID),
            date=int(time.time()),
            message=sent.caption,
            out=True,
            reply_to=header,
            media=media.raw(),
            entities=list(sent.entities) or None,
        )
        is_channel = sent.chat_id < CHANNEL
        news = raw.types.UpdateNewChannelMessage if is_channel else raw.types.UpdateNewMessage
        return raw.types.Updates(
            updates=[
                raw.types.UpdateMessageID(id=sent.message_id, random_id=sent.random_id),
                news(message=message, pts=sent.message_id, pts_count=1),
            ],
            users=[bot(), *([user(sent.chat_id)] if sent.chat_id > 0 else [])],
            chats=[self.chat(sent.chat_id)] if sent.chat_id < 0 else [],
            date=int(time.time()),
            seq=0,
        )

    def chat(self, chat_id: int) -> TLObject:
        """A group, supergroup or channel as Telegram describes it."""
        photo = raw.types.ChatPhotoEmpty()
        if chat_id > CHANNEL:
            return raw.types.Chat(id=-chat_id, title="Group", photo=photo, participants_count=2, date=0, version=1)
        forum = chat_id in self.forums
        return raw.types.Channel(
            id=CHANNEL - chat_id,
            title="Supergroup",
            photo=photo,
            date=0,
            megagroup=True,
            forum=forum or None,
            access_hash=HASH,
        )


def bot() -> TLObject:
    return raw.types.User(
        id=BOT_ID,
        is_self=True,
        bot=True,
        bot_info_version=1,
        first_name="Ferry",
        username="ferry_bot",
        access_hash=HASH,
    )


def user(user_id: int) -> TLObject:
    return raw.types.User(id=user_id, first_name="Ada", access_hash=HASH)


def chat_of(peer: Any) -> int:
    """The Bot API's id of an InputPeer; PEER_ID_INVALID for a wrong access hash, as Telegram says it."""
    if isinstance(peer, raw.types.InputPeerSelf):
        return BOT_ID
    if isinstance(peer, raw.types.InputPeerChat):
        return -peer.chat_id
    if getattr(peer, "access_hash", None) != HASH:
        raise Refused(400, "PEER_ID_INVALID")
    return peer.user_id if isinstance(peer, raw.types.InputPeerUser) else CHANNEL - peer.channel_id


def peer_of(chat_id: int) -> TLObject:
    if chat_id > 0:
        return raw.types.PeerUser(user_id=chat_id)
    if chat_id > CHANNEL:
        return raw.types.PeerChat(chat_id=-chat_id)
    return raw.types.PeerChannel(channel_id=CHANNEL - chat_id)
