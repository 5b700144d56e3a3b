"""Our values as Telegram's objects, and back. No I/O."""

from typing import Any

from pyrogram import raw
from pyrogram.file_id import FileId, FileType
from pyrogram.types import Photo

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from bot.transfer.mtproto.posting import Stored

types: Any = raw.types  # generated, without exports a type checker could follow

# What a document is, by the first of these attributes it has: an animation has the video's too.
NATURES = (
    (types.DocumentAttributeAnimated, FileType.ANIMATION, MediaKind.ANIMATION),
    (types.DocumentAttributeVideo, FileType.VIDEO, MediaKind.VIDEO),
    (types.DocumentAttributeAudio, FileType.AUDIO, MediaKind.AUDIO),
)

ACTIONS = {
    MediaKind.VIDEO: types.SendMessageUploadVideoAction,
    MediaKind.ANIMATION: types.SendMessageUploadVideoAction,
    MediaKind.AUDIO: types.SendMessageUploadAudioAction,
    MediaKind.PHOTO: types.SendMessageUploadPhotoAction,
    MediaKind.DOCUMENT: types.SendMessageUploadDocumentAction,
}


def action(kind: MediaKind) -> Any:
    """What the chat shows meanwhile: "sending a video"."""
    return ACTIONS[kind](progress=0)


def uploaded(media: MediaFile, file: Any, thumb: Any | None) -> Any:
    """The InputMedia of a fresh upload, shown as what it is."""
    if media.kind is MediaKind.PHOTO:
        return types.InputMediaUploadedPhoto(file=file)
    return types.InputMediaUploadedDocument(
        file=file,
        mime_type=media.mime,
        attributes=_attributes(media),
        thumb=thumb,
        force_file=media.kind is MediaKind.DOCUMENT or None,
        nosound_video=media.kind is MediaKind.ANIMATION or None,
    )


def _attributes(media: MediaFile) -> list[Any]:
    attributes: list[Any] = [types.DocumentAttributeFilename(file_name=media.name)]
    if media.kind in (MediaKind.VIDEO, MediaKind.ANIMATION):
        video = types.DocumentAttributeVideo(
            duration=media.duration or 0, w=media.width or 0, h=media.height or 0, supports_streaming=True
        )
        attributes.append(video)
    if media.kind is MediaKind.ANIMATION:
        attributes.append(types.DocumentAttributeAnimated())
    if media.kind is MediaKind.AUDIO:
        audio = types.DocumentAttributeAudio(
            duration=round(media.duration or 0), title=media.title, performer=media.performer
        )
        attributes.append(audio)
    return attributes


def stored(answer: Any) -> Stored:
    """A file Telegram has taken in, as uploadMedia names it."""
    if isinstance(answer, types.MessageMediaPhoto):
        photo = Photo._parse(None, answer.photo)
        media = types.InputMediaPhoto(id=_reference(types.InputPhoto, answer.photo))
        return Stored(media, photo.file_id, MediaKind.PHOTO)
    document = answer.document
    have = {type(attribute) for attribute in document.attributes}
    known = ((nature, kind) for attribute, nature, kind in NATURES if attribute in have)
    nature, kind = next(known, (FileType.DOCUMENT, MediaKind.DOCUMENT))
    file_id: Any = FileId(
        file_type=nature,
        dc_id=document.dc_id,
        media_id=document.id,
        access_hash=document.access_hash,
        file_reference=document.file_reference,
    )
    media = types.InputMediaDocument(id=_reference(types.InputDocument, document))
    return Stored(media, file_id.encode(), kind)


def _reference(kind: type, item: Any) -> Any:
    return kind(id=item.id, access_hash=item.access_hash, file_reference=item.file_reference)


def reply_to(target: Target) -> Any | None:
    """The message answered and the forum topic (https://core.telegram.org/api/forum)."""
    if target.reply_to is not None:
        return types.InputReplyToMessage(reply_to_msg_id=target.reply_to, top_msg_id=target.thread_id)
    if target.thread_id is not None:
        return types.InputReplyToMessage(reply_to_msg_id=target.thread_id)
    return None


def message_id(updates: Any, random_id: int) -> int:
    """The number of the message that was just sent; 0 where Telegram doesn't say it."""
    for update in getattr(updates, "updates", ()):
        if isinstance(update, types.UpdateMessageID) and update.random_id == random_id:
            return int(update.id)
    return int(getattr(updates, "id", 0))  # updateShortSentMessage
