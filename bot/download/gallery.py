"""gallery-dl as an engine for posts with pictures only: a program of its own, that says where the pictures are.

Never imported: its licence is another than ours (see docs/decisions/galleries.md).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.domain.found import Found, Item, numbered
from bot.download.client import CONNECT_WITHIN
from bot.download.errors import for_log
from bot.download.lists import MOST
from bot.download.looked import Info
from bot.download.options import Options
from bot.errors import NothingThere, SignInNeeded, SourceError, SourceFailed, SourceUnreachable

LOOK_WITHIN = 120.0  # seconds; long albums are read page by page
UNSUPPORTED = 64  # exit status (gallery_dl/__init__.py, main)

# Nothing of the owner's home is read; a site that fails is tried twice.
ARGUMENTS = ("--config-ignore", "--no-input", "--dump-json", "--retries", "1", "--http-timeout", f"{CONNECT_WITHIN:g}")

# Kinds of its messages (gallery_dl/extractor/message.py), each with data of its own behind them
FAILED, POST, PICTURE, PAGE = -1, 2, 3, 6

# Its exceptions (gallery_dl/exception.py), by name
TRANSLATION: Mapping[str, type[SourceError]] = {
    "AuthRequired": SignInNeeded,
    "AuthenticationError": SignInNeeded,
    "AuthorizationError": SignInNeeded,
    "NotFoundError": NothingThere,
}

Message = tuple[int, *tuple[Any, ...]]


def look(
    url: str, folder: Path, *, number: int | None = None, options: Options, note: Callable[[str], None]
) -> tuple[Found, Info | None] | None:
    """The pictures at the address; None when gallery-dl doesn't know such a site, or finds nothing there.

    Of one picture (also the only one), its address and the page it belongs to come along; of a list, None. `number`:
    this picture of the post is meant. `note` gets what the log should know. Raises SourceError.
    """
    messages = _asked(url, folder, number, options)
    if messages is None:
        return None
    entries = [message for message in messages if message[0] in (PICTURE, PAGE)]
    note(f"engine=gallery-dl entries={len(entries)}")
    if not entries:
        _fail(messages)
        return None
    about: Info = next((message[1] for message in messages if message[0] == POST), {})
    title = _word(about, "title", "description", "content") or url
    if len(entries) == 1 and entries[0][0] == PICTURE and not _elsewhere(entries[0][1]):
        return Found(title=title, picture=entries[0][1]), {"url": entries[0][1], "page": url}
    items = tuple(_item(url, at, kind, address, data) for at, (kind, address, data) in enumerate(entries[:MOST], 1))
    found = Found(title=title, uploader=_word(about, "author", "user", "artist"), items=items, more=len(entries) > MOST)
    return found, None


def _asked(url: str, folder: Path, number: int | None, options: Options) -> list[Message] | None:
    """What the program says; None when the address is none for it."""
    wanted = str(number) if number else f"1-{MOST + 1}"
    command = [sys.executable, "-m", "gallery_dl", *ARGUMENTS, "--range", wanted]
    if options.proxy:
        command += ["--proxy", options.proxy]
    if options.cookies is not None:
        command += ["--cookies", str(options.cookies), "--option", "cookies-update=false"]  # it would write them back
    surroundings = os.environ | {"XDG_CACHE_HOME": str(folder)}
    try:
        done = subprocess.run([*command, url], capture_output=True, timeout=LOOK_WITHIN, env=surroundings, check=False)
    except subprocess.TimeoutExpired as error:
        raise SourceUnreachable(f"gallery-dl took over {LOOK_WITHIN:g} s") from error
    if done.returncode & UNSUPPORTED:
        return None
    try:
        return [tuple(message) for message in json.loads(done.stdout)]
    except ValueError as error:
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]  # what ended it
        raise SourceFailed(for_log(f"gallery-dl ended with {done.returncode}", *last)) from error


def _fail(messages: Sequence[Message]) -> None:
    """Raise what the program failed with, if it did."""
    for kind, *data in messages:
        if kind == FAILED:
            name, words = data[0].get("error"), data[0].get("message")
            raise TRANSLATION.get(name, SourceFailed)(for_log(f"gallery-dl: {name}: {words}"))


def _item(url: str, number: int, kind: int, address: str, data: Info) -> Item:
    """One picture, by its post's address and its number; or a page of its own, such as one of a person's posts."""
    if kind == PAGE or _elsewhere(address):
        return Item(number, address.removeprefix("ytdl:"), _word(data, "title"))
    return Item(number, numbered(url, number), _word(data, "filename"))


def _elsewhere(address: str) -> bool:
    """Whether it is another program's to fetch: gallery-dl marks films so."""
    return address.startswith("ytdl:")


def _word(data: Info, *names: str) -> str | None:
    """The first of these that is said, in words or by a name."""
    values = (data.get(name) for name in names)
    words = (value.get("name") if isinstance(value, Mapping) else value for value in values)
    return next((word for word in words if isinstance(word, str) and word), None)
