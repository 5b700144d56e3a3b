"""Measures everything and writes RESULTS.md: `python -m bench`, or only some of it: `python -m bench start livez`."""

import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import psutil

from bench import (
    again,
    cancel,
    choice,
    delivery,
    direct,
    films,
    large,
    listing,
    livez,
    memory,
    replies,
    start,
    troubles,
    uploads,
)
from bench.figure import Figure
from bench.processes import ROOT, origin
from bench.telegram import Telegram

RESULTS = ROOT / "bench" / "RESULTS.md"
ALL_WITHIN = 1200  # seconds


def main(wanted: list[str]) -> int:
    """0 when every figure is within its bar, else 1. Only a whole run is written down."""
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(ALL_WITHIN)
    began, load = time.monotonic(), os.getloadavg()[0]
    figures: list[Figure] = []
    with (
        tempfile.TemporaryDirectory(prefix="ferry-bench-") as folder,
        Telegram(Path(folder, "telegram")) as telegram,
        origin(films.folder()) as films_origin,
    ):
        parts: dict[str, Callable[[Path], list[Figure]]] = {
            "start": lambda path: start.measure(telegram, path),
            "memory": lambda path: memory.measure(telegram, films_origin, path),
            "replies": lambda path: replies.measure(telegram, films_origin, path),
            "livez": lambda path: livez.measure(telegram, films_origin, path),
            "cancel": lambda path: cancel.measure(telegram, films_origin, path),
            "delivery": lambda path: delivery.measure(telegram, films_origin, path),
            "again": lambda path: again.measure(telegram, films_origin, path),
            "choice": lambda path: choice.measure(telegram, films_origin, path),
            "listing": listing.measure,
            "uploads": uploads.measure,
            "direct": lambda path: direct.measure(telegram, films_origin, path),
            "large": lambda path: large.measure(telegram, films_origin, path),
            "troubles": troubles.measure,
        }
        for name in wanted or parts:
            print(f"measuring {name} ...", flush=True)
            telegram.quiet()
            figures += (found := parts[name](Path(folder, name)))
            print(*(f"  {figure.row()}" for figure in found), sep="\n", flush=True)
        refusals = telegram.refusals()
    if not wanted:
        RESULTS.write_text(_page(figures, refusals, time.monotonic() - began, load), encoding="utf-8")
        print(f"written: {RESULTS.relative_to(ROOT)}")
    return 0 if all(figure.met for figure in figures) else 1


def _page(figures: list[Figure], refusals: int, seconds: float, load: float) -> str:
    """RESULTS.md."""
    rows = "\n".join(figure.row() for figure in figures)
    return f"""# Figures

Measured by `make bench` on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC in {seconds:.0f} s: {_machine()}.
Load average before it began: {load:.1f} (above 0.5 the figures are too high: others were at work).

| what | bar | measured | | |
|---|---|---|---|---|
{rows}

- A page of `/links` is its links and how many there are, read as the bot reads them; the person's links lie scattered
  among those of 50,000 others, as they come in. It is measured in the store: the message around it is Telegram's.
- Everything is on one machine and shares its cores: the bot, Telegram (the emulator with Telegram's pace; {refusals}
  calls refused as too fast), the MTProto server, the films' origin, and whoever measures, each in its own process.
- Memory is the kernel's PSS of the bot with all below it (a page that n processes share counts 1/n in each), five
  times a second, in MB of 2^20 bytes. CPU is user and system time of the same processes.
- The films are 1080p, H.264 and AAC, 20 and 200 MB; unless fetched directly, each is on an HTML page
  where yt-dlp has to find it.
- The bare calls run in one warm process, imports and patterns ready before the clock starts as in the bot's children:
  `YoutubeDL.download` with the bot's own options, then `Bot.send_video`. They make no thumbnail and show no progress.
- A source on loopback gives 20 MB in no time. What remains of a delivery there, about 0.2 s whatever the file's size,
  is what the bare calls don't do: engine choice, a child of its own, thumbnail and facts, status line, store.
- What is asked for again comes from people of their own, so that Telegram's pace of a chat plays no part; bytes are
  those that left the origin and, by the bot's metrics, went to Telegram. The bare extraction is yt-dlp's in a warm
  process.
- Large files: the stock install is the unmodified client of the library at the version in requirements.txt, with the
  TgCrypto it recommends, as `send_document` is called by most; then the same with our cipher. Each way has a process of
  its own, warm from a smaller file, and they take turns with one file of random bytes from the page cache. Throughput
  counts from the call to the message in the chat; CPU is that process's own. A round trip is made by the server, which
  lets each answer leave so much later.
- The MTProto server deciphers and hashes each part in a process of its own, on the same cores. What it can take is the
  same file sealed beforehand and written to it by four connections.
- The direct link goes through the bot, from the link to the file in the chat, with both lines slow, or one of them.
- The lag of the loop is measured in it, by a callback due every 10 ms; a long stop counts once for each it misses.
  `/livez` is asked every 50 ms from another process, and counts from when it was due. The five downloads are larger
  than 50 MB, so they set out while they arrive, too.
- The troubles are made by the server: it closes a connection with a part on it after a quarter of the parts and after
  three quarters, and answers one with FLOOD_WAIT_3 in the middle.
"""


def _machine() -> str:
    cpu = next((line.split(":")[1].strip() for line in _cpuinfo() if line.startswith("model name")), platform.machine())
    memory_gib = psutil.virtual_memory().total / 2**30
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"{os.cpu_count()} × {cpu}, {memory_gib:.0f} GiB, {platform.system()} {platform.release()}, {python}"


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _too_long(*_: Any) -> NoReturn:
    raise TimeoutError(f"not done within {ALL_WITHIN} s")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
