"""The sample to choose from: one film in three heights, its sound apart, subtitles in the demo's languages.

As video sites have it: a DASH manifest names every stream, so that an engine knows the heights and about their sizes
before anything is fetched. The streams themselves are made when they are first asked for.
"""

from pathlib import Path

from bot.demo import samples
from bot.demo.ondemand import Make, OnDemand

ROUNDS = 4  # of the scene: 64 s, long enough to cut a piece out
SECONDS = ROUNDS * samples.SCENE_SECONDS
SOUND = "sound.m4a"
SOUND_RATE = 96  # kbit/s, as samples.make encodes it
RATES = {1080: 700, 720: 280, 360: 120}  # kbit/s by height
WHOLE = 720  # the height of the sample itself: its picture is only copied

LINE_SECONDS = 4  # of one line of the subtitles
WORDS = {
    "en": ("Cast off.", "A calm sea.", "All files aboard.", "Land in sight."),
    "fa": ("طناب‌ها را باز کنید.", "دریا آرام است.", "همهٔ پرونده‌ها سوار شده‌اند.", "خشکی پیداست."),
    "ru": ("Отдать швартовы.", "Море спокойно.", "Все файлы на борту.", "Земля на горизонте."),
}


class Crossing(OnDemand):
    """Its streams, in the folder `crossing` beside the samples."""

    def __init__(self, folder: Path) -> None:
        """Over a folder that samples.make has filled."""
        films = {f"{height}.mp4": self._film(height) for height in RATES}
        super().__init__(folder.with_name("crossing"), {SOUND: self._sound, **films})
        self._samples = folder

    def _film(self, height: int) -> Make:
        def scaled(path: Path) -> None:
            one = path.with_suffix(".round")
            self._scale(one, height)
            self._repeat(str(one), path)
            one.unlink()

        def copied(path: Path) -> None:
            self._repeat(samples.FILM, path, "-an")

        return copied if height == WHOLE else scaled

    def _scale(self, path: Path, height: int) -> None:
        """The scene once, at about the rate that the manifest names, with keyframes where the sample has them."""
        rate = f"{RATES[height]}k"
        h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "100", "-sc_threshold", "0")
        paced = ("-b:v", rate, "-maxrate", rate, "-bufsize", rate)
        scale = ("-an", "-vf", f"scale=-2:{height}")
        samples.ffmpeg("-i", samples.FILM, *scale, *h264, *paced, "-f", "mp4", str(path), folder=self._samples)

    def _sound(self, path: Path) -> None:
        self._repeat(samples.FILM, path, "-vn")

    def _repeat(self, source: str, path: Path, *without: str) -> None:
        again = ("-stream_loop", str(ROUNDS - 1), "-i", source, *without, "-c", "copy")
        samples.ffmpeg(*again, "-movflags", "+faststart", "-f", "mp4", str(path), folder=self._samples)


def subtitles(language: str) -> str:
    """The film's subtitles in WebVTT; KeyError for a language that has none."""
    lines = WORDS[language] * ROUNDS
    cues = (f"{_clock(number)} --> {_clock(number + 1)}\n{line}\n" for number, line in enumerate(lines))
    return "\n".join(("WEBVTT\n", *cues))


def _clock(line: int) -> str:
    """When a line of the subtitles begins.

    >>> _clock(0), _clock(16)
    ('00:00.000', '01:04.000')
    """
    minutes, seconds = divmod(line * LINE_SECONDS, 60)
    return f"{minutes:02}:{seconds:02}.000"
