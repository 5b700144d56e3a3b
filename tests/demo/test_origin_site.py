"""The demo's site: what a browser and the download engines see of it, over real connections."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3
from yt_dlp import YoutubeDL

from bot.demo import origin, samples
from bot.demo.large import LargeSamples

FILM = bytes(range(256)) * 400  # 102,400 bytes


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set as samples.make leaves it, with stand-ins for the media."""
    folder = tmp_path_factory.mktemp("demo") / "samples"

    def build(new: Path) -> None:
        for name in (samples.FILM, samples.POSTER, samples.HLS, samples.SONG, samples.PICTURE, samples.FILE):
            (new / name).parent.mkdir(exist_ok=True)
            (new / name).write_bytes(FILM)

    samples.make_once(folder, samples.VERSION, build)
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[origin.Origin]:
    with origin.Origin(folder) as site:
        yield site


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False, timeout=10) as pool:
        yield pool


def test_every_sample_but_the_broken_one_is_there_with_its_type(site: origin.Origin, http: urllib3.PoolManager) -> None:
    seen = {}
    for key, path in origin.SAMPLES:
        if path.startswith("/large/"):  # made of a real film, see test_origin_large.py
            continue
        answer = http.request("HEAD", site.url + path)
        seen[key] = (answer.status, answer.headers["Content-Type"])
    assert seen == {
        "demo-sample-video": (200, "text/html; charset=utf-8"),
        "demo-sample-heights": (200, "text/html; charset=utf-8"),
        "demo-sample-playlist": (200, "application/rss+xml; charset=utf-8"),
        "demo-sample-album": (200, "application/rss+xml; charset=utf-8"),
        "demo-sample-hls": (200, "application/vnd.apple.mpegurl"),
        "demo-sample-song": (200, "audio/mpeg"),
        "demo-sample-picture": (200, "image/jpeg"),
        "demo-sample-file": (200, "application/zip"),
        "demo-sample-slow": (200, "video/mp4"),
        "demo-sample-live": (200, "text/html; charset=utf-8"),
        "demo-sample-broken": (404, "text/html; charset=utf-8"),
    }


def test_the_page_leads_the_generic_extractor_to_the_film(site: origin.Origin) -> None:
    with YoutubeDL({"quiet": True, "no_warnings": True, "allowed_extractors": ["generic", "html5"]}) as engine:
        info = engine.extract_info(f"{site.url}/{origin.WATCH}", process=False)
    entries = list(info.get("entries") or [info])
    assert entries[0]["title"].startswith("A boat leaves the harbour")
    urls = [entry.get("url") or entry["formats"][0]["url"] for entry in entries]
    assert urls == [f"{site.url}/{samples.FILM}"]


def test_the_page_plays_the_film_in_a_browser(site: origin.Origin, http: urllib3.PoolManager) -> None:
    page = http.request("GET", f"{site.url}/{origin.WATCH}").data.decode()
    assert f'<video controls poster="/{samples.POSTER}" src="/{samples.FILM}">' in page


def test_a_part_is_sent_as_asked_and_only_while_the_file_is_the_same(
    site: origin.Origin, http: urllib3.PoolManager
) -> None:
    url = f"{site.url}/{samples.FILM}"
    whole = http.request("GET", url)
    assert whole.data == FILM
    part = http.request("GET", url, headers={"Range": "bytes=1000-1999", "If-Range": whole.headers["ETag"]})
    assert (part.status, part.data) == (206, FILM[1000:2000])
    assert part.headers["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    other = http.request("GET", url, headers={"Range": "bytes=1000-1999", "If-Range": '"another"'})
    assert (other.status, len(other.data)) == (200, len(FILM))
    known = http.request("GET", url, headers={"If-None-Match": whole.headers["ETag"]})
    assert known.status == 304
    assert "Last-Modified" in whole.headers


def test_nothing_outside_the_folder_is_served(site: origin.Origin, http: urllib3.PoolManager, folder: Path) -> None:
    (folder.parent / "secret.txt").write_text("secret")
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/media/..%2f..%2fsecret.txt", "/slow/..%2fsecret.txt"):
        assert http.request("GET", site.url + path).status == 404


def test_the_slow_file_takes_its_time_piece_by_piece(folder: Path) -> None:
    pauses: list[float] = []
    client = origin.create_app(
        folder, {"large": LargeSamples(folder)}, slow_seconds=25, pause=pauses.append
    ).test_client()
    answer = client.get(f"/slow/{samples.FILM}")
    assert answer.data == FILM
    assert answer.content_length == len(FILM)
    assert sum(pauses) == pytest.approx(25)
    assert max(pauses) <= 1.0  # progress moves at least once a second


def test_a_part_of_the_slow_file_comes_at_the_same_pace(folder: Path) -> None:
    pauses: list[float] = []
    client = origin.create_app(
        folder, {"large": LargeSamples(folder)}, slow_seconds=25, pause=pauses.append
    ).test_client()
    answer = client.get(f"/slow/{samples.FILM}", headers={"Range": f"bytes={len(FILM) // 2}-"})
    assert (answer.status_code, answer.data) == (206, FILM[len(FILM) // 2 :])
    assert sum(pauses) == pytest.approx(12.5)


def test_stop_cuts_a_slow_answer_and_frees_the_port(folder: Path, http: urllib3.PoolManager) -> None:
    site = origin.Origin(folder)
    site.start()
    answer = http.request("GET", f"{site.url}/slow/{samples.FILM}", preload_content=False)
    assert answer.read(100) == FILM[:100]
    site.stop()
    with pytest.raises(urllib3.exceptions.ProtocolError):
        answer.read()
    again = origin.Origin(folder, port=int(site.url.rpartition(":")[2]))
    with again:
        assert http.request("HEAD", f"{again.url}/{samples.FILM}").status == 200


def test_a_taken_port_is_an_oserror(folder: Path, site: origin.Origin) -> None:
    with pytest.raises(OSError, match="in use"):
        origin.Origin(folder, port=int(site.url.rpartition(":")[2])).start()
