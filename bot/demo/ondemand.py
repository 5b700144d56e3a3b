"""Samples that are made when they are first asked for: a start of the demo doesn't wait for them."""

import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

Make = Callable[[Path], None]  # writes one file


class OnDemand:
    """Files in a folder of their own, each made once, whole or not at all."""

    def __init__(self, folder: Path, makes: Mapping[str, Make]) -> None:
        """What makes each file, by its name. Nothing is made yet, not even the folder."""
        self._folder = folder.absolute()
        self._makes = makes
        self._lock = threading.Lock()

    def file(self, name: str) -> Path | None:
        """The file, made now (a second) unless it is there; None for other names. Raises SampleMediaError, OSError."""
        make = self._makes.get(name)
        if make is None:
            return None
        path, partial = self._folder / name, self._folder / f"{name}.partial"
        with self._lock:
            if not path.exists():
                self._folder.mkdir(exist_ok=True)
                make(partial)
                partial.rename(path)
        return path

    def remove(self) -> None:
        """Remove what was made. Whoever is being served one keeps it to its end."""
        shutil.rmtree(self._folder, ignore_errors=True)
