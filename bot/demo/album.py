"""The sample of an album: six pictures taken out of the films."""

from pathlib import Path

from bot.demo import samples
from bot.demo.ondemand import Make, OnDemand

# Each picture's title, and where it is: in which film, after how many seconds.
PICTURES = {
    "Leaving": (samples.FILM, 1),
    "At the breakwater": (samples.FILM, 4),
    "Under the sun": (samples.FILM, 7),
    "By the hills": (samples.FILM, 14),
    "In the dark": (samples.HLS, 2),
    "By moonlight": (samples.HLS, 6),
}


class Album(OnDemand):
    """Its pictures, in the folder `album` beside the samples."""

    def __init__(self, folder: Path) -> None:
        """Over a folder that samples.make has filled."""
        makes = {name(title): self._picture(film, at) for title, (film, at) in PICTURES.items()}
        super().__init__(folder.with_name("album"), makes)
        self._samples = folder

    def _picture(self, film: str, at: int) -> Make:
        def make(path: Path) -> None:
            frame = ("-frames:v", "1", "-q:v", "3", "-f", "mjpeg", str(path))
            samples.ffmpeg("-ss", str(at), "-i", film, *frame, folder=self._samples)

        return make


def name(title: str) -> str:
    """What the picture of that title is called.

    >>> name("By the hills")
    'by-the-hills.jpg'
    """
    return f"{title.lower().replace(' ', '-')}.jpg"
