"""`/livez` from outside, while five downloads and an upload of 200 MB run."""

import http.client
import threading
import time
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.bot import Bot, large_files
from bench.figure import Figure
from bench.measure import percentile
from bench.processes import Served
from bench.replies import busy
from bench.telegram import Telegram

REQUESTS = 500  # at least; all of them while a file is on its way from its link to its chat
EVERY = 0.01  # seconds between an answer and the next request
P99 = 50.0  # ms
RATE = 3_000_000  # bytes a second of each download: they last over a minute
DOWNLOADERS = range(5001, 5006)
UPLOADER = 5101  # and those after


def measure(telegram: Telegram, origin: Served, mtproto: Served, folder: Path) -> list[Figure]:
    """The upload goes by MTProto, whose encryption is done in the bot's own process: the heavier way."""
    settings = large_files(mtproto.said) | {"DOWNLOAD_WORKERS": "6"}
    with Bot(telegram, folder, **settings) as bot:
        telegram.polled()
        busy(telegram, origin, RATE, DOWNLOADERS)
        waits: list[float] = []
        people = count(UPLOADER)
        while len(waits) < REQUESTS:
            waits += _during_upload(telegram, origin, mtproto, bot, next(people))
    uploads = next(people) - UPLOADER
    note = f"of {len(waits)} requests during {uploads} uploads by MTProto; "
    note += f"median {median(waits):.1f}, worst {max(waits):.0f} ms"
    return [Figure("/livez during 5 downloads and an upload, p99", percentile(waits, 99), "ms", P99, note)]


def _during_upload(telegram: Telegram, origin: Served, mtproto: Served, bot: Bot, person: int) -> list[float]:
    """Milliseconds of each answer, from a link with a film of 200 MB until the film is in the chat."""
    over = threading.Event()
    threading.Thread(target=lambda: (mtproto.line(), over.set()), daemon=True).start()
    telegram.write(person, f"{origin.said}/film-200.mp4?{person}")
    waits = []
    while not over.is_set():
        waits.append(1000 * _ask(bot.url))
        time.sleep(EVERY)
    return waits


def _ask(url: str) -> float:
    """Seconds of one request on a connection of its own, as a host's health check makes it."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    connection.request("GET", "/livez")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"/livez answered {answer.status}")
    return time.monotonic() - began
