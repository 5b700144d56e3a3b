"""Engines: a link becomes a file on disk, in a child process of its own.

Light to import: yt-dlp, urllib3 and the rest are loaded in the children's server only, by `bot.download.warm`.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from bot.concurrency.children import Children, Report
from bot.concurrency.workers import Workers
from bot.domain.delivery import State
from bot.domain.format import Format
from bot.domain.found import Found
from bot.domain.link import Link
from bot.domain.media import MediaFile, Progress
from bot.download import looked
from bot.download.options import Options
from bot.download.split import Splits

__all__ = ("PRELOAD", "Downloads", "Options", "Splits")

PRELOAD = ("bot.download.warm",)  # for Children(preload=…)

log = logging.getLogger(__name__)


class Downloads:
    """Fetches links in children, each watched by a thread. Satisfies `service.ports.Downloader`."""

    def __init__(self, *, children: Children, workers: Workers, options: Options) -> None:
        self._children = children
        self._workers = workers
        self._options = options

    async def look(self, link: Link, folder: Path) -> Found:
        """What is behind the link; raises SourceError or ChildDied.

        What was learnt of it stays in `folder`, so that `fetch` needn't ask the site again. When cancelled, the child
        and what it started are dead before this returns.
        """

        def report(message: object) -> None:
            if isinstance(message, str):
                log.info("look %s url=%s", message, link.redacted)

        def run(stop: threading.Event) -> Found:
            site = self._children.run(_site_in_child, link.url, report=report, stop=stop)
            return self._children.run(_look_in_child, link.url, site, folder, self._options, report=report, stop=stop)

        return await self._workers.run_stoppable(run)

    async def fetch(
        self,
        link: Link,
        folder: Path,
        *,
        format: Format,
        limit: int,
        progress: Callable[[Progress], None],
        found: Callable[[Found], None],
    ) -> MediaFile:
        """Fetch this of the link into `folder`, at most `limit` bytes.

        Raises SourceError (SeveralFound for a list), FileTooLarge, DiskFull or ChildDied. `found` and `progress` are
        called in the loop: `found` once, before anything is fetched; `progress` with the last one before this returns:
        it shows the file whole where it was shown arriving. When cancelled, the child and what it started are dead
        before this returns.
        """
        loop = asyncio.get_running_loop()
        latest = _Latest(loop, progress)

        def report(message: Progress | Found | str) -> None:
            if isinstance(message, str):
                log.info("download %s url=%s", message, link.redacted)
            elif isinstance(message, Found):
                loop.call_soon_threadsafe(found, message)
            else:
                latest.put(message)

        def run(stop: threading.Event) -> MediaFile:
            site = None
            if not looked.is_kept(folder):
                # Asking every extractor copies a page of memory for each: a child of its own takes them along.
                site = self._children.run(_site_in_child, link.url, report=report, stop=stop)
            arguments = (link.url, site, folder, format, limit, self._options)
            return self._children.run(_fetch_in_child, *arguments, report=report, stop=stop)

        return await self._workers.run_stoppable(run)


class _Latest:
    """Hands progress from a thread to the loop: one call at a time on its way, and the latest wins."""

    def __init__(self, loop: asyncio.AbstractEventLoop, progress: Callable[[Progress], None]) -> None:
        self._loop = loop
        self._progress = progress
        self._lock = threading.Lock()
        self._waiting: Progress | None = None

    def put(self, progress: Progress) -> None:
        with self._lock:
            on_its_way = self._waiting is not None
            self._waiting = progress
        if not on_its_way:
            self._loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        with self._lock:
            progress, self._waiting = self._waiting, None
        if progress is not None:
            self._progress(progress)


def _site_in_child(url: str, report: Report) -> str | None:
    from bot.download.choose import extractor  # noqa: PLC0415 -- loads the engines, in the child only

    report(Progress(State.LOOKING))
    return extractor(url)


def _look_in_child(url: str, site: str | None, folder: Path, options: Options, report: Report) -> Found:
    from bot.download.child import look  # noqa: PLC0415 -- likewise

    return look(url, site, folder, options, report)


def _fetch_in_child(
    url: str, site: str | None, folder: Path, format: Format, limit: int, options: Options, report: Report
) -> MediaFile:
    from bot.download.child import fetch  # noqa: PLC0415 -- likewise

    return fetch(url, site, folder, format, limit, options, report)
