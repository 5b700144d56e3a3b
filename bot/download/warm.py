"""Imported by the server that children are forked from, so that each is ready at once and shares its memory.

Importing this module is its work: it loads the engines, and does once what every child would do first.
"""

import contextlib
import gc
from collections.abc import Iterator
from typing import Any

import av
import yt_dlp
import yt_dlp.extractor
import yt_dlp.extractor.common
import yt_dlp.globals
import yt_dlp.postprocessor

import bot.download.child
from bot.download.client import tls
from bot.download.programs import shipped_ffmpeg

__all__ = ("av", "bot")

NOWHERE = "https://example.com/"


def warm() -> None:
    """Compile every extractor's patterns, and ask ffmpeg for its version.

    What raises here is left cold: it will raise in the child that needs it, and be told there.
    """
    params = {"quiet": True, "cachedir": False, "ffmpeg_location": str(shipped_ffmpeg())}
    engine: Any = yt_dlp.YoutubeDL(params)  # type: ignore[no-untyped-call]
    for kind in yt_dlp.extractor.gen_extractor_classes():  # type: ignore[no-untyped-call]
        with contextlib.suppress(Exception):
            kind.suitable(NOWHERE)
            list(kind.extract_from_webpage(engine, NOWHERE, "<html>"))  # loads it; a page is shown to all of them
            if not finds_embeds(kind.real_class):
                kind.extract_from_webpage = nothing  # asked in vain, it would copy its pages into every child
    with contextlib.suppress(Exception):
        engine.get_info_extractor("Youtube").suitable(NOWHERE)  # asked for each address in a page
        _ = yt_dlp.postprocessor.FFmpegPostProcessor(engine).available  # type: ignore[attr-defined, no-untyped-call]
    engine.close()


def finds_embeds(kind: Any) -> bool:
    """Can this extractor find its site's players in other sites' pages? About one in ten can.

    As `InfoExtractor.extract_from_webpage` and what it calls go about it (yt_dlp/extractor/common.py).
    """
    plain = yt_dlp.extractor.common.InfoExtractor
    names = ("extract_from_webpage", "_extract_from_webpage", "_extract_embed_urls")
    own = (getattr(getattr(kind, name), "__func__", None) is not getattr(plain, name).__func__ for name in names)
    return any(own) or bool(kind._EMBED_REGEX)


def nothing(*_: object) -> Iterator[None]:
    """No embeds."""
    return iter(())


yt_dlp.globals.plugin_dirs.value = []  # no code from the owner's home folder
warm()
tls()
gc.collect()
gc.freeze()  # a collector that touches old objects would copy their pages into every child
