"""A call's parameters: from the query, a form, JSON, or multipart whose files go straight to disk."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from flask import Request, current_app

from bot.demo.limits import MEGABYTE, bad_request
from bot.demo.world import Upload

FIELDS_LIMIT = 8 * MEGABYTE  # bytes of all form fields that are no files
INTEGERS = frozenset(
    {"chat_id", "from_chat_id", "message_id", "reply_to_message_id", "message_thread_id", "user_id", "offset"}
    | {"limit", "timeout", "width", "height", "duration", "cache_time"}
)


class _HashedFile:
    """What werkzeug writes an uploaded file into: a file that hashes and counts on its way."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("w+b")
        self._hash = hashlib.sha256()
        self.path = path
        self.size = 0

    def write(self, data: bytes) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._file.write(data)

    def seek(self, position: int, whence: int = 0) -> int:
        return self._file.seek(position, whence)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def close(self) -> None:
        self._file.close()

    def sha256(self) -> str:
        return self._hash.hexdigest()


class StreamedRequest(Request):
    """A request whose files are written into the emulator's folder, never held in memory."""

    max_form_memory_size = FIELDS_LIMIT

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> Any:
        return _HashedFile(Path(current_app.config["FOLDER"]) / f"upload-{uuid4().hex}")


class Parameters:
    """Typed access to what came with a call. An unusable value is as good as none, as on the real server."""

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    @classmethod
    def read(cls, request: Request) -> Parameters:
        """Read them all; raise ApiError for JSON that is none."""
        values: dict[str, Any] = request.args.to_dict()
        if request.mimetype == "application/json":
            body = request.get_json(silent=True)
            if not isinstance(body, dict):
                raise bad_request("can't parse JSON object")
            return cls(values | body)
        values |= request.form.to_dict()
        uploads = {}
        for field, storage in request.files.items():
            stream: Any = storage.stream
            stream.close()
            name = storage.filename or field
            kind = storage.mimetype or "application/octet-stream"
            uploads[field] = Upload(name, stream.size, stream.sha256(), str(stream.path), kind)
        return cls(values, uploads)

    def text(self, name: str) -> str:
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def integer(self, name: str, default: int = 0) -> int:
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def chat_id(self, name: str = "chat_id") -> int | str:
        value = self.text(name)
        return int(value) if value.lstrip("-").isdecimal() else value

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "1", "yes", "t", "y"}

    def structure(self, name: str) -> Any:
        """A JSON-serialized value, or None; raise ApiError when it cannot be read."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def readable(self) -> dict[str, Any]:
        """All of it as tests like to look at it: JSON and numbers decoded, files as Upload."""
        return {name: _decoded(name, value) for name, value in self.values.items()} | self.uploads


def _decoded(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in INTEGERS and value.lstrip("-").isdecimal():
        return int(value)
    if name not in {"text", "caption"} and value[:1] in {"{", "["}:
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
