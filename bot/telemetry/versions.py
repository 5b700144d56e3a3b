"""Which versions run here, and how old the engine is."""

import platform
import tomllib
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
ENGINE = "yt-dlp"
SHOWN = ("python-telegram-bot", "kurigram", ENGINE)  # kurigram is the distribution of `pyrogram`


def versions() -> dict[str, str]:
    """Name and version of what matters; what isn't installed is left out."""
    found = {"Ferry": tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"]}
    found["Python"] = platform.python_version()
    for name in SHOWN:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def age(engine: str, today: date) -> int | None:
    """Days since a version of yt-dlp, which is named by its date; None for one that isn't.

    >>> age("2026.8.19", date(2026, 8, 30)), age("2026.08.19.232759.dev0", date(2026, 8, 20)), age("0+local", date.max)
    (11, 1, None)
    """
    try:
        year, month, day = (int(part) for part in engine.split(".")[:3])
        return max(0, (today - date(year, month, day)).days)
    except ValueError:
        return None
