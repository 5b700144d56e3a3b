"""`main.py` as a real process, against the emulator."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import psutil
import urllib3

from bot.demo.emulator import Emulator

ROOT = Path(__file__).parents[2]
SITE = Path(__file__).parent / "site"
TOKEN = "7000007:end-to-end-token-that-no-log-may-show"
FIRST_CALL = "deleteWebhook"  # what python-telegram-bot asks for once, before it polls (Updater._bootstrap)
READY_WITHIN = 60.0  # seconds
STOP_WITHIN = 20.0  # seconds; the bot's own promise


class Ferry:
    """The bot as its owner starts it: `with Ferry(emulator, folder) as ferry`."""

    def __init__(self, emulator: Emulator, folder: Path, **settings: str) -> None:
        self.emulator = emulator
        self.folder = folder
        self.downloads = folder / "data" / "downloads"
        self.log_file = folder / "log.txt"
        self._http = urllib3.PoolManager(retries=False, timeout=10)
        self.environment = {
            **surroundings(),
            "BOT_TOKEN": emulator.token,
            "TELEGRAM_API_BASE_URL": emulator.api_base,
            "TELEGRAM_API_BASE_FILE_URL": emulator.file_base,
            "HOST": "127.0.0.1",
            "PORT": str(free_port()),
            "DATA_DIR": str(folder / "data"),
            "ADMIN_ID": "900",
            **settings,
        }
        self.url = f"http://127.0.0.1:{self.environment['PORT']}"

    def start(self) -> Self:
        """Start it; return when it polls."""
        starts = len(self.emulator.calls(FIRST_CALL))
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "main.py")], cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + READY_WITHIN
        # Both: the emulator goes on with the last poll of one that was killed until it looks who has left.
        while len(self.emulator.calls(FIRST_CALL)) == starts or not self.emulator.polling():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"it does not poll; exit {self.process.returncode}\n{self.log}")
            time.sleep(0.02)
        return self

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit status."""
        self.process.send_signal(number)
        try:
            return self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"not over within {STOP_WITHIN} s\n{self.log}") from None

    def kill(self) -> None:
        """kill -9, as a host does that has run out of memory."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.stop()

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace") if self.log_file.exists() else ""

    def get(self, path: str) -> tuple[int, Any]:
        """Status and body (JSON where it is JSON) of its web side."""
        answer = self._http.request("GET", self.url + path)
        text = answer.data.decode()
        return answer.status, json.loads(text) if "json" in answer.headers.get("Content-Type", "") else text

    def family(self) -> list[psutil.Process]:
        """It and every process below it."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]


def surroundings() -> dict[str, str]:
    """The environment of a bot's process, without this machine's settings of it."""
    own = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "COV", "HOME", "LANG"))}
    return {**own, "PYTHONPATH": os.pathsep.join((str(SITE), str(ROOT)))}


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def sent(emulator: Emulator, chat_id: int, kind: str) -> Iterator[dict[str, Any]]:
    """The bot's messages in a chat that carry such a file."""
    return (message for message in emulator.messages(chat_id) if kind in message and message["from"]["is_bot"])
