"""The bot while a file of 1.9 GB goes through it and five downloads run: its loop, `/livez`, its memory."""

from pathlib import Path
from statistics import median

from bench import lag
from bench.bot import Bot
from bench.figure import Figure
from bench.measure import Peak, percentile
from bench.memory import MB
from bench.mtproto import MtprotoServer
from bench.pings import Pings
from bench.processes import Served
from bench.replies import busy
from bench.telegram import Telegram

SIZE = 1_900_000_000  # bytes
LAG, LIVEZ, MEMORY = 30.0, 50.0, 350.0  # ms, ms, MB
RATE = 2_500_000  # bytes a second of each download
DOWNLOADS = 200_000_000 / RATE  # seconds that they last: longer than the large file takes
DOWNLOADERS = range(9001, 9006)
PERSON = 9101
WITHIN = 240.0  # seconds


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """The large file is fetched directly and sets out while it still arrives."""
    late = folder / "late"
    with MtprotoServer() as server:
        settings = server.settings | lag.settings(late) | {"DOWNLOAD_WORKERS": "6"}
        with Bot(telegram, folder, **settings) as bot:
            telegram.polled()
            busy(telegram, origin, RATE, DOWNLOADERS)
            with Pings(bot.url) as pings, Peak(bot.pid) as peak:
                began = telegram.write(PERSON, f"{origin.said}/size/{SIZE}.bin")
                ended, facts = server.sent(PERSON, WITHIN)
    if facts["size"] != SIZE:
        raise RuntimeError(f"{facts['size']} bytes came")
    lags = [1000 * seconds for seconds in lag.read(late, began, ended)]
    return _figures(lags, pings.waits, peak, ended - began)


def _figures(lags: list[float], waits: list[float], peak: Peak, seconds: float) -> list[Figure]:
    during = "during an upload of 1.9 GB and 5 downloads"
    course = f"it took {seconds:.0f} s, the downloads {DOWNLOADS:.0f} s; "
    return [
        Figure(f"lag of the event loop {during}, p99", percentile(lags, 99), "ms", LAG, course + _spread(lags)),
        Figure(f"/livez {during}, p99", percentile(waits, 99), "ms", LIVEZ, _spread(waits)),
        Figure(f"memory {during}", peak.memory / MB, "MB", MEMORY, f"peak of up to {peak.processes} processes"),
    ]


def _spread(values: list[float]) -> str:
    return f"of {len(values)}; median {median(values):.1f}, worst {max(values):.0f} ms"
