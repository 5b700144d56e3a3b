"""The programs a download may start, found whether or not an environment is activated."""

import os
import sysconfig
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[attr-defined]


def on_path(folder: Path) -> Path:
    """Put ffmpeg and the JavaScript runtime on this process's PATH; the address of ffmpeg.

    The wheel's ffmpeg has a long name, but some of yt-dlp's checks look for plain "ffmpeg" (see FFmpegPostProcessor),
    so `folder` gets a link of that name. Deno's wheel puts its program beside Python's own.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ffmpeg = folder / "ffmpeg"
    if not ffmpeg.is_symlink():
        shipped: str = get_ffmpeg_exe()  # type: ignore[no-untyped-call]
        ffmpeg.symlink_to(Path(shipped).resolve())
    os.environ["PATH"] = os.pathsep.join((str(folder), sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    os.environ["DENO_DIR"] = str(folder / "deno")  # its cache goes with the delivery
    os.environ["DENO_NO_UPDATE_CHECK"] = "1"
    return ffmpeg
