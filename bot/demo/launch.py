"""Starts the demo's process and gives the settings by which the real bot talks to it."""

import json
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from bot.config import Config
from bot.errors import FerryError

ROOT = Path(__file__).parents[2]
STOP_WITHIN = 5.0  # seconds
PASSING = (
    "bot",
    "chat",
    "large",
    "crossing",
    "voyage",
    "album",
)  # folders in the demo's that are there for one run only


class Said(TypedDict):
    """What the demo's process says when it is ready."""

    url: str  # of the page
    api: str  # for TELEGRAM_API_BASE_URL
    files: str  # for TELEGRAM_API_BASE_FILE_URL
    token: str
    person: int  # id of the one at the page: the demo's admin


@contextmanager
def demo(config: Config) -> Iterator[tuple[Config, str]]:
    """Run the demo beside the bot: its settings, and the address of its page.

    The bot is one with a token alone, as most begin: 50 MB a file, no MTProto. The page's port is the one after the
    bot's, or any free one. Everything lies in `DATA_DIR/demo`, and only the samples stay there: the chat begins empty
    each time, so what the bot remembers of the last one goes with it.
    """
    folder = config.data_dir / "demo"
    _forget(folder)
    command = [sys.executable, "-m", "bot.demo", str(folder.absolute()), str(config.port + 1)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            line = process.stdout.readline()  # ends with the process, if not before
            if not line:
                raise FerryError("the demo's process ended at once; its reason stands above")
            said: Said = json.loads(line)
            yield _settings(config, said), said["url"]
        finally:
            process.stdin.close()
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _forget(folder)


def _forget(folder: Path) -> None:
    """Remove what belongs to one run: at its end, and before the next for one that was killed."""
    for name in PASSING:
        shutil.rmtree(folder / name, ignore_errors=True)


def _settings(config: Config, said: Said) -> Config:
    folder = config.data_dir / "demo" / "bot"
    return replace(
        config,
        bot_token=said["token"],
        api_id=None,
        api_hash=None,
        admin_id=(said["person"],),
        allowed_users=frozenset(),
        host="127.0.0.1",
        port=_free(config.port),
        data_dir=folder,
        download_dir=folder / "downloads",
        telegram_api_base_url=said["api"],
        telegram_api_base_file_url=said["files"],
        telegram_api_local=False,
    )


def _free(port: int) -> int:
    """The port, or 0 for any when it is taken: a demo starts all the same."""
    try:
        with socket.create_server(("127.0.0.1", port)):
            return port
    except OSError:
        return 0
