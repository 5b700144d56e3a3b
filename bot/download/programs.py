"""The programs a download may start, found whether or not an environment is activated."""

import os
import subprocess
import sysconfig
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[attr-defined]

from bot.download.errors import LONGEST, NO_SPACE
from bot.errors import DiskFull, SourceFailed

COPY_WITHIN = 600.0  # seconds to copy streams from file to file; 2 GB on a slow disk


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


def run_ffmpeg(*arguments: str, within: float = COPY_WITHIN) -> None:
    """Run the shipped ffmpeg on files; raises SourceFailed, also when it takes over `within` seconds, or DiskFull."""
    command = [str(shipped_ffmpeg()), "-v", "error", "-nostdin", "-y", *arguments]
    try:
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=within, check=True)
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode(errors="replace").strip()[-LONGEST:]
        if 256 - error.returncode in NO_SPACE:  # it ends with the negative errno (fftools/ffmpeg.c, main)
            raise DiskFull(words) from error
        raise SourceFailed(f"ffmpeg ended with {error.returncode}: {words}") from error
    except subprocess.TimeoutExpired as error:
        raise SourceFailed(f"ffmpeg took over {within:g} s") from error


def reading(path: Path, demuxer: str) -> tuple[str, ...]:
    """Arguments by which ffmpeg reads this file: by that demuxer alone, and nothing beside it, whatever it asks for."""
    return ("-protocol_whitelist", "file", "-f", demuxer, "-i", f"file:{path}")
