"""What the tests of the engines share: an origin, a client, and a folder of a delivery."""

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.domain.media import Progress
from bot.download.client import Client
from bot.download.options import Options
from bot.download.programs import on_path
from bot.download.progress import Meter
from tests.servers.origin import MediaOrigin


@pytest.fixture
def origin() -> Iterator[MediaOrigin]:
    with MediaOrigin() as origin:
        yield origin


@pytest.fixture
def raw() -> Iterator[Callable[..., str]]:
    """`raw(answer, …)` is the address of a server that gives each connection the next answer, byte for byte."""
    servers = []

    def serve(*answers: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=_answer, args=(server, answers), daemon=True).start()
        return f"http://127.0.0.1:{server.getsockname()[1]}/file"

    yield serve
    for server in servers:
        server.close()


def _answer(server: socket.socket, answers: Sequence[bytes]) -> None:
    for answer in answers:
        connection, _ = server.accept()
        with connection:
            asked = b""
            while b"\r\n\r\n" not in asked:
                asked += connection.recv(65536)
            connection.sendall(answer)


@pytest.fixture
def client() -> Client:
    return Client(Options())


@pytest.fixture
def reports() -> list[Progress | str]:
    return []


@pytest.fixture
def meter(reports: list[Progress | str]) -> Meter:
    return Meter(reports.append, 50_000_000)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets code meant for a child change its environment."""
    for name in ("PATH", "DENO_DIR", "DENO_NO_UPDATE_CHECK"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture
def ffmpeg(tmp_path: Path, environment: None) -> Path:
    return on_path(tmp_path / "bin")
