"""What was fetched, made into what was asked for. Synchronous; made for a child process."""

from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.format import Format, Only, Span, Subtitles
from bot.domain.media import MediaFile, MediaKind
from bot.download import clips, sound, subtitles
from bot.download.names import safe, split
from bot.download.probe import probe
from bot.download.subtitles import Subtitle
from bot.errors import LinkNotSupported


@dataclass(frozen=True, slots=True)
class Raw:
    """A file as its source gave it, and what the source said of it."""

    path: Path
    name: str | None = None  # the file name, where the source gave one
    title: str | None = None
    performer: str | None = None
    thumbnail: Path | None = None
    subtitles: tuple[Subtitle, ...] = ()


def changes(format: Format) -> bool:
    """Whether the finished file is, or may be, another than the one that arrives."""
    return bool(format.only or format.span or format.subtitles is Subtitles.SOFT)


def finish(raw: Raw, format: Format, folder: Path) -> MediaFile:
    """The file that was asked for, in `folder`; what it was made from is removed.

    Raises LinkNotSupported when there's no sound or picture in it, SourceFailed (also for a span that begins behind the
    end) or DiskFull.
    """
    if format.only is Only.PICTURE:
        return _picture(raw, folder)
    if raw.title is None and (format.only or format.span):
        raw = _described(raw, folder)
    raw = _only_sound(raw, format, folder)
    if format.span is not None:
        raw = _piece(raw, format.span, folder)
    if format.only is Only.MP3:
        raw = _with(raw, sound.extract(raw.path, Only.MP3, _tags(raw), folder))
    if format.subtitles is Subtitles.SOFT:
        raw = _with(raw, subtitles.muxed(raw.path, raw.subtitles, folder))
    made = _probed(raw, folder)
    if format.subtitles is Subtitles.FILE:
        made = replace(made, beside=subtitles.beside(raw.subtitles, made.name))
    if format.span is not None and made.kind is MediaKind.ANIMATION:
        made = replace(made, kind=MediaKind.VIDEO)  # a short piece without sound would play over and over
    return replace(made, kind=MediaKind.DOCUMENT) if format.document else made


def words(text: str, title: str, folder: Path) -> MediaFile:
    """Words as a document."""
    path = folder / "words.txt"
    path.write_text(text, encoding="utf-8")
    return probe(path, title=title, name=safe(title, "txt"), folder=folder)


def _described(raw: Raw, folder: Path) -> Raw:
    """With what the file says of itself: less of that is left in a part of it."""
    whole = _probed(raw, folder)
    return replace(raw, title=whole.title, performer=whole.performer, thumbnail=whole.thumbnail)


def _only_sound(raw: Raw, format: Format, folder: Path) -> Raw:
    """Without its picture when that isn't wanted; to be encoded only once it is cut."""
    early = format.only is Only.M4A or (format.only is Only.MP3 and format.span is not None)
    return _with(raw, sound.extract(raw.path, Only.M4A, _tags(raw), folder)) if early else raw


def _piece(raw: Raw, span: Span, folder: Path) -> Raw:
    clip = clips.cut(raw.path, span, folder)
    texts = tuple(subtitles.shifted(one, clip.begin, span.end) for one in raw.subtitles)
    picture = None if clip.film else raw.thumbnail  # a film's piece shows a picture of its own
    return replace(_with(raw, clip.path), subtitles=texts, thumbnail=picture)


def _picture(raw: Raw, folder: Path) -> MediaFile:
    """The picture that it is, or else the one that it shows."""
    made = _probed(raw, folder)
    if made.mime.startswith("image/"):
        return made
    if made.thumbnail is None:
        raise LinkNotSupported("no picture in it")
    return probe(made.thumbnail, title=made.title, name=safe(split(made.name)[0], "jpg"), folder=folder)


def _probed(raw: Raw, folder: Path) -> MediaFile:
    name = raw.name or safe(raw.title or raw.path.stem, raw.path.suffix.removeprefix("."))
    return probe(raw.path, title=raw.title, performer=raw.performer, thumbnail=raw.thumbnail, name=name, folder=folder)


def _with(raw: Raw, path: Path) -> Raw:
    """The same, in another file."""
    if path != raw.path:
        raw.path.unlink()
    return replace(raw, path=path)


def _tags(raw: Raw) -> dict[str, str | None]:
    return {"title": raw.title, "artist": raw.performer}
