"""Files the emulator holds, by file_id, as the Bot API describes them."""

from __future__ import annotations

import base64
import mimetypes
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.demo.limits import bad_request
from bot.demo.world import Upload

# How file ids of a kind begin on the real server, and its folder in file_path.
KINDS = {"photo": ("AgAC", "photos"), "video": ("BAAC", "videos"), "audio": ("CQAC", "music")} | {
    "animation": ("CgAC", "animations"),
    "document": ("BQAC", "documents"),
    "voice": ("AwAC", "voice"),
    "thumbnail": ("AAMC", "thumbnails"),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file on disk and what a message says of it."""

    file_id: str
    unique_id: str
    kind: str
    path: Path
    name: str
    mime_type: str
    size: int  # bytes
    remote_path: str  # what getFile calls file_path
    media: Any = None  # the value of the message's field, such as `video`


class FileStore:
    """Every file that was ever sent; it stays in the folder until the emulator's owner removes that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id: dict[str, StoredFile] = {}
        self._paths: set[str] = set()

    def mint(self, kind: str, upload: Upload) -> StoredFile:
        """A file with ids of its own, not yet kept; raise 400 for an empty one."""
        if upload.size == 0:
            raise bad_request("file must be non-empty")
        prefix, folder = KINDS[kind]
        unique = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        suffix = Path(upload.name).suffix or (".jpg" if kind in ("photo", "thumbnail") else "")
        return StoredFile(
            file_id=f"{prefix}AgAD{unique}{uuid4().hex[:16]}",
            unique_id=f"Ag{unique[:14]}",
            kind=kind,
            path=Path(upload.path),
            name=upload.name,
            mime_type=mimetypes.guess_type(upload.name)[0] or upload.content_type,
            size=upload.size,
            remote_path=f"{folder}/file_{unique[:8]}{suffix}",
        )

    def keep(self, files: Iterable[StoredFile]) -> None:
        with self._lock:
            for file in files:
                self._by_id[file.file_id] = file
                self._paths.add(str(file.path))

    def find(self, file_id: str) -> StoredFile | None:
        with self._lock:
            return self._by_id.get(file_id)

    def at(self, remote_path: str) -> StoredFile | None:
        """The file that getFile named so."""
        with self._lock:
            return next((file for file in self._by_id.values() if file.remote_path == remote_path), None)

    def discard(self, uploads: Iterable[Upload]) -> None:
        """Remove the files of a call that no message took."""
        with self._lock:
            lost = [upload for upload in uploads if upload.path not in self._paths]
        for upload in lost:
            Path(upload.path).unlink(missing_ok=True)
