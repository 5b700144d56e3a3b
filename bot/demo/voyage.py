"""The sample of a playlist: twelve short films cut out of the others, of which one is not there."""

from pathlib import Path

from bot.demo import samples
from bot.demo.ondemand import Make, OnDemand

STAGE_SECONDS = 4  # of each film: from keyframe to keyframe
TITLES = (
    "Cast off",
    "Past the breakwater",
    "Calm sea",
    "A low sun",
    "Fog",
    "Open water",
    "Night falls",
    "The long swell",
    "Stars",
    "First light",
    "Land in sight",
    "Moored",
)
LOST = "Fog"  # the one that is not there


class Voyage(OnDemand):
    """Its films, in the folder `voyage` beside the samples."""

    def __init__(self, folder: Path) -> None:
        """Over a folder that samples.make has filled."""
        numbered = enumerate(TITLES, 1)
        makes = {name(title): self._stage(number, title) for number, title in numbered if title != LOST}
        super().__init__(folder.with_name("voyage"), makes)
        self._samples = folder

    def _stage(self, number: int, title: str) -> Make:
        """Half of them by day, half by night, each another stretch of the scene."""

        def make(path: Path) -> None:
            by_day = number <= len(TITLES) // 2
            start = str(number * STAGE_SECONDS % samples.SCENE_SECONDS)
            piece = ("-ss", start, "-t", str(STAGE_SECONDS), "-i", samples.FILM if by_day else samples.HLS)
            target = ("-metadata", f"title={title}", "-movflags", "+faststart", "-f", "mp4", str(path))
            samples.ffmpeg(*piece, "-c", "copy", *target, folder=self._samples)

        return make


def name(title: str) -> str:
    """What the film of that title is called.

    >>> name("Past the breakwater")
    'past-the-breakwater.mp4'
    """
    return f"{title.lower().replace(' ', '-')}.mp4"
