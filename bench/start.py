"""From the start of `main.py` to its first getUpdates."""

from pathlib import Path
from statistics import median

from bench.bot import Bot
from bench.figure import Figure
from bench.measure import processor_time
from bench.telegram import Telegram

TIMES = 5
WALL = 2.0  # seconds
PROCESSOR = 1.8


def measure(telegram: Telegram, folder: Path) -> list[Figure]:
    """Medians of starts in a fresh folder, which make the store, and of second starts in the same."""
    fresh, second = [], []
    for number in range(TIMES):
        bot = Bot(telegram, folder / str(number))
        fresh.append(_start(telegram, bot))
        second.append(_start(telegram, bot))
    return [*_figures("fresh DATA_DIR", fresh), *_figures("second start", second)]


def _start(telegram: Telegram, bot: Bot) -> tuple[float, float]:
    began = bot.start()
    polled = telegram.polled()
    seconds = processor_time(bot.pid)
    bot.stop()
    telegram.quiet()
    return polled - began, seconds


def _figures(which: str, starts: list[tuple[float, float]]) -> list[Figure]:
    wall, processor = zip(*starts, strict=True)
    return [
        Figure(f"start to first getUpdates, {which}: wall", median(wall), "s", WALL, _spread(wall)),
        Figure(f"start to first getUpdates, {which}: CPU", median(processor), "s", PROCESSOR, _spread(processor)),
    ]


def _spread(values: tuple[float, ...]) -> str:
    return f"median of {len(values)}, {min(values):.2f} to {max(values):.2f}"
