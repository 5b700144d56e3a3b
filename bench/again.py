"""What was delivered before: asked for again by many, and asked for by many at once before it is there."""

import time
from itertools import count
from pathlib import Path
from statistics import median

import urllib3

from bench import films
from bench.bot import Bot
from bench.figure import Figure
from bench.measure import percentile, until
from bench.processes import Served
from bench.telegram import Telegram

ASKS = 200
ASKS_PER_SECOND = 10  # far within Telegram's 30
P99 = 400.0  # ms
AT_ONCE = 20
WITHIN = 1.0  # seconds in which they ask
RATE = 5_000_000  # bytes a second: 20 MB are under way while all of them ask
TOKEN = "a-token-for-metrics"
people = count(12001)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """Each ask comes from a person of their own, so that Telegram's pace of a chat plays no part."""
    with Bot(telegram, folder, METRICS_TOKEN=TOKEN) as bot:
        telegram.polled()
        return [*_again(telegram, origin, bot), *_at_once(telegram, origin, bot)]


def _again(telegram: Telegram, origin: Served, bot: Bot) -> list[Figure]:
    link = f"{origin.said}/film-20.mp4?again"
    telegram.got(_ask(telegram, link)[0], "video")
    before = _fetched(origin)[1] + _uploaded(bot)
    began, asked = time.monotonic(), []
    for number in range(ASKS):
        until(began + number / ASKS_PER_SECOND)
        asked.append(_ask(telegram, link))
    waits = [1000 * (telegram.got(person, "video") - at) for person, at in asked]
    moved = _fetched(origin)[1] + _uploaded(bot) - before
    what = f"a known film of 20 MB asked for again by {ASKS} people"
    note = f"{ASKS_PER_SECOND} a second; median {median(waits):.0f}, worst {max(waits):.0f} ms"
    return [
        Figure(f"{what}: message to film, p99", percentile(waits, 99), "ms", P99, note),
        Figure(f"{what}: bytes fetched or uploaded", moved, "bytes", 0),
    ]


def _at_once(telegram: Telegram, origin: Served, bot: Bot) -> list[Figure]:
    link = f"{origin.said}/throttled/{RATE}/film-20.mp4?at-once"
    (_, fetched), uploaded = _fetched(origin), _uploaded(bot)
    began, asked = time.monotonic(), []
    for number in range(AT_ONCE):
        until(began + number * WITHIN / AT_ONCE)
        asked.append(_ask(telegram, link))
    last = max(telegram.got(person, "video") - at for person, at in asked)
    size = (films.folder() / "film-20.mp4").stat().st_size
    what = f"{AT_ONCE} people asking for one new film of 20 MB within a second"
    note = f"the last has it after {last:.1f} s, the film alone takes {size / RATE:.0f} s"
    return [
        Figure(f"{what}: downloads", round((_fetched(origin)[1] - fetched) / size, 2), "", 1.05, note),
        Figure(f"{what}: uploads", round((_uploaded(bot) - uploaded) / size, 2), "", 1.05),
    ]


def _ask(telegram: Telegram, link: str) -> tuple[int, float]:
    person = next(people)
    return person, telegram.write(person, link)


def _fetched(origin: Served) -> tuple[int, int]:
    """Requests and bytes that the origin has served."""
    requests, sent = origin.ask("").split()
    return int(requests), int(sent)


def _uploaded(bot: Bot) -> int:
    """Bytes that the bot has sent to Telegram, as its metrics say."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    page = urllib3.request("GET", f"{bot.url}/metrics", headers=headers).data.decode()
    lines = dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    return sum(round(float(lines[f'ferry_sent_bytes_total{{way="{way}"}}'])) for way in ("botapi", "mtproto"))
