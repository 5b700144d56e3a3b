"""The samples to choose from, as the engine sees them: a film in several heights, a playlist, a live stream."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import av
import pytest
import urllib3
from yt_dlp import YoutubeDL

from bot.demo import album, crossing, origin, samples, voyage
from bot.demo.album import Album
from bot.demo.crossing import Crossing
from bot.demo.large import LargeSamples
from bot.demo.voyage import Voyage

QUIET = {"quiet": True, "no_warnings": True, "allowed_extractors": ["generic", "html5"], "extract_flat": "in_playlist"}


@pytest.fixture(scope="module")
def site(made: Path) -> Iterator[origin.Origin]:
    with origin.Origin(made) as site:
        yield site


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    with urllib3.PoolManager(retries=False, timeout=60) as pool:
        yield pool


@pytest.fixture(scope="module")
def film(site: origin.Origin) -> dict[str, Any]:
    """What the engine knows of the film before it is fetched."""
    return told(f"{site.url}/{origin.CROSSING}")


def told(url: str) -> dict[str, Any]:
    with YoutubeDL(QUIET) as engine:
        info: dict[str, Any] = engine.extract_info(url, download=False)
    return info


def test_the_page_tells_heights_sound_subtitles_and_what_it_is(film: dict[str, Any], site: origin.Origin) -> None:
    heights = {stream["height"] for stream in film["formats"] if stream["vcodec"] != "none"}
    assert heights == {1080, 720, 360}
    assert any(stream["vcodec"] == "none" and stream["acodec"] != "none" for stream in film["formats"])
    assert set(film["subtitles"]) == {"en", "fa", "ru"}
    assert (film["title"], film["duration"]) == ("The crossing", crossing.SECONDS)
    assert film["description"].startswith("A minute from shore to shore.\n\n")
    assert film["thumbnail"] == f"{site.url}/{samples.POSTER}"


def test_each_height_is_what_it_says_in_size_too_and_may_be_cut_every_four_seconds(
    film: dict[str, Any], made: Path
) -> None:
    rates = {stream["height"]: stream["tbr"] for stream in film["formats"] if stream["vcodec"] != "none"}
    on_demand = Crossing(made)
    for height, rate in rates.items():
        path = on_demand.file(f"{height}.mp4")
        assert path
        with av.open(path) as one:
            assert (one.streams.video[0].height, len(one.streams.audio)) == (height, 0)
            assert (one.duration or 0) / av.time_base == pytest.approx(crossing.SECONDS, abs=0.5)
            keys = [float(packet.pts * packet.time_base) for packet in one.demux(video=0) if packet.is_keyframe]
        assert keys == pytest.approx(range(0, crossing.SECONDS, 4), abs=0.1)
        assert path.stat().st_size == pytest.approx(rate * 1000 / 8 * crossing.SECONDS, rel=0.35)


def test_the_sound_comes_by_itself(made: Path) -> None:
    path = Crossing(made).file(crossing.SOUND)
    assert path
    with av.open(path) as sound:
        assert (sound.streams.audio[0].codec_context.name, len(sound.streams.video)) == ("aac", 0)


def test_the_subtitles_last_as_long_as_the_film_in_each_language(
    site: origin.Origin, http: urllib3.PoolManager
) -> None:
    texts = {tag: http.request("GET", f"{site.url}/crossing/{tag}.vtt").data.decode() for tag in crossing.WORDS}
    assert ["Cast off." in texts["en"], "دریا" in texts["fa"], "Море" in texts["ru"]] == [True] * 3
    assert all(text.startswith("WEBVTT\n") and text.count(" --> ") == 16 for text in texts.values())
    assert all("01:00.000 --> 01:04.000" in text for text in texts.values())
    assert http.request("GET", f"{site.url}/crossing/xx.vtt").status == 404


def test_the_playlist_has_twelve_films_of_which_one_is_not_there(
    site: origin.Origin, http: urllib3.PoolManager
) -> None:
    playlist = told(f"{site.url}/{origin.PLAYLIST}")
    assert playlist["title"] == "A voyage in twelve stages"
    entries = list(playlist["entries"])
    assert [(entry["title"], entry["duration"]) for entry in entries] == [(title, 4) for title in voyage.TITLES]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda entry: http.request("HEAD", entry["url"]).status, entries))
    assert answers == [404 if title == voyage.LOST else 200 for title in voyage.TITLES]


def test_the_films_of_the_playlist_are_short_titled_and_not_alike(made: Path) -> None:
    on_demand = Voyage(made)
    contents = set()
    for title in voyage.TITLES:
        path = on_demand.file(voyage.name(title))
        if title == voyage.LOST:
            assert path is None
            continue
        assert path
        contents.add(path.read_bytes()[-100_000:])
        with av.open(path) as one:
            assert one.metadata["title"] == title
            assert (one.duration or 0) / av.time_base == pytest.approx(voyage.STAGE_SECONDS, abs=0.2)
            assert next(one.decode(video=0)).key_frame
    assert len(contents) >= 8  # by day and by night the scene has four stretches each


def test_the_album_has_six_pictures_that_are_not_alike(site: origin.Origin, http: urllib3.PoolManager) -> None:
    listed = told(f"{site.url}/{origin.ALBUM}")
    entries = list(listed["entries"])
    assert (listed["title"], [entry["title"] for entry in entries]) == (
        "Six pictures from the boat",
        list(album.PICTURES),
    )
    answers = [http.request("GET", entry["url"]) for entry in entries]
    assert {answer.headers["Content-Type"] for answer in answers} == {"image/jpeg"}
    contents = {answer.data for answer in answers}
    assert len(contents) == 6
    assert all(content.startswith(b"\xff\xd8") for content in contents)


def test_a_look_at_what_there_is_makes_nothing(made: Path) -> None:
    for kind in (Crossing, Voyage, Album):
        kind(made).remove()
    with origin.Origin(made) as site:
        told(f"{site.url}/{origin.CROSSING}")
        told(f"{site.url}/{origin.PLAYLIST}")
        told(f"{site.url}/{origin.ALBUM}")
        assert {path.name for path in made.parent.iterdir()} == {made.name, f"{made.name}.lock"}


def test_the_live_stream_is_over_some_minutes_after_it_was_first_asked_for(made: Path) -> None:
    now = [5000.0]
    client = origin.create_app(made, {"large": LargeSamples(made)}, clock=lambda: now[0]).test_client()

    def kind() -> bool:
        return 'type="dynamic"' in client.get("/live/manifest.mpd").text

    assert kind()
    now[0] += origin.LIVE_SECONDS - 1
    assert kind()
    now[0] += 1
    assert not kind()


def test_the_engine_takes_the_live_stream_for_one(site: origin.Origin) -> None:
    assert told(f"{site.url}/{origin.LIVE}")["live_status"] == "is_live"
