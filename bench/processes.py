"""The servers around a measurement, each in a process of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
END_WITHIN = 20.0  # seconds


class Served:
    """A server in a process of its own: its first line is its address, and it ends with its standard input."""

    def __init__(self, command: list[str]) -> None:
        self._command = command

    def ask(self, line: str) -> str:
        """Write a line, read one."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self.line()

    def line(self) -> str:
        """Its next line."""
        if line := self._process.stdout.readline():
            return line.strip()
        raise RuntimeError(f"{' '.join(self._command)} ended with {self._process.wait(END_WITHIN)}")

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        self.said = self.line()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.stdout.close()


def origin(folder: Path) -> Served:
    """The tests' media origin, serving this folder."""
    return Served([sys.executable, "-m", "tests.servers.origin", "--folder", str(folder)])


def mtproto() -> Served:
    """The tests' MTProto server; each file that was sent is a line of JSON."""
    return Served([sys.executable, "-m", "tests.servers.mtproto"])
