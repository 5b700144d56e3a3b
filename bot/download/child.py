"""One delivery's look at its link, and its download, to the finished file. Runs in the child."""

import mimetypes
from collections.abc import Callable
from pathlib import Path

from bot.domain.delivery import State
from bot.domain.format import Format
from bot.domain.found import Found
from bot.domain.media import MediaFile, Progress
from bot.download import choose, direct, names, ytdlp
from bot.download.client import Client
from bot.download.looked import Engine, Info, Looked, kept
from bot.download.options import Options
from bot.download.playable import playable
from bot.download.probe import probe
from bot.download.programs import on_path
from bot.download.progress import Meter
from bot.errors import LinkNotSupported, NothingThere, SeveralFound, SourceError, SourceFailed, SourceRefused

Report = Callable[[Progress | Found | str], None]


def look(url: str, site: str | None, folder: Path, options: Options, report: Report) -> Found:
    """What is behind the link; what was learnt of it stays in `folder` for `fetch`.

    `site` is yt-dlp's extractor for the address as `choose.extractor` names it, None when only the generic one is left.
    `report` gets that it looks, and lines for the log. Raises SourceError.
    """
    looked = _Delivery(url, folder, options, report).look(site)
    looked.keep(folder)
    return looked.found


def fetch(
    url: str, site: str | None, folder: Path, format: Format, limit: int, options: Options, report: Report
) -> MediaFile:
    """Fetch this of the link into `folder`, at most `limit` bytes; `site` as in `look`, if nobody has looked before.

    `report` gets what was found, the progress, and lines for the log. Raises SourceError (SeveralFound for a list),
    FileTooLarge and DiskFull.
    """
    delivery = _Delivery(url, folder, options, report)
    before = kept(folder)
    looked = before or delivery.look(site)
    report(looked.found)
    if looked.found.items:
        raise SeveralFound(looked.found)
    meter = Meter(report, limit)
    try:
        return delivery.fetch(looked, format, meter)
    except (SourceRefused, NothingThere):
        if before is None:
            raise
        report("what was known of it has expired")
        return delivery.fetch(delivery.look(before.site), format, meter)


class _Delivery:
    """What both engines need."""

    def __init__(self, url: str, folder: Path, options: Options, report: Report) -> None:
        self.url = url
        self.folder = folder
        self.options = options
        self.report = report
        folder.mkdir(parents=True, exist_ok=True)
        self.client = Client(options)
        self.ffmpeg = on_path(folder / "bin")

    def look(self, site: str | None) -> Looked:
        """Ask the site."""
        self.report(Progress(State.LOOKING))
        if site is None:
            return self._by_probe()
        self.report(f"engine=yt-dlp extractor={site}")
        try:
            return self._by_ytdlp(site)
        except (LinkNotSupported, SourceFailed):
            seen = self._file()  # a site known for its videos may hold other files too
            if seen is None:
                raise
            self.report("engine=direct body=file")
            return self._as_file(site, seen)

    def _by_probe(self) -> Looked:
        seen = choose.probe(self.url, self.client)
        plain = seen.body is choose.Body.FILE
        self.report(f"engine={'direct' if plain else 'yt-dlp extractor=generic'} body={seen.body}")
        return self._as_file(None, seen) if plain else self._by_ytdlp(None)

    def _file(self) -> choose.Seen | None:
        try:
            seen = choose.probe(self.url, self.client)
        except SourceError:
            return None
        return seen if seen.body is choose.Body.FILE else None

    def _as_file(self, site: str | None, seen: choose.Seen) -> Looked:
        name = names.file_name(
            disposition=seen.disposition, url=seen.url, extension=mimetypes.guess_extension(seen.content_type)
        )
        return Looked(Engine.DIRECT, site, Found(title=name, size=seen.size, sound=seen.sounds))

    def _by_ytdlp(self, site: str | None) -> Looked:
        found, info = ytdlp.look(self.url, self.folder, generic=site is None, options=self.options, note=self.report)
        return Looked(Engine.YTDLP, site, found, info)

    def fetch(self, looked: Looked, format: Format, meter: Meter) -> MediaFile:
        """Fetch what was found, and finish it."""
        if looked.info is None:
            return self._fetch_file(meter)
        return self._fetch_media(looked.info, format, meter)

    def _fetch_media(self, info: Info, format: Format, meter: Meter) -> MediaFile:
        fetched = ytdlp.fetch(info, self.folder, format, ffmpeg=self.ffmpeg, options=self.options, meter=meter)
        path = playable(fetched.path, self.ffmpeg)
        title = fetched.title or path.stem
        return probe(
            path,
            title=title,
            performer=fetched.performer,
            thumbnail=fetched.thumbnail,
            name=names.safe(title, path.suffix.removeprefix(".")),
            folder=self.folder,
        )

    def _fetch_file(self, meter: Meter) -> MediaFile:
        found = direct.fetch(self.url, self.folder / "media", self.client, meter)
        extension = mimetypes.guess_extension(found.content_type)
        name = names.file_name(disposition=found.disposition, url=found.url, extension=extension)
        return probe(found.path, title=None, name=name, folder=self.folder)
