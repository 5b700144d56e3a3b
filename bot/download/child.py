"""One delivery's download, from the link to the finished file. Runs in the child."""

import mimetypes
from collections.abc import Callable
from pathlib import Path

from bot.domain.delivery import State
from bot.domain.media import MediaFile, Progress
from bot.download import choose, direct, names, ytdlp
from bot.download.client import Client
from bot.download.options import Options
from bot.download.probe import probe
from bot.download.programs import on_path
from bot.download.progress import Meter
from bot.errors import LinkNotSupported, SourceError, SourceFailed

Report = Callable[[Progress | str], None]


def fetch(url: str, site: str | None, folder: Path, limit: int, options: Options, report: Report) -> MediaFile:
    """Fetch the link into `folder`, at most `limit` bytes; `report` gets the progress, and lines for the log.

    `site` is yt-dlp's extractor for the address as `choose.extractor` names it, None when only the generic one is left.

    Raises SourceError, FileTooLarge and DiskFull.
    """
    folder.mkdir(parents=True, exist_ok=True)
    report(Progress(State.LOOKING))
    delivery = _Delivery(url, folder, options, Meter(report, limit), report)
    if site is None:
        return delivery.by_probe()
    report(f"engine=yt-dlp extractor={site}")
    try:
        return delivery.by_ytdlp()
    except (LinkNotSupported, SourceFailed):
        if not delivery.is_file():  # a site known for its videos may hold other files too
            raise
        report("engine=direct body=file")
        return delivery.directly()


class _Delivery:
    """What both engines need."""

    def __init__(self, url: str, folder: Path, options: Options, meter: Meter, report: Report) -> None:
        self.url = url
        self.folder = folder
        self.options = options
        self.meter = meter
        self.report = report
        self.client = Client(options)
        self.ffmpeg = on_path(folder / "bin")

    def by_probe(self) -> MediaFile:
        body = choose.probe(self.url, self.client)
        self.report(f"engine={'direct' if body is choose.Body.FILE else 'yt-dlp extractor=generic'} body={body}")
        return self.directly() if body is choose.Body.FILE else self.by_ytdlp(generic=True)

    def is_file(self) -> bool:
        try:
            return choose.probe(self.url, self.client) is choose.Body.FILE
        except SourceError:
            return False

    def by_ytdlp(self, *, generic: bool = False) -> MediaFile:
        found = ytdlp.fetch(
            self.url,
            self.folder,
            generic=generic,
            ffmpeg=self.ffmpeg,
            options=self.options,
            meter=self.meter,
            note=self.report,
        )
        title = found.title or found.path.stem
        return probe(
            found.path,
            title=title,
            performer=found.performer,
            thumbnail=found.thumbnail,
            name=names.safe(title, found.path.suffix.removeprefix(".")),
            folder=self.folder,
        )

    def directly(self) -> MediaFile:
        found = direct.fetch(self.url, self.folder / "media", self.client, self.meter)
        extension = mimetypes.guess_extension(found.content_type)
        name = names.file_name(disposition=found.disposition, url=found.url, extension=extension)
        return probe(found.path, title=None, name=name, folder=self.folder)
