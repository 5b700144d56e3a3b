"""Sends files by the Bot API, streamed from disk."""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import IO, Any

from telegram import (
    Animation,
    Audio,
    Document,
    InputFile,
    InputMediaPhoto,
    InputMediaVideo,
    Message,
    PhotoSize,
    Sticker,
    Video,
    Voice,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.domain.delivery import Target, Way
from bot.domain.media import KnownFile, MediaFile, MediaKind, Sent
from bot.domain.message import Rows
from bot.errors import FileForgotten, TransferFailed
from bot.transfer.chat import keyboard, reply
from bot.transfer.errors import CutShort, nothing_done, refused, seconds
from bot.transfer.pace import LONGEST_WAIT, Call
from bot.transfer.retry import repeated

log = logging.getLogger(__name__)

WRITE_TIMEOUT = 60.0  # seconds one chunk may take to leave
READ_TIMEOUT = 120.0  # seconds from the last byte to the answer: the server stores the file meanwhile

# What Telegram may make of a file, whatever it was sent as: a song in Ogg a voice message, a WebP picture a sticker.
FILES = Animation | Audio | Document | PhotoSize | Sticker | Video | Voice
KINDS: dict[type, MediaKind] = {
    Animation: MediaKind.ANIMATION,
    Audio: MediaKind.AUDIO,
    Document: MediaKind.DOCUMENT,
    PhotoSize: MediaKind.PHOTO,
    Video: MediaKind.VIDEO,
}

Progress = Callable[[int, int], None]


class BotApi:
    """Sends a MediaFile through python-telegram-bot with flat memory."""

    def __init__(self, bot: ExtBot[Call]) -> None:
        self._bot = bot

    async def send(self, media: MediaFile, target: Target, *, caption: str, progress: Progress) -> Sent:
        """Send as what it is; raises TransferError. Sent again only when the last try surely sent nothing.

        A picture that Telegram can't process goes as a document.
        """

        async def send_as(kind: MediaKind) -> Sent:
            return await repeated(lambda: self._send(media, kind, target, caption, progress), _repeatable)

        try:
            return await send_as(media.kind)
        except TransferFailed as error:
            if media.kind is not MediaKind.PHOTO or not isinstance(error.__cause__, BadRequest):
                raise
            log.info("picture sent as document reason=%s", error)
            return await send_as(MediaKind.DOCUMENT)

    async def album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]:
        """Send two to ten pictures and films together, each with its caption in HTML; raises TransferError."""
        return await repeated(lambda: self._album(files, target), _repeatable)

    async def resend(self, known: KnownFile, target: Target, *, caption: str, rows: Rows = ()) -> Sent:
        """Send what Telegram has; raises TransferError: FileForgotten when it has it no more and has sent nothing."""

        async def send() -> Message:
            message: Message = await self._call(known.kind)(
                chat_id=target.chat_id,
                caption=caption,
                parse_mode=ParseMode.HTML,
                message_thread_id=target.thread_id,
                reply_parameters=reply(target),
                reply_markup=keyboard(rows),
                **{known.kind.value: known.file_id},
            )
            return message

        try:
            return _sent(await repeated(send, _repeatable))
        except TransferFailed as error:
            if isinstance(error.__cause__, BadRequest):  # the id, whatever the words: all else was right before
                raise FileForgotten(str(error)) from error
            raise

    async def _send(self, media: MediaFile, kind: MediaKind, target: Target, caption: str, progress: Progress) -> Sent:
        with ExitStack() as files:
            handle = files.enter_context(_Counted(media.path, progress))
            body = InputFile(handle, filename=media.name, read_file_handle=False)
            body.mimetype = media.mime
            thumbnail = None
            if media.thumbnail is not None and kind is not MediaKind.PHOTO:
                thumbnail = files.enter_context(media.thumbnail.open("rb"))
            try:
                message = await self._call(kind)(
                    chat_id=target.chat_id,
                    caption=caption,
                    parse_mode=ParseMode.HTML,
                    message_thread_id=target.thread_id,
                    reply_parameters=reply(target),
                    write_timeout=WRITE_TIMEOUT,
                    read_timeout=READ_TIMEOUT,
                    rate_limit_args=Call.UPLOAD,
                    **_facts(media, kind, body, thumbnail),
                )
            except NetworkError as error:
                # A request ends with its file. While some of that is unread the server can't have the whole request,
                # and so can't have acted on it; once all is read, no answer means that nobody knows.
                if handle.unread and not refused(error):
                    raise CutShort(f"after {handle.tell()} bytes: {error.message}") from error
                raise
        return _sent(message)

    async def _album(self, files: Sequence[tuple[MediaFile, str]], target: Target) -> list[Sent]:
        with ExitStack() as opened:
            handles, members = [], []
            for media, caption in files:
                handles.append(opened.enter_context(_Counted(media.path, lambda done, size: None)))
                body = InputFile(handles[-1], filename=media.name, attach=True, read_file_handle=False)
                body.mimetype = media.mime
                members.append(_member(media, body, caption, opened))
            try:
                messages = await self._bot.send_media_group(
                    chat_id=target.chat_id,
                    media=members,
                    message_thread_id=target.thread_id,
                    reply_parameters=reply(target),
                    write_timeout=WRITE_TIMEOUT,
                    read_timeout=READ_TIMEOUT,
                    rate_limit_args=Call.UPLOAD,
                )
            except NetworkError as error:
                if any(handle.unread for handle in handles) and not refused(error):  # as in `_send`
                    raise CutShort(f"in an album: {error.message}") from error
                raise
        return [_sent(message) for message in messages]

    def _call(self, kind: MediaKind) -> Callable[..., Any]:
        calls: dict[MediaKind, Callable[..., Any]] = {
            MediaKind.VIDEO: self._bot.send_video,
            MediaKind.AUDIO: self._bot.send_audio,
            MediaKind.PHOTO: self._bot.send_photo,
            MediaKind.ANIMATION: self._bot.send_animation,
            MediaKind.DOCUMENT: self._bot.send_document,
        }
        return calls[kind]


def _facts(media: MediaFile, kind: MediaKind, body: InputFile, thumbnail: IO[bytes] | None) -> dict[str, Any]:
    duration = round(media.duration) if media.duration is not None else None
    shape = {"width": media.width, "height": media.height, "duration": duration}
    match kind:
        case MediaKind.VIDEO:
            return {"video": body, "thumbnail": thumbnail, "supports_streaming": True, **shape}
        case MediaKind.ANIMATION:
            return {"animation": body, "thumbnail": thumbnail, **shape}
        case MediaKind.AUDIO:
            names = {"title": media.title, "performer": media.performer}
            return {"audio": body, "thumbnail": thumbnail, "duration": duration, **names}
        case MediaKind.PHOTO:
            return {"photo": body}
        case MediaKind.DOCUMENT:
            return {"document": body, "thumbnail": thumbnail, "disable_content_type_detection": True}


def _member(media: MediaFile, body: InputFile, caption: str, opened: ExitStack) -> InputMediaPhoto | InputMediaVideo:
    """One of an album."""
    if media.kind is MediaKind.PHOTO:
        return InputMediaPhoto(body, caption=caption, parse_mode=ParseMode.HTML)
    thumbnail = None
    if media.thumbnail is not None:
        picture = opened.enter_context(media.thumbnail.open("rb"))
        thumbnail = InputFile(picture, attach=True, read_file_handle=False)
    facts = _facts(media, media.kind, body, None)
    facts = {name: value for name, value in facts.items() if name not in ("video", "thumbnail")}
    return InputMediaVideo(body, caption=caption, parse_mode=ParseMode.HTML, thumbnail=thumbnail, **facts)


def _sent(message: Message) -> Sent:
    found = message.effective_attachment
    if isinstance(found, tuple):  # a photo comes in several sizes, the largest last
        found = found[-1]
    if not isinstance(found, FILES):
        raise TransferFailed(f"Telegram answered without a file: {type(found).__name__}")
    return Sent(message.message_id, Way.BOT_API, found.file_id, KINDS.get(type(found)))


def _repeatable(error: TelegramError) -> bool:
    """After a 429 the next try waits in the pace until its time has come."""
    return nothing_done(error) or (isinstance(error, RetryAfter) and seconds(error) <= LONGEST_WAIT)


class _Counted(FileIO):
    """A file that says how much of it was read. httpx reads it in chunks, as the connection takes them."""

    def __init__(self, path: Path, progress: Progress) -> None:
        super().__init__(path)
        self._size = os.fstat(self.fileno()).st_size
        self._progress = progress

    @property
    def unread(self) -> int:
        """Bytes that nobody has asked for yet."""
        return self._size - self.tell()

    def read(self, count: int | None = -1, /) -> bytes:
        chunk = super().read(count) or b""
        self._progress(self.tell(), self._size)
        return chunk
