import shutil
import subprocess
from pathlib import Path

import pytest

from bot.download.playable import index_at_end, playable, stays
from bot.download.probe import probe
from bot.download.signatures import HEAD
from tests.servers.origin_media import shared_folder


def convert(ffmpeg: Path, source: Path, target: Path, *options: str) -> Path:
    subprocess.run([ffmpeg, "-v", "error", "-i", source, "-c", "copy", *options, target], check=True, timeout=30)
    return target


@pytest.fixture
def clip(tmp_path) -> Path:
    return Path(shutil.copy(shared_folder() / "clip-tail.mp4", tmp_path / "media.mp4"))


def test_an_index_at_the_end_moves_to_the_front_and_nothing_else_changes(clip, ffmpeg, tmp_path):
    assert index_at_end(clip)
    made = playable(clip, ffmpeg)
    assert not index_at_end(made)
    assert not clip.exists()
    media = probe(made, title=None, folder=tmp_path)
    assert (media.width, media.height, media.duration) == (320, 180, pytest.approx(2, abs=0.1))


def test_an_index_in_front_is_left_where_it_is(ffmpeg, tmp_path):
    front = Path(shutil.copy(shared_folder() / "clip.mp4", tmp_path))
    before = front.stat()
    assert playable(front, ffmpeg) == front
    assert front.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("name", ["media.mkv", "media.ts"])
def test_streams_that_fit_an_mp4_get_one(clip, ffmpeg, tmp_path, name):
    made = playable(convert(ffmpeg, clip, tmp_path / name), ffmpeg)
    assert made.suffix == ".mp4"
    assert probe(made, title=None, folder=tmp_path).kind == "video"
    assert not index_at_end(made)


def test_what_does_not_fit_an_mp4_stays_what_it_is(ffmpeg, tmp_path):
    webm = Path(shutil.copy(shared_folder() / "clip.webm", tmp_path))
    assert playable(webm, ffmpeg) == webm


def test_a_damaged_file_stays_as_it_is(clip, ffmpeg):
    whole = clip.read_bytes()
    index = whole.rindex(b"moov") + 4
    clip.write_bytes(whole[:index] + bytes(len(whole) - index))
    damaged = clip.read_bytes()
    assert playable(clip, ffmpeg) == clip
    assert clip.read_bytes() == damaged
    assert [file.name for file in clip.parent.iterdir() if file.is_file()] == ["media.mp4"]


def test_a_remux_that_takes_too_long_is_given_up(clip, ffmpeg, monkeypatch):
    monkeypatch.setattr("bot.download.playable.REMUX_WITHIN", 0.0)
    assert playable(clip, ffmpeg) == clip
    assert clip.exists()


@pytest.mark.parametrize("content", [b"", b"short", b"\x00\x00\x00\x08free", b"\x00\x00\x00\x01ftyp\x00\x00"])
def test_what_is_not_an_mp4_has_no_index(tmp_path, content):
    path = tmp_path / "media"
    path.write_bytes(content)
    assert not index_at_end(path)


def test_long_boxes_are_walked_over(tmp_path):
    path = tmp_path / "media"
    path.write_bytes(
        b"\x00\x00\x00\x08ftyp" + b"\x00\x00\x00\x01mdat" + (24).to_bytes(8, "big") + bytes(8) + b"\x00\x00\x00\x08moov"
    )
    assert index_at_end(path)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("clip.mp4", True),
        ("clip-tail.mp4", False),
        ("clip.webm", True),
        ("film.mkv", False),
        ("film.ts", False),
        ("film.flv", False),
        ("song.mp3", True),
        ("song.ogg", True),
        ("loop.gif", True),
        ("photo.jpg", True),
    ],
)
def test_the_beginning_of_a_file_shows_whether_it_will_be_left_as_it_is(ffmpeg, tmp_path, name, expected):
    whole = shared_folder() / name
    if not whole.exists():
        whole = convert(ffmpeg, shared_folder() / "clip.mp4", tmp_path / name)
    growing = tmp_path / f"growing.{name}"
    growing.write_bytes(whole.read_bytes()[: HEAD - 1])
    assert stays(growing) is None
    for size in (HEAD, HEAD + 1000, 30_000, whole.stat().st_size):
        growing.write_bytes(whole.read_bytes()[:size])
        assert stays(growing) is expected
    assert (playable(growing, ffmpeg) == growing) is expected


def test_an_index_that_is_not_in_sight_yet_is_waited_for(tmp_path):
    growing = tmp_path / "media"
    growing.write_bytes(b"\x00\x00\x00\x08ftyp" + (9000).to_bytes(4, "big") + b"free" + bytes(6000))
    assert stays(growing) is None
    with growing.open("ab") as file:
        file.write(bytes(9000 - 8 - 6000) + b"\x00\x00\x10\x00moov")
    assert stays(growing) is True


def test_tracks_that_are_not_listed_yet_are_waited_for(ffmpeg, tmp_path):
    webm = (shared_folder() / "clip.webm").read_bytes()
    begun, tracks = webm.index(b"\x18\x53\x80\x67") + 12, webm.index(b"\x16\x54\xae\x6b")
    void = b"\xec\x10\x00\x20\x00" + bytes(0x2000)  # an empty element of 8 KiB (RFC 8794, 11.3.2)
    growing = tmp_path / "media.webm"
    growing.write_bytes(webm[:begun] + void + webm[begun:tracks])
    assert stays(growing) is None
    growing.write_bytes(webm[:begun] + void + webm[begun:])
    assert stays(growing) is True
