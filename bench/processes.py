"""The servers around a measurement, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
END_WITHIN = 20.0  # seconds


class Served:
    """A server in a process of its own: its first line is its address, and it ends with its standard input."""

    def __init__(self, command: list[str], settings: Mapping[str, str] | None = None) -> None:
        """`settings` are variables of its environment, on top of ours."""
        self._command, self._environment = command, os.environ | (settings or {})

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, line: str) -> str:
        """Write a line, read one."""
        self.put(line)
        return self.line()

    def put(self, line: str) -> None:
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def line(self) -> str:
        """Its next line."""
        if line := self.read():
            return line
        raise RuntimeError(f"{' '.join(self._command)} ended with {self._process.wait(END_WITHIN)}")

    def read(self) -> str:
        """Its next line; empty when it has ended."""
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        """End its standard input, and with it the server."""
        self._process.stdin.close()
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, env=self._environment, stdin=pipe, stdout=pipe, text=True
        )
        self.said = self.line()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self._process.stdout.close()


def origin(folder: Path) -> Served:
    """The tests' media origin, serving this folder."""
    return Served([sys.executable, "-m", "tests.servers.origin", "--folder", str(folder)])
