"""The samples too large to go whole, made by copying."""

import zipfile
from math import ceil
from pathlib import Path

from bot.demo import samples
from bot.demo.limits import MEGABYTE, UPLOAD_LIMIT
from bot.demo.ondemand import OnDemand

FILM = "round-the-harbour.mp4"
ARCHIVE = "voyages.zip"
SIZE = UPLOAD_LIMIT + 14 * MEGABYTE  # bytes, about: two parts, the second long enough to watch


class LargeSamples(OnDemand):
    """A film and an archive, which repeat a sample until they are large, in the folder `large` beside the samples."""

    def __init__(self, folder: Path) -> None:
        """Over a folder that samples.make has filled."""
        super().__init__(folder.with_name("large"), {FILM: self._film, ARCHIVE: self._archive})
        self._samples = folder

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
