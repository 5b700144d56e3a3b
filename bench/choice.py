"""From a link to the question what to send of it, against the bare extraction; and how often its line is edited."""

import json
import sys
import time
from itertools import count
from pathlib import Path
from statistics import median

from bench.bot import Bot
from bench.figure import Figure
from bench.processes import Served
from bench.telegram import Telegram
from bot.domain.preferences import Preferences
from bot.store.database import Database
from bot.store.preferences import PreferenceStore

TIMES = 9
ABOVE = 200.0  # ms
RATE = 300_000  # bytes a second: 20 MB take a minute and more
MINUTE = 60.0  # seconds
EDITS = 21  # of a minute
people = count(13001)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """The bare extraction is yt-dlp's with the bot's options in a warm process; the bot's begins with the message."""
    with (
        Bot(telegram, folder) as bot,
        Served([sys.executable, "-m", "bench.bare", telegram.url]) as bare,
    ):
        telegram.polled()
        link = f"{origin.said}/watch-20.html"
        _asked(telegram, bot, f"{link}?first")  # the children's server starts
        pairs = [
            (_asked(telegram, bot, f"{link}?{n}"), float(bare.ask(json.dumps([None, f"{link}?{n}"]))))
            for n in range(TIMES)
        ]
        return [_above(pairs), _edits(telegram, f"{origin.said}/throttled/{RATE}/film-20.mp4")]


def _asked(telegram: Telegram, bot: Bot, link: str) -> float:
    """Seconds from the link to the question, for somebody who wants to be asked."""
    person = next(people)
    database = Database(bot.data / "ferry.db")
    PreferenceStore(database).set(person, Preferences(ask=True))
    database.close()
    at = telegram.write(person, link)
    return telegram.got(person, "text", "What shall I send?") - at


def _above(pairs: list[tuple[float, float]]) -> Figure:
    above = median(1000 * (ours - bare) for ours, bare in pairs)
    ours, bare = (1000 * median(times) for times in zip(*pairs, strict=True))
    note = f"median of {TIMES} pairs; {ours:.0f} against {bare:.0f} ms"
    return Figure("choice shown after a link, above the bare extraction", above, "ms", ABOVE, note)


def _edits(telegram: Telegram, link: str) -> Figure:
    """Of a download that lasts longer than the minute, seen from its first message on."""
    person = next(people)
    telegram.write(person, link)
    telegram.got(person, "text")
    refused = telegram.refusals()
    before = telegram.edits(person)
    time.sleep(MINUTE)
    edits = telegram.edits(person) - before
    telegram.cancel(person)
    note = f"{telegram.refusals() - refused} refused as too fast"
    return Figure("edits of a delivery in a minute", edits, "", EDITS, note)
