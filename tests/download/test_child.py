"""A delivery's download as the child does it, in the tests' own process; test_downloads.py has the real children."""

import shutil
from pathlib import Path

import pytest

from bot.domain.delivery import State
from bot.domain.format import Format
from bot.domain.media import MediaFile, MediaKind, Progress
from bot.download.child import fetch
from bot.download.choose import extractor
from bot.download.options import Options
from bot.download.playable import index_at_end
from bot.errors import LinkNotSupported, NothingThere, SeveralFound, SourceFailed
from tests.servers.origin import MediaOrigin
from tests.servers.origin_media import shared_folder

MEDIASITE = "Mediasite/Play/a39c2a8e0a4b4e1f9c5f3ef0e3b0f0d41d"  # any host's is known to yt-dlp by its path


@pytest.fixture
def get(origin, environment, tmp_path, reports):
    def get(path: str, site: MediaOrigin = origin) -> MediaFile:
        url = f"{site.url}/{path}"
        return fetch(url, extractor(url), tmp_path / "delivery", Format(), 50_000_000, Options(), reports.append)

    return get


@pytest.fixture
def mediasite(tmp_path):
    """A site that yt-dlp has an extractor for; `place(file)` puts a file where it expects a film's page."""
    folder = tmp_path / "site"
    path = folder / MEDIASITE
    path.parent.mkdir(parents=True)
    with MediaOrigin(folder) as site:
        site.place = lambda file: shutil.copy(file, path)
        yield site


@pytest.mark.parametrize(
    ("path", "kind", "name", "mime"),
    [
        ("clip.mp4", MediaKind.VIDEO, "clip.mp4", "video/mp4"),
        ("as/text/html/untitled/../clip.mp4", MediaKind.VIDEO, "clip.mp4", "video/mp4"),
        ("clip.webm", MediaKind.DOCUMENT, "clip.webm", "video/webm"),
        ("song.mp3", MediaKind.AUDIO, "song.mp3", "audio/mpeg"),
        ("photo.jpg", MediaKind.PHOTO, "photo.jpg", "image/jpeg"),
        ("text.txt", MediaKind.DOCUMENT, "text.txt", "text/plain"),
        ("named/utf8/paper.pdf", MediaKind.DOCUMENT, "سلام.pdf", "application/pdf"),
        ("named/plain/pages/nothing", MediaKind.DOCUMENT, None, None),
        ("hls/master.m3u8", MediaKind.VIDEO, "master.mp4", "video/mp4"),
        ("dash/manifest.mpd", MediaKind.VIDEO, "manifest.mp4", "video/mp4"),
        ("pages/og-video", MediaKind.VIDEO, "A Clip by Open Graph.mp4", "video/mp4"),
        ("pages/audio-tag", MediaKind.AUDIO, "A page with an audio tag.mp3", "audio/mpeg"),
    ],
)
def test_a_link_becomes_what_it_is(get, path, kind, name, mime):
    media = get(path.replace("untitled/../", ""))
    assert media.kind is kind
    assert media.path.stat().st_size == media.size
    assert name is None or (media.name, media.mime) == (name, mime)


def test_the_child_says_that_it_looks_and_which_engine_it_chose(get, reports):
    get("clip.mp4")
    assert reports[0] == Progress(State.LOOKING)
    assert "engine=direct body=file" in reports
    assert isinstance(reports[-1], Progress)
    assert reports[-1].stage is State.DOWNLOADING


def test_a_list_is_noted_for_the_log(get, reports):
    with pytest.raises(SeveralFound):
        get("pages/playlist")
    assert any(isinstance(line, str) and line.startswith("list=") for line in reports)


def test_a_film_with_its_index_at_the_end_gets_it_in_front(get):
    assert not index_at_end(get("pages/tail").path)


def test_a_page_without_media_is_not_supported(get):
    with pytest.raises(LinkNotSupported):
        get("pages/nothing")


def test_a_plain_file_where_a_site_has_its_films_is_fetched_all_the_same(get, mediasite, reports):
    mediasite.place(shared_folder() / "paper.pdf")
    media = get(MEDIASITE, mediasite)
    assert media.mime == "application/pdf"
    assert [line for line in reports if isinstance(line, str)][-1] == "engine=direct body=file"


def test_a_page_that_its_extractor_cannot_read_is_a_failure(get, mediasite, tmp_path):
    page = tmp_path / "page"
    page.write_text("<!doctype html><title>Changed since")
    mediasite.place(page)
    with pytest.raises(SourceFailed):
        get(MEDIASITE, mediasite)


def test_a_page_that_is_gone_when_its_extractor_has_failed_stays_that_failure(raw, environment, tmp_path, reports):
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!doctype html>"
    site = raw(page, _status(501), _status(404)).removesuffix("/file")
    with pytest.raises(SourceFailed, match="501"):
        fetch(
            f"{site}/{MEDIASITE}", "Mediasite", tmp_path / "delivery", Format(), 50_000_000, Options(), reports.append
        )


def _status(status: int) -> bytes:
    return b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status


def test_a_page_that_is_gone_is_not_asked_for_a_file(get, mediasite):
    with pytest.raises(NothingThere):
        get(MEDIASITE, mediasite)


def test_the_server_of_children_can_be_warmed(environment):
    import yt_dlp.globals  # noqa: PLC0415

    import bot.download.warm  # noqa: PLC0415

    assert bot.download.warm
    assert yt_dlp.globals.plugin_dirs.value == []


def test_everything_stays_in_the_folder(get, tmp_path):
    media = get("pages/og-video")
    folder = tmp_path / "delivery"
    assert media.path.is_relative_to(folder)
    assert media.thumbnail is None or media.thumbnail.is_relative_to(folder)
    assert Path("media.mp4").exists() is False
