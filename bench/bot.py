"""The bot as its owner starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from bench.processes import ROOT
from bench.telegram import TOKEN, Telegram

END_WITHIN = 20.0  # seconds; its own promise


class Bot:
    """`main.py` as a process: `with Bot(telegram, folder) as bot`. `settings` as in the README."""

    def __init__(self, telegram: Telegram, folder: Path, **settings: str) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self.log = folder / "log.txt"
        self.data = folder / "data"
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": f"{telegram.url}/bot",
            "TELEGRAM_API_BASE_FILE_URL": f"{telegram.url}/file/bot",
            "HOST": "127.0.0.1",
            "PORT": str(self._port),
            "DATA_DIR": str(self.data),
            **settings,
        }

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self) -> float:
        """Start it; the moment of it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            began = time.monotonic()
            command = [sys.executable, str(ROOT / "main.py")]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        return began

    def stop(self) -> float:
        """End it as a host does; the seconds it took."""
        began = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise RuntimeError(f"it did not end within {END_WITHIN:g} s") from None
        return time.monotonic() - began

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if self._process.poll() is None:
            self.stop()
        if kind is not None:
            print(self.log.read_text(encoding="utf-8"), file=sys.stderr)


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
