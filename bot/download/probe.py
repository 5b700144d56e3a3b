"""What a finished file is, by its content, and how Telegram will show it. Synchronous; made for a child process."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.limits import MB, PHOTO_UPLOAD
from bot.domain.media import MediaFile, MediaKind
from bot.download import pictures, signatures
from bot.download.names import safe, split
from bot.download.signatures import GIF, JPEG, M4A, MP3, MP4, OGG, OGG_VIDEO, PNG, QUICKTIME, WEBP, FileType
from bot.errors import SourceFailed

if TYPE_CHECKING:
    from bot.download.streams import Streams

# sendVideo: "Telegram clients support MPEG4 videos (other formats may be sent as Document)", so Matroska, WebM and the
# rest are documents; of codecs, those that phones of both makers play. https://core.telegram.org/bots/api#sendvideo
PLAYED_VIDEO = frozenset({"h264", "hevc", "av1", "mpeg4"})
PLAYED_AUDIO = frozenset({"aac", "mp3", None})

# sendAudio: "must be in the .MP3 or .M4A format", so Ogg, FLAC, WAV and bare AAC are documents, which clients play as
# files. https://core.telegram.org/bots/api#sendaudio
MUSIC = frozenset({"mp3", "aac", "alac"})

# sendAnimation: "GIF or H.264/MPEG-4 AVC video without sound". It plays by itself, over and over, without a bar to
# seek in: right for a short clip, wrong for a silent film. https://core.telegram.org/bots/api#sendanimation
ANIMATION_SECONDS = 60
ANIMATION_SIZE = 10 * MB

# sendPhoto: https://core.telegram.org/bots/api#sendphoto
PHOTO_SIDES = 10_000  # pixels, width and height together
PHOTO_RATIO = 20


def probe(
    path: Path,
    *,
    title: str | None,
    performer: str | None = None,
    thumbnail: Path | None = None,
    name: str | None = None,
    folder: Path,
) -> MediaFile:
    """Look at the file and say as what to send it; a thumbnail is written into `folder`.

    Declared types and extensions count only where the content leaves it open. `thumbnail` is a picture of any size
    that the source gave; `name` is the file name it gave, `path`'s own otherwise. Raises SourceFailed for an empty
    file; what can't be read is a document.
    """
    size = path.stat().st_size
    if not size:
        raise SourceFailed(f"{path.name} is empty")
    with path.open("rb") as file:
        head = file.read(signatures.HEAD)
    kind = signatures.recognise(head)
    if kind in (JPEG, PNG, WEBP):
        found = _picture(path, size)
    elif kind and kind.demuxer:
        found, kind = _container(path, size, kind, folder)
    else:
        found = MediaFile(path, "", "", size, MediaKind.DOCUMENT)
    shown = safe(signatures.fitted(safe(name or path.name), kind))  # another extension may have made it too long
    return replace(
        found,
        name=shown,
        title=title or found.title or split(shown)[0],
        mime=signatures.mime_of(shown, kind),
        performer=performer or found.performer,
        thumbnail=_thumbnail(found, thumbnail, kind, folder),
    )


def fits_mp4(path: Path) -> bool:
    """Whether its streams, merely copied into an MP4, would be a video that Telegram plays; False for an MP4."""
    with path.open("rb") as file:
        kind = signatures.recognise(file.read(signatures.HEAD))
    if not kind or not kind.demuxer or kind.demuxer == MP4.demuxer:
        return False
    from bot.download import streams  # noqa: PLC0415 - PyAV is only for child processes

    video, audio = streams.codecs(path, kind.demuxer) or (None, None)
    return video in PLAYED_VIDEO and audio in PLAYED_AUDIO


def _picture(path: Path, size: int) -> MediaFile:
    """A photo when Telegram takes it as one, else a document."""
    with path.open("rb") as file:
        header = pictures.read_header(file.read(pictures.HEAD))
    if header is None:
        return MediaFile(path, "", "", size, MediaKind.DOCUMENT)
    short, long = sorted((header.width, header.height))
    small = size <= PHOTO_UPLOAD and short + long <= PHOTO_SIDES and long <= PHOTO_RATIO * short
    kind = MediaKind.PHOTO if small and not header.moving else MediaKind.DOCUMENT  # a photo would stand still
    return MediaFile(path, "", "", size, kind, width=header.width, height=header.height)


def _container(path: Path, size: int, kind: FileType, folder: Path) -> tuple[MediaFile, FileType]:
    """A video, an animation, music, or a document; and its type, now that the streams are known."""
    from bot.download import streams  # noqa: PLC0415 - PyAV is only for child processes

    found = streams.read(path, kind.demuxer, folder)
    if found is None or (found.video is None and found.audio is None):
        return MediaFile(path, "", "", size, MediaKind.DOCUMENT), kind
    if found.video is None:
        kind = M4A if kind.demuxer == M4A.demuxer and found.audio in MUSIC else kind
    elif kind in (M4A, OGG):
        kind = MP4 if kind is M4A else OGG_VIDEO
    media = MediaFile(
        path,
        "",
        found.title or "",
        size,
        _kind(found, kind, size),
        width=found.width,
        height=found.height,
        duration=found.duration,
        performer=found.performer,
        thumbnail=found.thumbnail,
    )
    return media, kind


def _kind(found: "Streams", kind: FileType, size: int) -> MediaKind:
    if kind is GIF:
        return MediaKind.ANIMATION if found.thumbnail else MediaKind.DOCUMENT  # its header alone says little
    if found.video is None:
        return MediaKind.AUDIO if kind in (MP3, M4A) and found.audio in MUSIC else MediaKind.DOCUMENT
    if kind.demuxer != MP4.demuxer or found.video not in PLAYED_VIDEO or found.audio not in PLAYED_AUDIO:
        return MediaKind.DOCUMENT
    short = found.duration is not None and found.duration <= ANIMATION_SECONDS and size <= ANIMATION_SIZE
    if found.audio is None and found.video == "h264" and short and kind is not QUICKTIME:
        return MediaKind.ANIMATION
    return MediaKind.VIDEO


def _thumbnail(found: MediaFile, given: Path | None, kind: FileType | None, folder: Path) -> Path | None:
    """The source's own picture if it can be read, else what the file itself shows. A photo needs none."""
    if found.kind is MediaKind.PHOTO:
        return None
    sources = [given] if given else []
    if kind in (JPEG, PNG, WEBP):
        sources.append(found.path)
    if sources:
        from bot.download import thumbnail  # noqa: PLC0415 - PyAV is only for child processes

        for source in sources:
            if made := thumbnail.from_file(source, folder):
                return made
    return found.thumbnail
