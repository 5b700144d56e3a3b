"""The demo's sample media: made once, whole, by the shipped ffmpeg."""

import subprocess
import threading
import zipfile
from pathlib import Path

import av
import mutagen.id3
import pytest

from bot.demo import samples


def test_the_film_is_a_720p_mp4_with_sound_that_starts_before_it_is_complete(made: Path) -> None:
    with av.open(made / samples.FILM) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height) == (1280, 720)
        assert film.duration == pytest.approx(samples.SCENE_SECONDS * 1_000_000, rel=0.02)
    content = (made / samples.FILM).read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_film_moves_and_is_colourful(made: Path) -> None:
    with av.open(made / samples.FILM) as film:
        seconds = [frame for number, frame in enumerate(film.decode(video=0)) if number in {0, 125}]
    luma, blue = ([bytes(frame.planes[plane]) for frame in seconds] for plane in (0, 1))
    assert luma[0] != luma[1]
    assert max(blue[0]) - min(blue[0]) > 60


def test_the_hls_film_lasts_two_minutes_in_many_segments(made: Path) -> None:
    playlist = (made / samples.HLS).read_text()
    segments = [line for line in playlist.splitlines() if line and not line.startswith("#")]
    assert len(segments) == 32
    assert "#EXT-X-ENDLIST" in playlist
    lengths = [float(line[8:].rstrip(",")) for line in playlist.splitlines() if line.startswith("#EXTINF:")]
    assert sum(lengths) == pytest.approx(128, abs=1)
    assert all(((made / samples.HLS).parent / name).stat().st_size > 10_000 for name in segments)


def test_the_song_carries_title_artist_and_a_square_cover(made: Path) -> None:
    tags = mutagen.id3.ID3(made / samples.SONG)
    assert str(tags["TIT2"]) == "The Ferry Song"
    assert str(tags["TPE1"]) == "The Harbour Band"
    assert tags.getall("APIC")[0].data.startswith(b"\xff\xd8")


def test_the_picture_is_a_jpeg_and_the_file_a_zip_that_opens(made: Path) -> None:
    assert (made / samples.PICTURE).read_bytes().startswith(b"\xff\xd8")
    with zipfile.ZipFile(made / samples.FILE) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["logbook.txt", "morning.jpg"]


def test_the_second_start_makes_nothing_anew(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples.imageio_ffmpeg, "get_ffmpeg_exe", lambda: pytest.fail("ffmpeg was asked for"))
    samples.make(made)


def test_another_version_replaces_the_whole_folder(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    samples.make_once(folder, "1", lambda new: (new / "old.txt").touch())
    samples.make_once(folder, "2", lambda new: (new / "new.txt").touch())
    assert {path.name for path in folder.iterdir()} == {"VERSION", "new.txt"}


def test_a_set_that_failed_half_way_is_not_taken_for_whole_and_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "set"

    def fail(new: Path) -> None:
        (new / "half.txt").touch()
        raise samples.SampleMediaError("power cut")

    with pytest.raises(samples.SampleMediaError, match="power cut"):
        samples.make_once(folder, "1", fail)
    assert not folder.exists()
    samples.make_once(folder, "1", lambda new: (new / "whole.txt").touch())
    assert {path.name for path in folder.iterdir()} == {"VERSION", "whole.txt"}


def test_two_processes_that_ask_at_once_make_it_once(tmp_path: Path) -> None:
    built: list[Path] = []
    first_builds, go_on = threading.Event(), threading.Event()

    def build(new: Path) -> None:
        built.append(new)
        first_builds.set()
        assert go_on.wait(10)

    # flock belongs to the opened file, so two threads meet it as two processes do.
    makers = [threading.Thread(target=samples.make_once, args=(tmp_path / "set", "1", build)) for _ in range(2)]
    makers[0].start()
    assert first_builds.wait(10)
    makers[1].start()
    makers[1].join(0.2)  # time enough to build as well, were there no lock
    assert makers[1].is_alive()
    go_on.set()
    for maker in makers:
        maker.join(10)
    assert len(built) == 1


def test_what_ffmpeg_complains_of_stands_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(samples.SampleMediaError, match=r"(?s)could not make out\.mp4: .*missing\.mp4"):
        samples.ffmpeg("-i", "missing.mp4", "out.mp4", folder=tmp_path)


def test_an_ffmpeg_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    monkeypatch.setattr(samples.imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(program))
    monkeypatch.setattr(samples, "FFMPEG_TIMEOUT", 0.1)
    with pytest.raises(samples.SampleMediaError, match=r"over 0\.1 s for out\.mp4") as caught:
        samples.ffmpeg("out.mp4", folder=tmp_path)
    assert isinstance(caught.value.__cause__, subprocess.TimeoutExpired)


def test_a_missing_ffmpeg_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples.imageio_ffmpeg, "get_ffmpeg_exe", lambda: str(tmp_path / "nowhere"))
    with pytest.raises(samples.SampleMediaError, match="cannot be started"):
        samples.ffmpeg("out.mp4", folder=tmp_path)
