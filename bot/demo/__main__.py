"""The demo's own process: the emulator and the samples' site, until standard input ends.

`python -m bot.demo FOLDER PORT` prints one JSON line, the object that `launch.Said` describes.
"""

import json
import signal
import sys
from pathlib import Path

from bot.demo.emulator import Emulator
from bot.demo.origin import SAMPLES, Origin
from bot.demo.world import PAGE_PERSON


def main(folder: Path, port: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # they may reach both: the bot ends first, then its pipe
        signal.signal(number, signal.SIG_IGN)
    with Origin(folder / "samples") as origin:
        samples = [(title, origin.url + path) for title, path in SAMPLES]
        emulator = _emulator(folder / "chat", port, samples)
        with emulator:
            said = {"url": emulator.url, "api": emulator.api_base, "files": emulator.file_base}
            sys.stdout.write(json.dumps({**said, "token": emulator.token, "person": PAGE_PERSON}) + "\n")
            sys.stdout.flush()
            sys.stdin.read()


def _emulator(folder: Path, port: int, samples: list[tuple[str, str]]) -> Emulator:
    """On the wanted port if it is free, so that the address stays the same, else on any."""
    try:
        return Emulator(folder=folder, port=port, samples=samples)
    except OSError:
        return Emulator(folder=folder, port=0, samples=samples)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
