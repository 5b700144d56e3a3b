"""Resident memory: idle, then with five downloads of 200 MB until the films are in the chats."""

import time
from itertools import count
from pathlib import Path

from bench.bot import Bot
from bench.figure import Figure
from bench.measure import Peak, memory
from bench.processes import Served
from bench.telegram import Telegram

MB = 2**20  # bytes, as the bot counts them
IDLE = 120.0  # MB
BUSY = 320.0
SETTLE = 3.0  # seconds until an idle bot is still
RATE = 20_000_000  # bytes a second of each download
AT_ONCE = 5
WAYS = (("files fetched directly", "film-200.mp4"), ("pages, by yt-dlp", "watch-200.html"))
people = count(3001)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """Five people send a link each at once; the films go out by the Bot API in local mode."""
    figures = []
    for way, path in WAYS:
        with Bot(telegram, folder / path, TELEGRAM_API_LOCAL="true") as bot:
            telegram.polled()
            time.sleep(SETTLE)
            idle = memory(bot.pid)
            with Peak(bot.pid) as course:
                _deliver(telegram, f"{origin.said}/throttled/{RATE}/{path}")
            time.sleep(SETTLE)
            after = memory(bot.pid)
        telegram.quiet()
        if not figures:
            figures.append(Figure("memory, idle", idle / MB, "MB", IDLE, "before the first link"))
        note = f"peak to the last delivery, {RATE // 1_000_000} MB/s each; {after / MB:.0f} MB afterwards"
        figures.append(Figure(f"memory, 5 downloads of 200 MB: {way}", course.memory / MB, "MB", BUSY, note))
    return figures


def _deliver(telegram: Telegram, link: str) -> None:
    """Send the link by so many people; return when each has the film."""
    senders = [next(people) for _ in range(AT_ONCE)]
    for person in senders:
        telegram.write(person, f"{link}?{person}")
    for person in senders:
        telegram.got(person, "video")
