"""The samples over 50 MB: made when they are first asked for, whole, and gone with the site."""

import shutil
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest
import urllib3

from bot.demo import large, origin, samples
from bot.demo.large import LargeSamples
from bot.demo.limits import MEGABYTE, UPLOAD_LIMIT
from bot.domain.limits import BOT_API_PIECE
from bot.download import films

PAGE = "/large/" + large.FILM
ROUND = 2  # seconds of the film that is repeated


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set as samples.make leaves it, of which only the film is there: noise, so that few rounds make it large."""
    folder = tmp_path_factory.mktemp("demo") / "samples"

    def build(new: Path) -> None:
        (new / samples.FILM).parent.mkdir()
        noise = f"testsrc2=size=640x360:rate=25:duration={ROUND},noise=alls=60:allf=t"
        tone = f"sine=440:duration={ROUND}"
        quick = (
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-crf",
            "18",
            "-g",
            "25",
            "-pix_fmt",
            "yuv420p",
            "-c:a",
            "aac",
        )
        samples.ffmpeg("-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", tone, *quick, samples.FILM, folder=new)

    samples.make_once(folder, samples.VERSION, build)
    return folder


@pytest.fixture
def site(folder: Path) -> Iterator[origin.Origin]:
    with origin.Origin(folder) as site:
        yield site


@pytest.fixture
def made(folder: Path) -> Iterator[LargeSamples]:
    made = LargeSamples(folder)
    yield made
    made.remove()


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False, timeout=30) as pool:
        yield pool


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.parent.iterdir()} - {folder.name, f"{folder.name}.lock"}


def test_the_site_has_a_film_and_an_archive_that_no_bot_may_send_whole(
    site: origin.Origin, http: urllib3.PoolManager
) -> None:
    for path, kind in ((PAGE, "video/mp4"), (f"/large/{large.ARCHIVE}", "application/zip")):
        assert path in dict(origin.SAMPLES).values()
        answer = http.request("HEAD", site.url + path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
        assert UPLOAD_LIMIT < int(answer.headers["Content-Length"]) < 2 * BOT_API_PIECE
    part = http.request("GET", site.url + PAGE, headers={"Range": "bytes=4-7"})
    assert (part.status, part.data) == (206, b"ftyp")


def test_nothing_is_made_before_it_is_asked_for_and_nothing_stays(folder: Path, http: urllib3.PoolManager) -> None:
    with origin.Origin(folder) as site:
        assert beside(folder) == set()
        assert http.request("HEAD", site.url + PAGE).status == 200
        assert {path.name for path in (folder.parent / "large").iterdir()} == {large.FILM}
    assert beside(folder) == set()


def test_no_other_name_is_served(site: origin.Origin, http: urllib3.PoolManager) -> None:
    http.request("HEAD", site.url + PAGE)
    for name in (f"{large.FILM}.partial", "harbour.mp4", "..%2fsamples.lock", "%2e%2e/samples.lock"):
        assert http.request("GET", f"{site.url}/large/{name}").status == 404


def test_the_film_is_the_short_one_over_and_over_and_starts_before_it_is_complete(made: LargeSamples) -> None:
    path = made.file(large.FILM)
    assert path
    with av.open(path) as film:
        assert film.metadata["title"] == "Round and round the harbour"
        assert (film.streams.video[0].codec_context.name, film.streams.audio[0].codec_context.name) == ("h264", "aac")
        seconds = (film.duration or 0) / av.time_base
    with path.open("rb") as content:
        head = content.read(MEGABYTE)
    assert seconds > 5 * ROUND
    assert head.index(b"moov") < head.index(b"mdat")


def test_the_film_goes_in_two_parts_that_play_on_their_own(made: LargeSamples, tmp_path: Path) -> None:
    path = made.file(large.FILM)
    assert path
    pieces = films.plan(path, BOT_API_PIECE)
    assert pieces
    assert [piece.playable for piece in pieces] == [True, True]
    for piece in pieces:
        part = films.cut(path, piece, tmp_path)
        assert part.stat().st_size <= BOT_API_PIECE
        with av.open(part) as film:
            assert next(film.decode(video=0)).key_frame
            assert film.streams.audio


def test_the_archive_opens(made: LargeSamples, folder: Path) -> None:
    path = made.file(large.ARCHIVE)
    assert path
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert names == sorted(names)
        assert archive.read("voyage-01.mp4") == (folder / samples.FILM).read_bytes()


def test_several_who_ask_at_once_get_the_same_file(made: LargeSamples) -> None:
    with ThreadPoolExecutor(4) as pool:
        paths = set(pool.map(made.file, [large.ARCHIVE] * 4))
    assert len(paths) == 1
    path = paths.pop()
    assert path
    before = path.stat()
    assert made.file(large.ARCHIVE) == path
    assert path.stat() == before


def test_a_film_that_cannot_be_made_is_an_error_with_ffmpegs_words(tmp_path: Path) -> None:
    broken = tmp_path / "samples"
    (broken / samples.FILM).parent.mkdir(parents=True)
    (broken / samples.FILM).write_bytes(b"no film")
    with pytest.raises(samples.SampleMediaError, match="Invalid data"):
        LargeSamples(broken).file(large.FILM)


def test_what_failed_half_way_is_not_taken_for_whole_and_is_made_anew(tmp_path: Path, folder: Path) -> None:
    late = tmp_path / "samples"
    made = LargeSamples(late)
    for _ in range(2):
        with pytest.raises(FileNotFoundError):
            made.file(large.ARCHIVE)
    shutil.copytree(folder, late)
    path = made.file(large.ARCHIVE)
    assert path
    assert zipfile.ZipFile(path).namelist()
    made.remove()
