"""From a call's file to what a message says of it: kinds, pictures' rules, thumbnails, file_id re-sends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from bot.demo.files import FileStore, StoredFile
from bot.demo.images import dimensions, is_jpeg
from bot.demo.limits import (
    PHOTO_LIMIT,
    PHOTO_RATIO,
    PHOTO_SIDES,
    THUMBNAIL_LIMIT,
    THUMBNAIL_SIDE,
    bad_request,
    too_large,
)
from bot.demo.world import Upload

Media = tuple[str, Any]  # the message's field, such as "video", and its value

WRONG_FILE = "wrong file identifier/HTTP URL specified"
NAMES = {"photo": "Photo", "video": "Video", "audio": "Audio", "animation": "Animation"} | {
    "document": "Document",
    "voice": "VoiceNote",
    "thumbnail": "Thumbnail",
}
NUMBERS = {"video": ("width", "height", "duration"), "animation": ("width", "height", "duration")} | {
    "audio": ("duration",),
    "voice": ("duration",),
}
WORDS = {"audio": ("performer", "title")}


class MediaDesk:
    """Takes files in. `local`: the server may read files of its own machine by file:// addresses."""

    def __init__(self, files: FileStore, *, upload_limit: int, local: bool) -> None:
        self._files = files
        self._upload_limit = upload_limit
        self._local = local

    def take(self, kind: str, value: Any, details: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Media:
        """What `value` stands for: an Upload, attach://name, file:// or a known file_id; raise ApiError else."""
        if value in (None, ""):
            raise bad_request(f"there is no {kind} in the request")
        upload = self._upload(value, uploads)
        if upload is None:
            return self._known(kind, str(value))
        thumbnail = self._thumbnail(details, uploads)
        stored = self._files.mint(kind, upload)
        if kind == "photo":
            media: Any = [_photo_size(stored)]
        else:
            media = _described(stored, details, thumbnail)
        self._files.keep([replace(stored, media=media), *([thumbnail] if thumbnail else [])])
        return kind, media

    def _upload(self, value: Any, uploads: Mapping[str, Upload]) -> Upload | None:
        if isinstance(value, Upload):
            return value
        address = str(value)
        if address.startswith("attach://"):
            upload = uploads.get(address.removeprefix("attach://"))
            if upload is None:
                raise bad_request(WRONG_FILE)
            return upload
        if address.startswith("file://") and self._local:
            return self._local_file(Path(unquote(urlsplit(address).path)))
        return None

    def _local_file(self, path: Path) -> Upload:
        if not path.is_file():
            raise bad_request("invalid file path specified")
        if path.stat().st_size > self._upload_limit:
            raise too_large()
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return Upload(path.name, path.stat().st_size, digest, str(path))

    def _known(self, kind: str, file_id: str) -> Media:
        """A file sent again by its id: it stays what it was, a photo never becomes a document."""
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self._files.find(file_id)
        if stored is None:
            raise bad_request(WRONG_FILE)
        if stored.media is None or (stored.kind == "photo") != (kind == "photo"):
            raise bad_request(f"can't use file of type {NAMES[stored.kind]} as {NAMES[kind]}")
        return stored.kind, stored.media

    def _thumbnail(self, details: Mapping[str, Any], uploads: Mapping[str, Upload]) -> StoredFile | None:
        """The thumbnail, unless it breaks the rules: then the server goes without one."""
        value = details.get("thumbnail") or details.get("thumb")
        upload = self._upload(value, uploads) if value else None
        if upload is None or not 0 < upload.size <= THUMBNAIL_LIMIT or not is_jpeg(Path(upload.path)):
            return None
        size = dimensions(Path(upload.path))
        if size is None or max(size) > THUMBNAIL_SIDE:
            return None
        stored = self._files.mint("thumbnail", upload)
        return replace(stored, mime_type="image/jpeg")


def _photo_size(stored: StoredFile) -> dict[str, Any]:
    """The one size we keep of a photo; raise ApiError for what the server takes for no photo."""
    if stored.size > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {stored.size} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    size = dimensions(stored.path)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return _identity(stored) | {"width": width, "height": height}


def _described(stored: StoredFile, details: Mapping[str, Any], thumbnail: StoredFile | None) -> dict[str, Any]:
    media: dict[str, Any] = {name: _number(details.get(name)) for name in NUMBERS.get(stored.kind, ())}
    media |= {name: str(details[name]) for name in WORDS.get(stored.kind, ()) if details.get(name)}
    media |= _identity(stored) | {"mime_type": stored.mime_type}
    if stored.kind != "voice":
        media["file_name"] = stored.name
    if thumbnail is not None:
        width, height = dimensions(thumbnail.path) or (0, 0)
        media["thumbnail"] = _identity(thumbnail) | {"width": width, "height": height}
        media["thumb"] = media["thumbnail"]  # its name before Bot API 6.6, still sent
    return media


def _identity(stored: StoredFile) -> dict[str, Any]:
    return {"file_id": stored.file_id, "file_unique_id": stored.unique_id, "file_size": stored.size}


def _number(value: Any) -> int:
    """As the server reads a number: what is none counts as 0."""
    try:
        return max(int(float(value or 0)), 0)
    except (TypeError, ValueError):
        return 0
