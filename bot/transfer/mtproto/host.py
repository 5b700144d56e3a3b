"""What this machine does for large files: the cipher, the allocator. Light to import."""

import contextlib
import ctypes
import gc
import importlib.util
import logging
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

log = logging.getLogger(__name__)

# Distributions that bring the module `tgcrypto`: docs/decisions/the-cipher.md
CIPHERS = ("tgcrypto-pyroblack", "tgcrypto-rs", "TgCrypto-pyrofork", "TgCrypto", "pytgcrypto")

# mallopt(3). From this size on glibc gives each buffer pages of its own, which the kernel hands out one by one and
# takes back at once; the three buffers of half a megabyte that each part passes through cost a third of the upload's
# processor time that way.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEEP = 32 * 1024 * 1024  # bytes: the largest that glibc takes (DEFAULT_MMAP_THRESHOLD_MAX on 64 bits)


def cipher() -> str | None:
    """Name and version of the native cipher in use; None when only a pure Python one is there, at 0.3 MB/s."""
    found = importlib.util.find_spec("tgcrypto")
    if found is None or found.origin is None:
        return None
    for name in CIPHERS:
        with contextlib.suppress(PackageNotFoundError):
            ours = distribution(name)  # of several that are installed, one wins
            if any(ours.locate_file(file) == Path(found.origin) for file in ours.files or ()):
                return f"{name} {ours.version}"
    return "tgcrypto of unknown origin"


def noted_cipher() -> str | None:
    """The same, said in the log."""
    if found := cipher():
        log.info("mtproto cipher name=%s", found)
    else:
        log.error("mtproto cipher missing: large files crawl; install what requirements.txt names")
    return found


def keep_buffers() -> None:
    """Let the allocator use freed buffers again, instead of giving each back to the system. Nothing but with glibc."""
    try:
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, KEEP)
        libc.mallopt(M_TRIM_THRESHOLD, KEEP)
    except (OSError, AttributeError):
        log.debug("no mallopt here")


def pass_over() -> None:
    """Let the collector pass over all that is there by now: it goes through a bot and its libraries in 90 ms, in
    which nothing else runs."""
    gc.freeze()


def give_back() -> None:
    """Give freed memory back to the system after all: large files are over for a while."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        log.debug("no malloc_trim here")
