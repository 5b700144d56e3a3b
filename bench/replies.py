"""From a link to the bot's first message about it, while five downloads hold all workers."""

import json
import time
from pathlib import Path
from statistics import median

import urllib3

from bench.bot import END_WITHIN, Bot
from bench.figure import Figure
from bench.measure import percentile, until
from bench.processes import Served
from bench.telegram import TOKEN, Telegram

LINKS = 120
PER_SECOND = 5  # messages; with the edits of five status lines far within Telegram's 30
ECHOES = 50
ECHOES_PER_SECOND = 10
P99 = 300.0  # ms
RATE = 5_000_000  # bytes a second of each download: they last 40 s, longer than the links take to be sent
DOWNLOADERS = range(4001, 4006)
PEOPLE = range(4101, 4101 + LINKS)
ECHOED = range(4901, 4901 + ECHOES)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """Each link comes from a person of their own, so that each gets a status line."""
    own = _echo(telegram)
    settings = {"DOWNLOAD_WORKERS": "5", "TELEGRAM_API_LOCAL": "true"}
    with Bot(telegram, folder, **settings) as bot:
        telegram.polled()
        busy(telegram, origin, RATE, DOWNLOADERS)
        began = time.monotonic()
        sent = []
        for number, person in enumerate(PEOPLE):
            until(began + number / PER_SECOND)
            sent.append(telegram.write(person, f"{origin.said}/film-20.mp4?{person}"))
        waits = [1000 * (telegram.got(who, "text") - at) for who, at in zip(PEOPLE, sent, strict=True)]
        stopped = bot.stop()
    note = f"of {LINKS} links, {PER_SECOND} a second; median {median(waits):.0f} ms; "
    note += f"the emulator's own part: median {median(own):.0f}, p99 {percentile(own, 99):.0f} ms"
    stop = f"with 5 downloads running and {LINKS} links in line"
    return [
        Figure("first reply to a link during 5 downloads, p99", percentile(waits, 99), "ms", P99, note),
        Figure("SIGTERM to the end", stopped, "s", END_WITHIN, stop),
    ]


def busy(telegram: Telegram, origin: Served, rate: int, people: range, path: str = "watch-200.html") -> None:
    """Let each of these people send a film of 200 MB at that rate (bytes a second); return when all are downloading."""
    for person in people:
        telegram.write(person, f"{origin.said}/throttled/{rate}/{path}?{person}")
    for person in people:
        telegram.got(person, "text", "Downloading")


def _echo(telegram: Telegram) -> list[float]:
    """What the emulator alone takes (ms): a bare client fetches a message and answers it."""
    http = urllib3.PoolManager()
    waits, offset = [], 0
    began = time.monotonic()
    for number, person in enumerate(ECHOED):
        until(began + number / ECHOES_PER_SECOND)
        at = telegram.write(person, "echo")
        polled = http.request("POST", f"{telegram.url}/bot{TOKEN}/getUpdates", fields={"offset": str(offset)})
        update = json.loads(polled.data)["result"][0]
        offset = update["update_id"] + 1
        fields = {"chat_id": str(person), "text": update["message"]["text"]}
        http.request("POST", f"{telegram.url}/bot{TOKEN}/sendMessage", fields=fields)
        waits.append(1000 * (telegram.got(person, "text") - at))
    http.request("POST", f"{telegram.url}/bot{TOKEN}/getUpdates", fields={"offset": str(offset)})
    return waits
