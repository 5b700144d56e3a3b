"""The samples too large to go whole: made when they are first asked for, by copying, and gone with the site."""

import shutil
import threading
import zipfile
from math import ceil
from pathlib import Path

from bot.demo import samples
from bot.demo.limits import MEGABYTE, UPLOAD_LIMIT

FILM = "round-the-harbour.mp4"
ARCHIVE = "voyages.zip"
SIZE = UPLOAD_LIMIT + 14 * MEGABYTE  # bytes, about: two parts, the second long enough to watch


class LargeSamples:
    """A film and an archive, which repeat a sample until they are large, in the folder `large` beside the samples."""

    def __init__(self, folder: Path) -> None:
        """Over a folder that samples.make has filled. Nothing is made yet, not even the folder."""
        self._samples = folder
        self._folder = folder.with_name("large").absolute()
        self._lock = threading.Lock()

    def file(self, name: str) -> Path | None:
        """The file, made now (a second) unless it is there; None for other names. Raises SampleMediaError, OSError."""
        make = {FILM: self._film, ARCHIVE: self._archive}.get(name)
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

    def _film(self, path: Path) -> None:
        again = ("-stream_loop", str(self._rounds() - 1), "-i", samples.FILM, "-c", "copy")
        title = ("-metadata", "title=Round and round the harbour")
        target = ("-movflags", "+faststart", "-f", "mp4", str(path))
        samples.ffmpeg(*again, *title, *target, folder=self._samples)

    def _archive(self, path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for number in range(1, self._rounds() + 1):
                archive.write(self._samples / samples.FILM, f"voyage-{number:02}.mp4")

    def _rounds(self) -> int:
        return ceil(SIZE / (self._samples / samples.FILM).stat().st_size)
