"""One delivery's look at its link, and its download, to the finished file. Runs in the child."""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.domain.delivery import State
from bot.domain.format import Format, Only
from bot.domain.found import Found, unnumbered
from bot.domain.media import MediaFile, Progress
from bot.download import choose, direct, gallery, names, ytdlp
from bot.download.client import Client
from bot.download.clips import check
from bot.download.direct import NO_HEADERS
from bot.download.finish import Raw, changes, finish, words
from bot.download.looked import Engine, Info, Looked, clear, kept
from bot.download.options import Options
from bot.download.playable import playable
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
    if before is not None:
        clear(folder)
    looked = before or delivery.look(site)
    looked.keep(folder)  # who wants something else of it after all need not wait for another look
    report(looked.found)
    meter = Meter(_hiding(report) if changes(format) else report, limit)
    try:
        return delivery.fetch(looked, format, meter)
    except (SourceRefused, NothingThere):
        if before is None:
            raise
        report("what was known of it has expired")
        looked = delivery.look(before.site)
        looked.keep(folder)
        return delivery.fetch(looked, format, meter)


class _Delivery:
    """What both engines need."""

    def __init__(self, url: str, folder: Path, options: Options, report: Report) -> None:
        self.url, self.number = unnumbered(url)
        self.folder = folder
        self.options = options
        self.report = report
        folder.mkdir(parents=True, exist_ok=True)
        self.client = Client(options)
        self.ffmpeg = on_path(folder / "bin")

    def look(self, site: str | None) -> Looked:
        """Ask the site."""
        self.report(Progress(State.LOOKING))
        try:
            return self._by_probe() if site is None else self._by_site(site)
        except LinkNotSupported:  # no film and no song; perhaps pictures
            looked = self._by_gallery(site)
            if looked is None:
                raise
            return looked

    def _by_site(self, site: str) -> Looked:
        self.report(f"engine=yt-dlp extractor={site}")
        try:
            return self._by_ytdlp(site)
        except (LinkNotSupported, SourceFailed):
            seen = self._plain()  # a site known for its videos may hold other files too
            if seen is None:
                raise
            self.report("engine=direct body=file")
            return self._as_file(site, seen)

    def _by_probe(self) -> Looked:
        seen = choose.probe(self.url, self.client)
        plain = seen.body is choose.Body.FILE
        self.report(f"engine={'direct' if plain else 'yt-dlp extractor=generic'} body={seen.body}")
        return self._as_file(None, seen) if plain else self._by_ytdlp(None)

    def _plain(self) -> choose.Seen | None:
        try:
            seen = choose.probe(self.url, self.client)
        except SourceError:
            return None
        return seen if seen.body is choose.Body.FILE else None

    def _as_file(self, site: str | None, seen: choose.Seen) -> Looked:
        name = _name(seen.disposition, seen.url, seen.content_type)
        return Looked(Engine.DIRECT, site, Found(title=name, size=seen.size, sound=seen.sounds))

    def _by_ytdlp(self, site: str | None) -> Looked:
        found, info = ytdlp.look(
            self.url, self.folder, number=self.number, generic=site is None, options=self.options, note=self.report
        )
        return Looked(Engine.YTDLP, site, found, info)

    def _by_gallery(self, site: str | None) -> Looked | None:
        there = gallery.look(self.url, self.folder, number=self.number, options=self.options, note=self.report)
        return None if there is None else Looked(Engine.GALLERY, site, *there)

    def fetch(self, looked: Looked, format: Format, meter: Meter) -> MediaFile:
        """Fetch what was found, and make it what was asked for."""
        if looked.found.items:
            raise SeveralFound(looked.found)
        if format.span is not None:
            check(format.span, looked.found.duration)
        if format.only is Only.DESCRIPTION:
            return self._words(looked)
        return finish(self._raw(looked, format, meter), format, self.folder)

    def _raw(self, looked: Looked, format: Format, meter: Meter) -> Raw:
        if looked.info is None:
            return self._by_itself(self.url, meter)
        if looked.engine is Engine.GALLERY:
            raw = self._by_itself(looked.info["url"], meter, {"Referer": looked.info["page"]})
            return replace(raw, title=looked.found.title)
        return self._from_page(looked.info, format, meter)

    def _words(self, looked: Looked) -> MediaFile:
        text = (looked.info or {}).get("description")
        if not text:
            raise LinkNotSupported("there is no description")
        return words(text, looked.found.title, self.folder)

    def _by_itself(self, url: str, meter: Meter, headers: Mapping[str, str] = NO_HEADERS) -> Raw:
        file = direct.fetch(url, self.folder / "media", self.client, meter, headers=headers)
        return Raw(file.path, name=_name(file.disposition, file.url, file.content_type))

    def _from_page(self, info: Info, format: Format, meter: Meter) -> Raw:
        raw = ytdlp.fetch(info, self.folder, format, ffmpeg=self.ffmpeg, options=self.options, meter=meter)
        return raw if format.only else replace(raw, path=playable(raw.path, self.ffmpeg))


def _name(disposition: str | None, url: str, content_type: str) -> str:
    return names.file_name(disposition=disposition, url=url, extension=mimetypes.guess_extension(content_type))


def _hiding(report: Report) -> Callable[[Progress], None]:
    """Reports without the file that arrives: it is another one that will be sent."""
    return lambda progress: report(replace(progress, file=None))
