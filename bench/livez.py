"""`/livez` from outside, while five downloads and an upload of 200 MB run."""

import threading
import time
from itertools import count
from pathlib import Path
from statistics import median

from bench.bot import Bot
from bench.figure import Figure
from bench.measure import percentile
from bench.mtproto import MtprotoServer
from bench.pings import ask
from bench.processes import Served
from bench.replies import busy
from bench.telegram import Telegram

REQUESTS = 500  # at least; all of them while a file is on its way from its link to its chat
EVERY = 0.01  # seconds between an answer and the next request
P99 = 50.0  # ms
SENT_WITHIN = 120.0  # seconds; far longer than it takes
RATE = 3_000_000  # bytes a second of each download: they last over a minute
DOWNLOADERS = range(5001, 5006)
UPLOADER = 5101  # and those after


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """The upload goes by MTProto, whose encryption is done in the bot's own process: the heavier way."""
    with MtprotoServer() as mtproto, Bot(telegram, folder, **mtproto.settings, DOWNLOAD_WORKERS="6") as bot:
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


def _during_upload(telegram: Telegram, origin: Served, mtproto: MtprotoServer, bot: Bot, person: int) -> list[float]:
    """Milliseconds of each answer, from a link with a film of 200 MB until the film is in the chat."""
    over = threading.Event()
    threading.Thread(target=lambda: (mtproto.sent(person, SENT_WITHIN), over.set()), daemon=True).start()
    telegram.write(person, f"{origin.said}/film-200.mp4?{person}")
    waits = []
    while not over.is_set():
        waits.append(1000 * ask(bot.url))
        time.sleep(EVERY)
    return waits
