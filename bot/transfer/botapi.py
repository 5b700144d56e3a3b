"""Sends files by the Bot API, streamed from disk."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import IO, Any

from telegram import Animation, Audio, Document, InputFile, Message, PhotoSize, Video
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.domain.delivery import Sent, Target
from bot.domain.media import MediaFile, MediaKind
from bot.errors import TransferFailed
from bot.transfer.chat import reply
from bot.transfer.errors import nothing_left, ours, seconds
from bot.transfer.pace import Call

log = logging.getLogger(__name__)

TRIES = 3
PAUSE = 2.0  # seconds before the second try, doubled before the third
WRITE_TIMEOUT = 60.0  # seconds one chunk may take to leave
READ_TIMEOUT = 120.0  # seconds from the last byte to the answer: the server stores the file meanwhile
LONGEST_WAIT = 60  # seconds; a longer flood wait is handed up with its time

# The Bot API refuses a picture it can't process with these words; it still goes as a document
# (https://github.com/tdlib/telegram-bot-api/issues/198).
UNFIT = ("photo_invalid_dimensions", "image_process_failed", "photo_ext_invalid", "wrong type of the web page content")

Progress = Callable[[int, int], None]


class BotApi:
    """Sends a MediaFile through python-telegram-bot with flat memory."""

    def __init__(self, bot: ExtBot[Call]) -> None:
        self._bot = bot

    async def send(self, media: MediaFile, target: Target, *, caption: str, progress: Progress) -> Sent:
        """Send as what it is; raises TransferError. Sent again only when the last try surely sent nothing."""
        kind = media.kind
        for attempt in range(1, TRIES + 1):
            try:
                return await self._send(media, kind, target, caption, progress)
            except TelegramError as error:
                if _unfit(error) and kind is not MediaKind.DOCUMENT:
                    log.info("sent as document instead kind=%s reason=%s", kind, error.message)
                    kind = MediaKind.DOCUMENT
                    continue
                wait = _wait(error, attempt)
                if wait is None or attempt == TRIES:
                    raise ours(error) from error
                await asyncio.sleep(wait)
        raise AssertionError("the last try returns or raises")

    async def _send(self, media: MediaFile, kind: MediaKind, target: Target, caption: str, progress: Progress) -> Sent:
        with ExitStack() as files:
            handle = files.enter_context(_Counted(media.path, media.size, progress))
            body = InputFile(handle, filename=media.name, read_file_handle=False)
            body.mimetype = media.mime
            thumbnail = None
            if media.thumbnail is not None and kind is not MediaKind.PHOTO:
                thumbnail = files.enter_context(media.thumbnail.open("rb"))
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
        return _sent(message)

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


def _sent(message: Message) -> Sent:
    found = message.effective_attachment
    if isinstance(found, tuple):  # a photo comes in several sizes, the largest last
        found = found[-1]
    if not isinstance(found, Animation | Audio | Document | PhotoSize | Video):
        raise TransferFailed(f"Telegram answered without a file: {type(found).__name__}")
    return Sent(message.message_id, found.file_id, found.file_unique_id)


def _unfit(error: TelegramError) -> bool:
    return isinstance(error, BadRequest) and any(words in error.message.lower() for words in UNFIT)


def _wait(error: TelegramError, attempt: int) -> float | None:
    """Seconds before another try, None when there must be none."""
    if isinstance(error, RetryAfter):
        return seconds(error) if seconds(error) <= LONGEST_WAIT else None
    return PAUSE * 2 ** (attempt - 1) if nothing_left(error) else None


class _Counted(FileIO):
    """A file that says how much of it was read. httpx reads it in chunks, as the connection takes them."""

    def __init__(self, path: Path, size: int, progress: Progress) -> None:
        super().__init__(path)
        self._size = size
        self._progress = progress

    def read(self, count: int | None = -1, /) -> bytes:
        chunk = super().read(count) or b""
        self._progress(min(self.tell(), self._size), self._size)
        return chunk
