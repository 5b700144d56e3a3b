"""A file that is too large to go whole, taken apart in children. Light to import, as the package is."""

import shutil
import threading
from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from pathlib import Path

from bot.concurrency.children import Children, Report
from bot.concurrency.workers import Workers
from bot.domain.media import MediaFile, MediaKind, Piece
from bot.download.names import MOST_BYTES, MOST_CHARACTERS, safe, split
from bot.errors import DiskFull, SourceFailed

CHUNK = 1024 * 1024  # bytes in memory while a range is copied


class Splits:
    """Takes files apart in children, each watched by a thread. Satisfies `service.ports.Splitter`."""

    def __init__(self, *, children: Children, workers: Workers) -> None:
        self._children = children
        self._workers = workers

    async def plan(self, media: MediaFile, limit: int) -> Sequence[Piece]:
        """The pieces of at most `limit` bytes, in their order; raises ChildDied.

        A film is read from beginning to end, and cut at keyframes, each piece as long as it can be. What is no film,
        can't be read, or has more than `limit` between two keyframes, goes in ranges of bytes.
        """

        def run(stop: threading.Event) -> list[Piece]:
            return self._children.run(_plan, media, limit, report=_unheard, stop=stop)

        return await self._workers.run_stoppable(run)

    async def cut(self, media: MediaFile, piece: Piece, folder: Path) -> MediaFile:
        """Write this piece, with a thumbnail of its own, into a new folder in `folder`.

        Raises SourceFailed, DiskFull or ChildDied. When it fails or is cancelled, nothing of it is left, and the child
        and its ffmpeg are dead before this returns.
        """
        room = folder / f"piece-{piece.number}"

        def run(stop: threading.Event) -> MediaFile:
            try:
                return self._children.run(_cut, media, piece, room, report=_unheard, stop=stop)
            except BaseException:
                shutil.rmtree(room, ignore_errors=True)  # a child that is killed can't do it
                raise

        return await self._workers.run_stoppable(run)


def _unheard(message: object) -> None:
    """These children have nothing to say but their results."""


# in the child


def _plan(media: MediaFile, limit: int, report: Report) -> list[Piece]:
    from bot.download import films  # noqa: PLC0415 -- loads PyAV, in the child only

    return films.plan(media.path, limit) or _ranges(media.size, limit)


def _ranges(size: int, limit: int) -> list[Piece]:
    """Pieces of `limit` bytes each, the last one of what remains."""
    count = ceil(size / limit)
    return [Piece(n + 1, count, n * limit, min((n + 1) * limit, size), playable=False) for n in range(count)]


def _cut(media: MediaFile, piece: Piece, folder: Path, report: Report) -> MediaFile:
    from bot.download.errors import NO_SPACE  # noqa: PLC0415 -- loads the engines, in the child only

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _cut_film(media, piece, folder) if piece.playable else _cut_range(media, piece, folder)
    except OSError as error:
        if error.errno in NO_SPACE:
            raise DiskFull(str(error)) from error
        raise


def _cut_film(media: MediaFile, piece: Piece, folder: Path) -> MediaFile:
    from bot.download import films  # noqa: PLC0415 -- likewise
    from bot.download.probe import probe  # noqa: PLC0415

    path = films.cut(media.path, piece, folder)
    name = _name(split(media.name)[0], f".part{piece.number}{path.suffix}")
    made = probe(path, title=media.title, performer=media.performer, name=name, folder=folder)
    if media.width and not made.width:
        raise SourceFailed(f"no picture in piece {piece.number} of {media.path.name}")
    # A short piece without sound would play over and over, as an animation.
    return replace(made, kind=MediaKind.VIDEO) if made.kind is MediaKind.ANIMATION else made


def _cut_range(media: MediaFile, piece: Piece, folder: Path) -> MediaFile:
    stem, extension = split(media.name)
    name = _name(stem, f"{extension}.{piece.number:0{max(3, len(str(piece.count)))}}")
    path = folder / "piece"
    left = size = int(piece.end - piece.start)
    with media.path.open("rb") as source, path.open("wb") as target:
        source.seek(int(piece.start))
        while left:
            data = source.read(min(CHUNK, left))
            if not data:
                raise SourceFailed(f"{media.path.name} is shorter than its {media.size} bytes")
            target.write(data)
            left -= len(data)
    return MediaFile(path, name, media.title, size, MediaKind.DOCUMENT)


def _name(stem: str, ending: str) -> str:
    """A piece's name. A long one is shortened before its ending, which tells the pieces apart.

    >>> _name("Over the sea", ".part2.mp4"), len(_name("sea" * 99, ".part2.mp4"))
    ('Over the sea.part2.mp4', 120)
    """
    stem = stem[: MOST_CHARACTERS - len(ending)].encode()[: MOST_BYTES - len(ending)].decode(errors="ignore")
    return safe(stem.rstrip(". ") + ending)
