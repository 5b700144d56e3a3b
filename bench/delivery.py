"""A whole delivery of a 20 MB film against the bare library calls in a row."""

import json
import sys
from itertools import count
from pathlib import Path
from statistics import median

from bench.bot import Bot
from bench.figure import Figure
from bench.processes import Served
from bench.telegram import Telegram

TIMES = 9
RATIO = 1.15
PLACES = (("a source on loopback", ""), ("a source with 5 MB/s", "throttled/5000000/"))
people = count(6001)


def measure(telegram: Telegram, origin: Served, folder: Path) -> list[Figure]:
    """Medians of alternating runs, each from the link to the moment the film is in the chat."""
    with (
        Bot(telegram, folder),
        Served([sys.executable, "-m", "bench.bare", telegram.url]) as bare,
    ):
        telegram.polled()
        first = _delivered(telegram, f"{origin.said}/watch-20.html?first")
        figures = []
        for place, prefix in PLACES:
            link = f"{origin.said}/{prefix}watch-20.html"
            pairs = [(_delivered(telegram, link), _bare(telegram, bare, link)) for _ in range(TIMES)]
            figures.append(_figure(place, pairs))
    return [*figures, Figure("first delivery of 20 MB by a fresh bot", first, "s", note="the children's server starts")]


def _delivered(telegram: Telegram, link: str) -> float:
    """Seconds from the link to the film in the chat."""
    person = next(people)
    at = telegram.write(person, f"{link}?{person}")
    return telegram.got(person, "video") - at


def _bare(telegram: Telegram, bare: Served, link: str) -> float:
    person = next(people)
    telegram.person(person)
    began = float(bare.ask(json.dumps([person, f"{link}?{person}"])))
    return telegram.got(person, "video") - began


def _figure(place: str, pairs: list[tuple[float, float]]) -> Figure:
    ours, theirs = (median(times) for times in zip(*pairs, strict=True))
    ratio = median(own / bare for own, bare in pairs)
    note = f"median of {TIMES} pairs; {ours:.2f} s against {theirs:.2f} s"
    return Figure(f"delivery of 20 MB against the bare calls, {place}", ratio, "×", RATIO, note)
