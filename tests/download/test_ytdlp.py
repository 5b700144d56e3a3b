import os
import shutil
from pathlib import Path

import pytest
import yt_dlp

from bot.domain.format import Format
from bot.download import engine, ytdlp
from bot.download.finish import Raw
from bot.download.options import Options
from bot.download.progress import Meter
from bot.errors import (
    DiskFull,
    FileTooLarge,
    LinkNotSupported,
    LiveStream,
    NothingThere,
    SourceFailed,
    SourceRefused,
    SourceUnreachable,
)
from tests.servers.origin import MediaOrigin


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(engine, "pause", lambda n: 0.0)


@pytest.fixture
def fetch(origin, tmp_path, ffmpeg, meter):
    def fetch(path: str, *, site: MediaOrigin = origin, meter: Meter = meter, **options) -> Raw:
        folder = tmp_path / "delivery"
        folder.mkdir()
        url = path if "://" in path else f"{site.url}/{path}"
        _, info = ytdlp.look(url, folder, options=Options(**options))
        return ytdlp.fetch(info, folder, Format(), ffmpeg=ffmpeg, options=Options(**options), meter=meter)

    return fetch


def test_a_page_tells_the_title_and_its_picture(fetch):
    found = fetch("pages/og-video")
    assert found.title == "A Clip by Open Graph"
    assert found.thumbnail is not None
    assert found.thumbnail.read_bytes()[:2] == b"\xff\xd8"
    assert found.performer is None  # the host is nobody


def test_the_number_that_the_generic_extractor_adds_is_left_out(fetch):
    assert fetch("pages/video-tag").title == "A page with a video tag"


def test_of_two_heights_the_larger_one_is_taken(fetch, origin):
    fetch("hls/master.m3u8")
    assert any("height-00" in request.path for request in origin.requests)
    assert not any("height-10" in request.path or "height-11" in request.path for request in origin.requests)


def test_a_page_that_calls_itself_a_video_is_not_delivered_as_one(fetch):
    with pytest.raises(LinkNotSupported):
        fetch("as/video/mp4/pages/nothing")


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("pages/nothing", LinkNotSupported),
        ("pages/broken-video", NothingThere),
        ("nope", NothingThere),
        ("status/403/always/pages/og-video", SourceRefused),
        ("status/500/always/hls/master.m3u8", SourceFailed),
        ("slam/always/hls/master.m3u8", SourceUnreachable),
    ],
)
def test_what_fails_says_why(fetch, path, error):
    with pytest.raises(error):
        fetch(path)


def test_broken_fragments_are_fetched_again(fetch):
    assert fetch("breaks/1/2000/hls/master.m3u8").path.stat().st_size > 50_000


def test_a_film_with_holes_is_not_delivered(fetch, site):
    (site.folder / "hls" / "height-01.ts").unlink()
    with pytest.raises(NothingThere):
        fetch("hls/height-0.m3u8", site=site)


def test_a_stream_without_an_end_is_refused(fetch, site):
    playlist = site.folder / "hls" / "height-0.m3u8"
    lines = playlist.read_text().replace("#EXT-X-ENDLIST", "").replace("#EXT-X-PLAYLIST-TYPE:VOD\n", "")
    playlist.write_text(lines)
    with pytest.raises(LiveStream):
        fetch("hls/height-0.m3u8", site=site)


def test_a_size_over_the_limit_is_refused_before_the_download(fetch, origin):
    with pytest.raises(FileTooLarge) as raised:
        fetch("big/60.mp4", meter=Meter(lambda _: None, 1_000_000))
    assert raised.value.values == {"size": 60_000_000, "limit": 1_000_000}
    assert origin.sent < 20_000_000  # what the sockets hold


def test_an_undeclared_size_is_cut_off_at_the_limit_over_all_fragments(fetch):
    with pytest.raises(FileTooLarge) as raised:
        fetch("hls/height-0.m3u8", meter=Meter(lambda _: None, 60_000))
    assert raised.value.values == {"size": None, "limit": 60_000}


def test_the_streams_of_a_merge_count_together(fetch):
    with pytest.raises(FileTooLarge):
        fetch("dash/manifest.mpd", meter=Meter(lambda _: None, 85_000))


def test_a_full_disk_is_called_so(fetch, tmp_path, origin, ffmpeg, meter):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "media.mp4.part").symlink_to("/dev/full")
    _, info = ytdlp.look(f"{origin.url}/lengthless/clip.mp4", folder, options=Options())
    with pytest.raises(DiskFull):
        ytdlp.fetch(info, folder, Format(), ffmpeg=ffmpeg, options=Options(), meter=meter)


def test_the_owners_cookies_are_sent_but_never_written(fetch, origin, tmp_path):
    cookies = tmp_path / "cookies.txt"
    cookies.write_text("# Netscape HTTP Cookie File\n127.0.0.1\tFALSE\t/\tFALSE\t0\tpass\tword\n")
    before = cookies.read_text()
    fetch("pages/og-video", cookies=cookies)
    assert origin.requests[0].headers["Cookie"] == "pass=word"
    assert cookies.read_text() == before


def test_the_proxy_is_used(fetch, origin):
    assert fetch("http://films.example/clip.mp4", proxy=origin.url).path.exists()
    assert {request.path for request in origin.requests} == {"http://films.example/clip.mp4"}


def test_an_extractor_that_finds_nothing_is_a_failure_not_a_crash(fetch, site):
    (site.folder / "empty.rss").write_text('<?xml version="1.0"?><rss version="2.0"><channel/></rss>')
    with pytest.raises(LinkNotSupported):
        fetch("empty.rss", site=site)


def test_the_javascript_runtime_is_found_without_an_activated_environment(ffmpeg, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", os.defpath)
    with yt_dlp.YoutubeDL(engine.settings(tmp_path, Options()) | {"logger": engine.Said()}) as player:
        assert player._js_runtimes["deno"].info.supported


def test_ffmpeg_is_found_by_its_plain_name(ffmpeg):
    found = Path(shutil.which("ffmpeg") or "")
    assert (found.name, found.resolve()) == ("ffmpeg", ffmpeg)


def test_what_the_engine_said_last_is_in_the_detail(fetch):
    with pytest.raises(LinkNotSupported, match="Falling back on generic"):
        fetch("pages/nothing")


def test_pauses_grow_but_not_for_ever(monkeypatch):
    monkeypatch.undo()
    pauses = [engine.pause(n) for n in range(8)]
    assert all(0 < pause <= 8 for pause in pauses)
    assert pauses[7] > pauses[0]
