"""The emulator and plain HTTP calls to it."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from bot.demo import samples
from bot.demo.emulator import Emulator

PERSON = 1001
GROUP = -1002000000001


class Caller:
    """Calls one emulator's Bot API without any bot library."""

    def __init__(self, emulator: Emulator) -> None:
        self.http = urllib3.PoolManager(retries=False, timeout=20, maxsize=8)
        self._base = emulator.api_base + emulator.token

    def raw(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The whole answer. Bytes and (name, bytes) go as files, everything else as a form."""
        fields = {name: _field(value) for name, value in parameters.items()}
        response = self.http.request("POST", f"{self._base}/{method}", fields=fields)
        answer = response.json()
        assert answer["ok"] == (response.status == 200)
        if not answer["ok"]:
            assert answer["error_code"] == response.status
        return answer

    def __call__(self, method: str, **parameters: Any) -> Any:
        """The result of a call that must succeed."""
        answer = self.raw(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    def refusal(self, method: str, **parameters: Any) -> str:
        """The description of a call that must fail."""
        answer = self.raw(method, **parameters)
        assert not answer["ok"], answer
        return answer["description"]


def _field(value: Any) -> Any:
    if isinstance(value, (str, tuple)):
        return value
    if isinstance(value, bytes):
        return ("file", value)
    return json.dumps(value)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's samples, as a start makes them."""
    folder = tmp_path_factory.mktemp("demo") / "samples"
    samples.make(folder)
    return folder


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    with Emulator(folder=tmp_path / "telegram") as running:
        yield running


@pytest.fixture
def call(emulator: Emulator) -> Caller:
    return Caller(emulator)


@pytest.fixture
def png() -> tuple[str, bytes]:
    """A picture of 40 by 30 pixels to upload."""
    return "picture.png", picture(40, 30)


def picture(width: int, height: int) -> bytes:
    """A grey PNG."""
    rows = zlib.compress((b"\0" + b"\x80" * width) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
