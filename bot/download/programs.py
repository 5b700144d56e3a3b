"""The programs a download may start, found whether or not an environment is activated."""

import os
import sysconfig
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[attr-defined]


def shipped_ffmpeg() -> Path:
    """The ffmpeg that came with the requirements."""
    path: str = get_ffmpeg_exe()  # type: ignore[no-untyped-call]
    return Path(path).resolve()


def on_path(folder: Path) -> Path:
    """Put ffmpeg and the JavaScript runtime on this process's PATH; return where ffmpeg is.

    The wheel's ffmpeg has a long name, but some of yt-dlp's checks look for plain "ffmpeg" (see FFmpegPostProcessor),
    so `folder` gets a link of that name. Deno's wheel puts its program beside Python's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg = shipped_ffmpeg()
    link = folder / "ffmpeg"
    link.unlink(missing_ok=True)
    link.symlink_to(ffmpeg)
    os.environ["PATH"] = os.pathsep.join((str(folder), sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    os.environ["DENO_DIR"] = str(folder / "deno")  # its cache goes with the delivery
    os.environ["DENO_NO_UPDATE_CHECK"] = "1"
    return ffmpeg
