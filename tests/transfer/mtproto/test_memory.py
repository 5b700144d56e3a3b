"""The largest film on the smallest host."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.mtproto import redirect
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import TOKEN
from tests.transfer.mtproto.test_mtproto_life import HERE

SIZE = 1_900_000_000  # bytes
MARKS = 40  # random blocks among the zeros, so that parts differ
MOST = 200  # MB in memory at any time, Python and the library included


def film(path: Path) -> str:
    """A file nearly all of which is zeros that take no disk; its fingerprint."""
    with path.open("wb") as file:
        for mark in range(MARKS):
            file.seek(mark * (SIZE // MARKS))
            file.write(os.urandom(1000))
        file.truncate(SIZE)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@pytest.mark.skipif(sys.platform != "linux", reason="what a process may have is limited as Linux does")
@pytest.mark.timeout(300)
def test_1900_mb_go_through_a_process_of_512_mb(tmp_path: Path) -> None:
    expected = film(tmp_path / "film.mp4")
    with MtprotoServer() as server:
        server.world.token = TOKEN
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(HERE / "tests/servers/mtproto/site"), str(HERE)]),
            redirect.VARIABLE: server.address.to_json(),
        }
        done = subprocess.run(
            [sys.executable, Path(__file__).with_name("memory.py"), tmp_path / "film.mp4"],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        [sent] = server.world.sent
    assert (sent.file.sha256, sent.file.size) == (expected, SIZE)
    assert int(done.stdout) < MOST
