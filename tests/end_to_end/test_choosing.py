"""What of a link is chosen is what comes; what Telegram has comes at once; a list comes item by item."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.person import ISOLATES, Message, Person, readable
from tests.servers.origin import MediaOrigin
from tests.servers.origin_media import shared_folder

pytestmark = pytest.mark.usefixtures("ferry")

QUESTION = "What shall I send?"
KEYFRAMES = 2.0  # seconds between two of the film: where it may be cut
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>A list of four</title>{items}</channel></rss>"""


@pytest.fixture
def cat(ann: Person) -> Person:
    """Somebody who is asked after each link."""
    ann.write("/settings")
    ann.press(ann.message("Your settings"), label(ann.message("Your settings"), "After a link"))
    ann.wait(lambda: label(ann.seen()[-1], "Ask me first"))
    ann.press(ann.seen()[-1], label(ann.seen()[-1], "Ask me first"))
    ann.message("After a link: Ask me first")
    return ann


@pytest.fixture
def site(tmp_path: Path) -> Iterator[MediaOrigin]:
    """An origin of the test's own, with a playlist of four films; the third is not there."""
    with MediaOrigin(tmp_path) as running:
        items = ""
        for number in range(1, 5):
            items += f'<item><title>Film {number}</title><enclosure url="{running.url}/{number}.mp4"/></item>'
            if number != 3:
                shutil.copy(shared_folder() / "clip.mp4", tmp_path / f"{number}.mp4")
        (tmp_path / "list.rss").write_text(FEED.format(items=items))
        yield running


def labels(message: Message) -> list[str]:
    """Its buttons, as eyes read them."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"].translate(ISOLATES) for row in rows for button in row]


def label(message: Message, words: str) -> str:
    """The label of its button with these words; "" when there is none."""
    return next((text for text in labels(message) if words in text), "")


def choose(person: Person, words: str) -> None:
    """Press the button with these words, below the question."""
    question = person.message(QUESTION)
    person.press(question, label(question, words))


def come(person: Person, kind: str, count: int = 1) -> list[Message]:
    """So many files of this kind, once they are there and no status line is."""

    def there() -> bool:
        lines = [message for message in person.seen() if label(message, "Cancel")]
        return not lines and sum(kind in message for message in person.seen()) >= count

    person.wait(there)
    return [message for message in person.seen() if kind in message]


def streams(emulator: Emulator, media: dict[str, Any]) -> tuple[float, dict[str, Any]]:
    """Seconds and streams by kind of a file that has come."""
    with av.open(emulator.file(media["file_id"])) as opened:
        return (opened.duration or 0) / av.time_base, {stream.type: stream.codec_context for stream in opened.streams}


@pytest.mark.parametrize("height", [90, 180])
def test_the_height_that_is_chosen_is_the_one_that_comes(
    cat: Person, origin: MediaOrigin, emulator: Emulator, height: int
) -> None:
    cat.write(f"{origin.url}/pages/film?height={height}")
    question = cat.message(QUESTION)
    assert [label(question, f"{one}p · ") != "" for one in (270, 180, 90)] == [True] * 3
    assert question["link_preview_options"]["url"] == f"{origin.url}/photo.jpg"
    choose(cat, f"{height}p")
    [message] = come(cat, "video")
    duration, found = streams(emulator, message["video"])
    assert (found["video"].height, message["video"]["height"]) == (height, height)
    assert duration == pytest.approx(20, abs=0.5)


def test_the_sound_alone_is_a_song_with_nothing_to_see(cat: Person, origin: MediaOrigin, emulator: Emulator) -> None:
    cat.write(f"{origin.url}/pages/film?sound")
    choose(cat, "M4A")
    [message] = come(cat, "audio")
    duration, found = streams(emulator, message["audio"])
    assert (found["audio"].name, message["audio"]["mime_type"]) == ("aac", "audio/mp4")
    assert "h264" not in {stream.name for stream in found.values()}
    assert duration == pytest.approx(20, abs=0.5)


def test_a_piece_that_is_asked_for_behind_the_link_is_as_long_as_that(
    ann: Person, origin: MediaOrigin, emulator: Emulator
) -> None:
    ann.write(f"/get {origin.url}/pages/film?piece 0:04-0:10")
    [message] = come(ann, "video")
    assert streams(emulator, message["video"])[0] == pytest.approx(6, abs=KEYFRAMES)


def test_a_piece_is_asked_for_by_a_button_and_written(cat: Person, origin: MediaOrigin, emulator: Emulator) -> None:
    cat.write(f"{origin.url}/pages/film?button")
    choose(cat, "A piece of it")
    cat.message("Write its beginning and end")
    cat.write("0:10-0:14")
    cat.message("Only 0:10 – 0:14")
    choose(cat, "90p")
    [message] = come(cat, "video")
    duration, found = streams(emulator, message["video"])
    assert duration == pytest.approx(4, abs=KEYFRAMES)
    assert found["video"].height == 90


def test_subtitles_come_in_the_film_when_that_is_chosen(cat: Person, origin: MediaOrigin, emulator: Emulator) -> None:
    cat.write(f"{origin.url}/pages/film?subtitles")
    for how in ("as files", "in the video"):
        choose(cat, "subtitles")
        cat.wait(lambda how=how: label(cat.message(QUESTION), how))
    choose(cat, "180p")
    [message] = come(cat, "video")
    assert "subtitle" in streams(emulator, message["video"])[1]


def test_what_came_once_comes_again_at_once_for_anyone_and_anew_only_when_asked(
    ann: Person, ben: Person, origin: MediaOrigin
) -> None:
    link = f"{origin.url}/photo.jpg?again"
    ann.write(link)
    [first] = come(ann, "photo")
    asked = len(origin.requests)
    ben.write(link)
    [second] = come(ben, "photo")
    assert second["photo"][-1]["file_id"] == first["photo"][-1]["file_id"]
    assert len(origin.requests) == asked, "not a single request to the site"
    # The button is good once its delivery is kept, a moment after the file has come.
    ben.wait(lambda: "Fetching it anew" in ben.answer(ben.press(second, label(second, "Fetch anew"))))
    photos = come(ben, "photo", 2)
    assert photos[1]["photo"][-1]["file_id"] != first["photo"][-1]["file_id"]
    assert len(origin.requests) > asked


def test_two_who_want_the_same_at_the_same_moment_share_one_download_and_one_upload(
    ann: Person, ben: Person, origin: MediaOrigin, emulator: Emulator
) -> None:
    def fetched(path: str) -> int:
        return sum(path in request.path for request in origin.requests)

    ann.write(f"{origin.url}/throttled/200000/size/600000.bin?alone")
    come(ann, "document")
    uploads = len(emulator.calls("sendDocument"))
    for person in (ann, ben):
        person.write(f"{origin.url}/throttled/200000/size/600000.bin?together")
    [*_, hers] = come(ann, "document", 2)
    [his] = come(ben, "document")
    assert hers["document"]["file_id"] == his["document"]["file_id"]
    assert fetched("?together") == fetched("?alone")
    sent = emulator.calls("sendDocument")[uploads:]
    assert sorted(isinstance(call.parameters["document"], str) for call in sent) == [False, True]


def test_of_a_playlist_some_are_chosen_and_one_that_fails_stops_none(ann: Person, site: MediaOrigin) -> None:
    ann.write(f"{site.url}/list.rss")
    question = ann.message(QUESTION)
    assert [words in readable(question) for words in ("A list of four", "1. Film 1", "4. Film 4")] == [True] * 3
    choose(ann, "Some of them")
    ann.message("Write their numbers")
    ann.write("2-4")
    report = ann.message("2 of 3 sent")
    assert "3. Film 3: " in readable(report)
    assert "nothing at this address" in readable(report)
    assert len(come(ann, "video", 2)) == 2
    assert not any("/1.mp4" in request.path for request in site.requests)


def test_a_change_while_it_downloads_brings_what_is_chosen_then_and_nothing_else(
    ann: Person, origin: MediaOrigin, emulator: Emulator
) -> None:
    ann.write(f"{origin.url}/throttled/60000/pages/film")
    line = ann.message("Downloading")
    assert "I’ll show you" in ann.answer(ann.press(line, label(line, "Change")))
    choose(ann, "90p")
    [message] = come(ann, "video")
    assert streams(emulator, message["video"])[1]["video"].height == 90
