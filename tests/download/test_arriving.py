"""What a download tells of its file while it arrives: each report is held against the disk at the moment it's made."""

import gzip
import itertools
import subprocess
from pathlib import Path

import pytest

from bot.domain.format import Format
from bot.domain.media import Arriving, Progress
from bot.download import direct, engine, ytdlp
from bot.download.engine import BLOCK
from bot.download.options import Options
from bot.download.playable import playable
from bot.download.progress import Meter
from bot.download.watch import _untouched
from bot.errors import LinkNotSupported
from tests.servers.origin import MediaOrigin
from tests.servers.origin_media import big_mp4, shared_folder

SIZE = 300_000
BIG = 2_000_000  # bytes of big/2.mp4
HALF = 1_000_000


class Reader:
    """Stands where the child reports, and reads what it is told of."""

    def __init__(self) -> None:
        self.expected: bytes | None = None
        self.files: list[Arriving | None] = []
        self.node = 0  # inode of what was told of at last
        self.meter = Meter(self.report, 50_000_000, itertools.count().__next__)  # a report is always due

    def report(self, progress: Progress) -> None:
        self.files.append(progress.file)
        if progress.file:
            with progress.file.path.open("rb") as file:
                there = file.read(progress.file.size)
            assert len(there) == progress.file.size
            assert self.expected is None or self.expected.startswith(there)
            self.node = progress.file.path.stat().st_ino

    @property
    def told(self) -> list[Arriving]:
        return [file for file in self.files if file]

    @property
    def beginnings(self) -> list[int]:
        return [file.beginning for file in self.told]

    def grew(self) -> bool:
        """Whether the file was seen at several sizes, which fell only where it had begun anew."""
        steps = [(file.beginning, file.size) for file in self.told]
        return steps == sorted(steps) and len(set(steps)) > 2


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    with MediaOrigin(folder) as site:
        yield site


@pytest.fixture
def straight(origin, reader, client, tmp_path):
    """Fetches a path of the origin, or an address, as it is."""

    def fetch(path: str) -> Path:
        url = path if "://" in path else f"{origin.url}/{path}"
        return direct.fetch(url, tmp_path / "media", client, reader.meter, sleep=lambda _: None).path

    return fetch


@pytest.fixture
def by_ytdlp(origin, reader, ffmpeg, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "pause", lambda n: 0.0)

    def fetch(path: str, site: MediaOrigin = origin) -> Path:
        folder = tmp_path / "delivery"
        folder.mkdir()
        _, info = ytdlp.look(f"{site.url}/{path}", folder, generic=True, options=Options())
        fetched = ytdlp.fetch(info, folder, Format(), ffmpeg=ffmpeg, options=Options(), meter=reader.meter)
        return playable(fetched.path, ffmpeg)

    return fetch


RESUMED = ["", "lengthless/", "chunked/", "breaks/2/100000/", "resets/1/100000/", "declared/+50/"]
BEGUN_ANEW = [
    "rangeless/breaks/1/100000/",
    "wrong-range/breaks/1/100000/",
    "changing/breaks/2/100000/",
    "rangeless/declared/+50/",
    "gzip/breaks/1/100/",
]


@pytest.mark.parametrize("trouble", RESUMED + BEGUN_ANEW)
def test_a_file_fetched_as_it_is_shows_how_much_of_it_is_there(straight, origin, reader, trouble):
    reader.expected = origin.content(f"/size/{SIZE}.bin")
    path = straight(f"{trouble}size/{SIZE}.bin")
    assert None not in reader.files
    assert reader.grew()
    assert reader.files[-1] == Arriving(path, SIZE, SIZE, reader.beginnings[-1])
    assert reader.node == path.stat().st_ino
    assert (len(set(reader.beginnings)) > 1) == (trouble in BEGUN_ANEW)


def test_a_beginning_of_which_nothing_was_told_counts_all_the_same(straight, reader, raw):
    not_packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain"
    straight(raw(not_packed, not_packed))
    assert {(file.size, file.beginning) for file in reader.told} == {(5, 2)}


@pytest.mark.parametrize("trouble", ["lengthless/", "chunked/", "gzip/"])
def test_a_size_that_no_server_declared_is_told_at_the_end_only(straight, reader, trouble):
    straight(f"{trouble}size/{SIZE}.bin")
    assert {file.total for file in reader.told[:-1]} == {None}
    assert reader.told[-1].total == SIZE


def test_a_declared_size_is_told_from_the_start(straight, reader):
    straight(f"size/{SIZE}.bin")
    assert {file.total for file in reader.told} == {SIZE}


def test_a_packed_body_is_told_of_as_it_will_be_unpacked(straight, reader, raw):
    reader.expected = random_text = "".join(map(str, range(50_000))).encode()
    body = gzip.compress(random_text)
    straight(raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)))
    assert reader.told[-1].size == len(random_text)


def test_a_film_of_ytdlp_with_its_index_in_front_shows_how_much_is_there(by_ytdlp, origin, reader):
    reader.expected = origin.content("/big/2.mp4")
    path = by_ytdlp("big/2.mp4")
    assert reader.grew()
    assert {file.path.name for file in reader.told[:-1]} == {"media.mp4.part"}
    assert {file.total for file in reader.told} == {BIG}
    assert reader.files[-1] == Arriving(path, BIG, BIG, reader.beginnings[-1])
    assert reader.node == path.stat().st_ino


@pytest.mark.parametrize(("trouble", "anew"), [("", False), ("rangeless/", True)])
def test_a_film_that_ytdlp_begins_anew_has_another_beginning(by_ytdlp, origin, reader, trouble, anew):
    reader.expected = origin.content("/big/2.mp4")
    by_ytdlp(f"{trouble}breaks/2/{HALF}/big/2.mp4")  # the first of them may be met by the extractor
    after_the_first_block = {file.beginning for file in reader.told if file.size > BLOCK}
    assert (len(after_the_first_block) > 1) == anew
    assert reader.grew()


@pytest.mark.parametrize("path", ["clip-tail.mp4", "dash/manifest.mpd", "hls/height-0.m3u8", "hls/master.m3u8"])
def test_a_film_that_will_be_merged_or_made_playable_is_not_told_of(by_ytdlp, reader, path):
    assert by_ytdlp(path).exists()
    assert reader.files
    assert reader.told == []


def test_streams_that_will_get_an_mp4_are_not_told_of(by_ytdlp, reader, site, ffmpeg):
    clip, film = shared_folder() / "clip.mp4", site.folder / "film.mkv"
    subprocess.run([ffmpeg, "-v", "error", "-i", clip, "-c", "copy", film], check=True, timeout=30)
    assert by_ytdlp("film.mkv", site).suffix == ".mp4"
    assert reader.told == []


def test_a_webm_is_told_of(by_ytdlp, origin, reader):
    reader.expected = origin.content("/clip.webm")
    path = by_ytdlp("clip.webm")
    assert reader.files[-1] == Arriving(path, len(reader.expected), len(reader.expected), reader.beginnings[-1])


def test_a_page_that_calls_itself_a_film_is_not_told_of(by_ytdlp, reader, site):
    (site.folder / "page").write_text("<!doctype html><title>Sorry</title>" + "No film here. " * 50_000)
    with pytest.raises(LinkNotSupported):
        by_ytdlp("as/video/mp4/page", site)
    assert reader.told == []


def test_bytes_that_ytdlp_has_counted_but_holds_back_are_not_told_of(by_ytdlp, site, reader):
    size = 3 * BLOCK + 1000  # the last of it is less than a file's buffer
    reader.expected = big_mp4((shared_folder() / "clip.mp4").read_bytes(), size).read()
    (site.folder / "film.mp4").write_bytes(reader.expected)
    by_ytdlp("film.mp4", site)
    assert reader.told[-1].size == size


def test_fragments_are_told_of_as_they_are_appended(origin, reader, ffmpeg, tmp_path):
    reader.expected = origin.content("/big/2.mp4")
    folder = in_twenty_fragments(tmp_path, reader.expected)
    with MediaOrigin(folder) as site:
        fragments = [{"url": f"{site.url}/{number}.m4s"} for number in range(20)]
        found = {"id": "film", "title": "Film", "extractor": "site", "ext": "mp4", "url": f"{site.url}/film"}
        found |= {"protocol": "http_dash_segments", "fragments": fragments}
        ytdlp.fetch(found, tmp_path, Format(), ffmpeg=ffmpeg, options=Options(), meter=reader.meter)
    path = tmp_path / "media.mp4"
    assert path.read_bytes() == reader.expected
    assert reader.grew()
    assert {file.total for file in reader.told[:-1]} == {None}
    assert reader.files[-1] == Arriving(path, BIG, BIG, reader.beginnings[-1])
    assert len(set(reader.beginnings)) == 1
    assert reader.node == path.stat().st_ino


def in_twenty_fragments(tmp_path: Path, film: bytes) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number}.m4s").write_bytes(film[number * 100_000 :][:100_000])
    return folder


@pytest.mark.parametrize(
    ("info", "untouched"),
    [
        ({"protocol": "https"}, True),
        ({"protocol": "https", "stretched_ratio": 1, "container": "mp4_dash"}, True),
        ({"protocol": "http_dash_segments"}, True),
        ({"protocol": "https", "requested_formats": [{}, {}]}, False),
        ({"protocol": "https", "stretched_ratio": 1.77}, False),
        ({"protocol": "https", "container": "m4a_dash"}, False),
        ({"protocol": "http_dash_segments", "is_dash_periods": True}, False),
        ({"protocol": "m3u8_native"}, False),
        ({"protocol": "rtmp"}, False),
        ({}, False),
    ],
)
def test_what_ytdlp_would_mend_afterwards_is_known_before(info, untouched):
    assert _untouched(info) is untouched


def test_a_file_that_does_not_say_what_it_is_is_asked_less_and_less(by_ytdlp, site, monkeypatch):
    asked = []
    monkeypatch.setattr("bot.download.watch.stays", asked.append)
    (site.folder / "film.mp4").write_bytes(big_mp4((shared_folder() / "clip.mp4").read_bytes(), 32 * BLOCK).read())
    by_ytdlp("film.mp4", site)
    assert 2 < len(asked) < 8  # of 32 blocks
