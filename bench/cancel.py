"""From Cancel being pressed to the message that says so, by when the child and its folder are gone."""

from itertools import count
from pathlib import Path

from bench.bot import Bot
from bench.figure import Figure
from bench.processes import Served
from bench.telegram import Telegram

WITHIN = 2.0  # seconds
TIMES = 4
STAGES = (
    ("Looking", "hang/film-20.mp4"),
    ("Downloading", "throttled/1000000/film-20.mp4"),
    ("Downloading", "throttled/1000000/watch-20.html"),
)
people = count(8001)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """The worst of some rounds in each stage."""
    with Bot(telegram, folder):
        telegram.polled()
        rounds = TIMES * [(stage, f"{origin.said}/{path}") for stage, path in STAGES]
        waits = [_cancelled(telegram, stage, link) for stage, link in rounds]
        left = list((folder / "data" / "downloads").iterdir())
    if left:
        raise RuntimeError(f"{len(left)} folders are left")
    note = (
        f"worst of {len(waits)}, looking and downloading by both engines; median {sorted(waits)[len(waits) // 2]:.2f} s"
    )
    return [Figure("Cancel pressed to its end shown", max(waits), "s", WITHIN, note)]


def _cancelled(telegram: Telegram, stage: str, link: str) -> float:
    person = next(people)
    telegram.write(person, f"{link}?{person}")
    telegram.got(person, "text", stage)
    at = telegram.cancel(person)
    return telegram.got(person, "text", "Cancelled") - at
