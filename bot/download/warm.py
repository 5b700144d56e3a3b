"""Imported by the server that children are forked from, so that each is ready at once and shares its memory.

Importing this module is its work: it loads the engines, and does once what every child would do first.
"""

import contextlib
import gc
import json
import os
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
    """Compile every extractor's patterns, load those that a page is shown to, and ask ffmpeg for its version.

    What raises here is left cold: it will raise in the child that needs it, and be told there.
    """
    kinds = yt_dlp.extractor.gen_extractor_classes()  # type: ignore[no-untyped-call]
    asked = ask_for_finders(kinds)  # it looks, on another core, while this goes on
    params = {"quiet": True, "cachedir": False, "ffmpeg_location": str(shipped_ffmpeg())}
    engine: Any = yt_dlp.YoutubeDL(params)  # type: ignore[no-untyped-call]
    for kind in kinds:
        with contextlib.suppress(Exception):
            kind.suitable(NOWHERE)
    with contextlib.suppress(Exception):
        engine.get_info_extractor("Youtube").suitable(NOWHERE)  # asked for each address in a page
        _ = yt_dlp.postprocessor.FFmpegPostProcessor(engine).available  # type: ignore[attr-defined, no-untyped-call]
    finders = told(*asked)
    for kind in kinds:
        with contextlib.suppress(Exception):
            if finders is None or kind.__name__ in finders:
                list(kind.extract_from_webpage(engine, NOWHERE, "<html>"))  # loads it
            else:
                kind.extract_from_webpage = nothing  # asked in vain, it would load in every child
    engine.close()


def ask_for_finders(kinds: list[Any]) -> tuple[int, int]:
    """Start a process that loads every extractor and says which find embeds, so that this one need not keep the
    others: 18 MB. Its id, and where to read from."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        return child, reader
    try:
        with os.fdopen(writer, "w") as answer:
            json.dump([kind.__name__ for kind in kinds if may_find_embeds(kind)], answer)
    finally:
        os._exit(0)


def told(child: int, reader: int) -> list[str] | None:
    """The names of those that find embeds; None when that process could not say."""
    names = None
    with os.fdopen(reader) as answer, contextlib.suppress(ValueError):
        names = json.load(answer)
    os.waitpid(child, 0)
    return names


def may_find_embeds(kind: Any) -> bool:
    """Whether it does, as far as it can be told."""
    try:
        return finds_embeds(kind.real_class)
    except Exception:  # noqa: BLE001 -- whatever a broken extractor raises, it will raise in the child that needs it
        return True


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
