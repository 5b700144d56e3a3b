"""What the tests of the engines share: an origin, a client, and a folder of a delivery."""

import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.domain.format import Format
from bot.domain.found import Found
from bot.domain.media import MediaFile, Progress
from bot.download import child
from bot.download.choose import extractor
from bot.download.client import Client
from bot.download.options import Options
from bot.download.programs import on_path
from bot.download.progress import Meter
from tests.servers.origin import MediaOrigin
from tests.servers.origin_media import shared_folder

LIMIT = 50_000_000  # bytes
WHOLE = Format()
NO_OPTIONS = Options()


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
def reports() -> list[Progress | Found | str]:
    return []


@pytest.fixture
def meter(reports: list[Progress | Found | str]) -> Meter:
    return Meter(reports.append, LIMIT)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets code meant for a child change its environment."""
    for name in ("PATH", "DENO_DIR", "DENO_NO_UPDATE_CHECK"):
        monkeypatch.setenv(name, os.environ.get(name, ""))


@pytest.fixture
def ffmpeg(tmp_path: Path, environment: None) -> Path:
    return on_path(tmp_path / "bin")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[MediaOrigin]:
    """An origin whose files are the test's own: some of the shared ones, to be changed."""
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("clip.mp4", "photo.jpg"):
        shutil.copy(shared_folder() / name, folder)
    for name in ("hls", "film"):
        shutil.copytree(shared_folder() / name, folder / name)
    with MediaOrigin(folder) as site:
        yield site


class Delivery:
    """One delivery in the tests' own process: what `look` learns stays in its folder for `fetch`."""

    def __init__(
        self,
        folder: Path,
        origin: MediaOrigin,
        report: Callable[[Progress | Found | str], None],
        options: Options = NO_OPTIONS,
    ) -> None:
        self._options = options
        self.folder = folder
        self._origin = origin
        self._report = report

    def look(self, path: str, *, site: MediaOrigin | None = None) -> Found:
        url = self._url(path, site)
        return child.look(url, extractor(url), self.folder, self._options, self._report)

    def fetch(
        self, path: str, format: Format = WHOLE, *, limit: int = LIMIT, site: MediaOrigin | None = None
    ) -> MediaFile:
        url = self._url(path, site)
        return child.fetch(url, extractor(url), self.folder, format, limit, self._options, self._report)

    def _url(self, path: str, site: MediaOrigin | None) -> str:
        return path if "://" in path else f"{(site or self._origin).url}/{path}"


@pytest.fixture
def delivery(tmp_path: Path, origin: MediaOrigin, environment: None, reports: list[Progress | Found | str]) -> Delivery:
    return Delivery(tmp_path / "delivery", origin, reports.append)
