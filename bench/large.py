"""The bot while a file of 1.9 GB goes through it and five downloads run: its loop, `/livez`, its memory."""

from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

from bench import lag
from bench.bot import Bot
from bench.figure import Figure
from bench.measure import Peak, percentile
from bench.memory import MB, WAYS
from bench.mtproto import MtprotoServer
from bench.pings import Pings
from bench.processes import Served
from bench.replies import busy
from bench.telegram import Telegram

SIZE = 1_900_000_000  # bytes
LAG, LIVEZ, MEMORY = 30.0, 50.0, 350.0  # ms, ms, MB
RATE = 2_500_000  # bytes a second of each download: they last 80 s, longer than the large file
DOWNLOADS = 5
WITHIN = 240.0  # seconds
people = count(9001, 100)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """The large file is fetched directly; it sets out while it still arrives, and so do the five others."""
    figures = []
    for way, path in WAYS:
        figures += _figures(_measured(telegram, origin, folder / path, path), way)
        telegram.quiet()
    return figures


@dataclass(frozen=True, slots=True)
class _Course:
    """What was seen while the large file was on its way."""

    seconds: float
    lags: list[float]  # ms
    starved: float  # seconds
    waits: list[float]  # ms, of /livez
    memory: int  # bytes, at most
    processes: int  # at most


def _measured(telegram: Telegram, origin: Served, folder: Path, path: str) -> _Course:
    person, late = next(people), folder / "late"
    downloaders = range(person + 1, person + 1 + DOWNLOADS)
    with MtprotoServer() as server:
        settings = server.settings | lag.settings(late) | {"DOWNLOAD_WORKERS": str(1 + DOWNLOADS)}
        with Bot(telegram, folder, **settings) as bot:
            telegram.polled()
            busy(telegram, origin, RATE, downloaders, path)
            with Pings(bot.url) as pings, Peak(bot.pid) as peak:
                starved = _starved(bot.pid)
                began = telegram.write(person, f"{origin.said}/size/{SIZE}.bin?{person}")
                ended, facts = server.sent(person, WITHIN)
                starved = _starved(bot.pid) - starved
    if facts["size"] != SIZE:
        raise RuntimeError(f"{facts['size']} bytes came")
    lags = [1000 * seconds for seconds in lag.read(late, began, ended)]
    return _Course(ended - began, lags, starved, pings.waits, peak.memory, peak.processes)


def _starved(pid: int) -> float:
    """Seconds that a process's main thread was ready to run and had no processor
    (https://docs.kernel.org/scheduler/sched-stats.html); 0 where nobody counts them."""
    path = Path(f"/proc/{pid}/schedstat")
    return int(path.read_text(encoding="ascii").split()[1]) / 1e9 if path.exists() else 0.0


def _figures(course: _Course, way: str) -> list[Figure]:
    during = f"during an upload of 1.9 GB and 5 downloads, {way}"
    took = f"it took {course.seconds:.0f} s, in {course.starved:.1f} s of which the loop was kept from a processor; "
    lags, waits, memory = course.lags, course.waits, course.memory / MB
    return [
        Figure(f"lag of the event loop {during}, p99", percentile(lags, 99), "ms", LAG, took + _spread(lags)),
        Figure(f"/livez {during}, p99", percentile(waits, 99), "ms", LIVEZ, _spread(waits)),
        Figure(f"memory {during}", memory, "MB", MEMORY, f"peak of up to {course.processes} processes"),
    ]


def _spread(values: list[float]) -> str:
    return f"of {len(values)}; median {median(values):.1f}, worst {max(values):.0f} ms"
