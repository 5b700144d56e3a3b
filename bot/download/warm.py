"""Imported by the server that children are forked from, so that each is ready at once and shares its memory.

Importing this module is its work: it loads the engines and what they would load late.
"""

import gc

import av
import yt_dlp.globals
from yt_dlp.extractor import gen_extractor_classes

import bot.download.child
from bot.download.client import tls

__all__ = ("av", "bot")

yt_dlp.globals.plugin_dirs.value = []  # no code from the owner's home folder

for _kind in gen_extractor_classes():  # type: ignore[no-untyped-call]
    _kind.suitable("https://example.com/")  # compiles its pattern
    _kind.real_class  # noqa: B018 -- a page is shown to all of them, which would load each

tls()
gc.collect()
gc.freeze()  # a collector that touches old objects would copy their pages into every child
