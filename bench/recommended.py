"""TgCrypto, the cipher that the library recommends (`kurigram[fast]`), beside the environment and not in it."""

import subprocess
import sys
from importlib.metadata import Distribution
from pathlib import Path

VERSION = "1.2.5"  # the newest; from Python 3.12 on it has no wheel: pip compiles it, which takes a C compiler
FOLDER = Path(sys.prefix, "bench-stock")  # in the virtual environment: another Python, another build
WITHIN = 300.0  # seconds


def folder() -> Path | str:
    """Where it lies, installed when it's missing; or why it can't be had."""
    there = Distribution.discover(name="tgcrypto", path=[str(FOLDER)])
    if any(found.version == VERSION for found in there):
        return FOLDER
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    wanted = ["--upgrade", "--no-deps", "--target", str(FOLDER), f"tgcrypto=={VERSION}"]
    done = subprocess.run([*pip, *wanted], capture_output=True, text=True, timeout=WITHIN, check=False)
    if done.returncode == 0:
        return FOLDER
    said = done.stderr.strip().splitlines() or ["pip says nothing"]
    return f"TgCrypto {VERSION} can't be installed: {said[-1].replace('|', '/')}"
