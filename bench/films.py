"""The bench's films: real 1080p H.264 and AAC, made once per machine, with a page around each."""

import os
import tempfile
from pathlib import Path

from bot.demo.samples import ffmpeg, make_once

VERSION = "1"  # raise it when the films change
PIECE_SECONDS = 20
PAGE = "<!doctype html><title>A film of {size} MB</title><video src='film-{size}.mp4'></video>"


def folder() -> Path:
    """Where the films are; made at the first call, which takes about half a minute of one core."""
    made = Path(tempfile.gettempdir()) / f"ferry-bench-films-{os.getuid()}"
    make_once(made, VERSION, _make)
    return made


def _make(folder: Path) -> None:
    picture = ("-f", "lavfi", "-i", f"testsrc2=s=1920x1080:r=25:d={PIECE_SECONDS},noise=alls=12:allf=t")
    sound = ("-f", "lavfi", "-i", f"sine=f=440:d={PIECE_SECONDS}")
    rate = ("-b:v", "7850k", "-minrate", "7850k", "-maxrate", "7850k", "-bufsize", "4M")
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-x264-params", "nal-hrd=cbr", *rate)
    front = ("-movflags", "+faststart")
    ffmpeg(*picture, *sound, *h264, "-c:a", "aac", "-b:a", "128k", *front, "film-20.mp4", folder=folder)
    ffmpeg("-stream_loop", "9", "-i", "film-20.mp4", "-c", "copy", *front, "film-200.mp4", folder=folder)
    for size in (20, 200):
        (folder / f"watch-{size}.html").write_text(PAGE.format(size=size), encoding="utf-8")
