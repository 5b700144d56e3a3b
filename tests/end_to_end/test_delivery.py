"""A link becomes a file in the chat: the whole way, with the real process and the real engines.

Each test has addresses of its own: what one has brought is sent from Telegram's memory to the next.
"""

import hashlib

import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import Ferry
from tests.end_to_end.person import ISOLATES, Person, readable
from tests.servers.origin import MediaOrigin

RETRY, LATER, OWNER = "🔁 Retry", "🕐 In an hour", "✉️ Tell the owner"

pytestmark = pytest.mark.usefixtures("ferry")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("clip.mp4", "video"),
        ("pages/og-video", "video"),
        ("pages/video-tag", "video"),
        ("hls/master.m3u8", "video"),
        ("dash/manifest.mpd", "video"),
        ("song.mp3", "audio"),
        ("photo.jpg", "photo"),
        ("loop.gif", "animation"),
        ("silent.mp4", "animation"),
        ("paper.pdf", "document"),
        ("archive.zip", "document"),
    ],
)
def test_a_link_arrives_as_what_it_is(ann: Person, origin: MediaOrigin, path: str, kind: str) -> None:
    ann.write(f"{origin.url}/{path}")
    assert "127.0.0.1" in readable(ann.file(kind))


def test_a_video_has_its_real_facts(ann: Person, origin: MediaOrigin) -> None:
    ann.write(
        f"{origin.url}/clip.mp4?facts"
    )  # as in every test here, an address of its own: what is known is sent again
    video = ann.file("video")["video"]
    assert (video["width"], video["height"], video["duration"]) == (320, 180, 2)
    assert video["mime_type"] == "video/mp4"
    assert max(video["thumbnail"]["width"], video["thumbnail"]["height"]) <= 320


def test_a_song_has_title_performer_and_cover(ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/song.mp3?facts")
    audio = ann.file("audio")["audio"]
    assert (audio["title"], audio["performer"], audio["duration"]) == ("A Test Song", "The Testers", 2)
    assert "thumbnail" in audio


def test_a_file_arrives_byte_for_byte(ann: Person, origin: MediaOrigin, emulator: Emulator) -> None:
    ann.write(f"{origin.url}/breaks/2/300000/size/1000000.bin?bytes")
    document = ann.file("document")["document"]
    arrived = hashlib.sha256(emulator.file(document["file_id"]).read_bytes()).hexdigest()
    assert arrived == hashlib.sha256(origin.content("/size/1000000.bin")).hexdigest()


def test_every_link_of_a_message_is_delivered(ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"look: {origin.url}/photo.png?each and {origin.url}/paper.pdf?each")
    assert ann.file("photo")
    assert ann.file("document")


def test_a_link_behind_words_is_found(ann: Person, origin: MediaOrigin) -> None:
    link = {"type": "text_link", "offset": 0, "length": 4, "url": f"{origin.url}/photo.jpg?words"}
    ann.write("here it is", entities=[link])
    assert ann.file("photo")


def test_a_forwarded_post_with_a_link_in_its_caption_is_delivered(ann: Person, origin: MediaOrigin) -> None:
    ann.write(caption=f"from elsewhere {origin.url}/paper.pdf?forwarded", forward="A channel")
    assert ann.file("document")


def test_the_file_answers_the_message_with_the_link(ann: Person, origin: MediaOrigin) -> None:
    asked = ann.write(f"{origin.url}/photo.jpg?answer")
    assert ann.file("photo")["reply_to_message"]["message_id"] == asked["message_id"]


def test_words_without_a_link_get_one_helpful_sentence(ann: Person) -> None:
    ann.write("hello there")
    assert "Send me a link" in readable(ann.message("Send me a link"))
    assert len(ann.seen()) == 1


def test_sentences_come_in_the_persons_language(emulator: Emulator, ann: Person) -> None:
    ann.write("سلام", language="fa")
    ann.message("پیوند")
    ann.write("привет", language="ru")
    ann.message("ссылк")


@pytest.mark.parametrize(
    ("path", "words", "remedies"),
    [
        ("nowhere.mp4", "nothing at this address", [RETRY]),
        ("pages/nothing", "found nothing to fetch", [RETRY]),
        ("login/clip.mp4", "signed-in account", [OWNER, RETRY]),
        ("status/403/always/clip.mp4", "does not give this out", [LATER, RETRY, OWNER]),
        ("slam/always/clip.mp4", "does not answer", [RETRY, LATER]),
    ],
)
def test_a_failure_ends_with_a_sentence_and_what_can_be_done_the_best_first(
    ann: Person, origin: MediaOrigin, path: str, words: str, remedies: list[str]
) -> None:
    ann.write(f"{origin.url}/{path}")
    failed = ann.message(words, timeout=60)
    assert [button["text"] for row in failed["reply_markup"]["inline_keyboard"] for button in row] == remedies


def test_retry_delivers_when_the_source_is_well_again(ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/status/404/1/clip.mp4?retry")
    failed = ann.message("nothing at this address")
    assert "Trying again" in ann.answer(ann.press(failed, "🔁 Retry"))
    assert ann.file("video")
    assert len(ann.seen()) == 1, "the status line, which the retry had taken over, is gone"


def test_nobody_can_retry_what_is_anothers(
    ann: Person, ben: Person, origin: MediaOrigin, emulator: Emulator, ferry: Ferry
) -> None:
    ann.write(f"{origin.url}/nowhere.mp4?anothers")
    failed = ann.message("nothing at this address")
    begun = ferry.log.count(" begun ")
    query = emulator.press(failed, "🔁 Retry", user_id=ben.id)
    assert "over already" in ann.answer(query)
    assert ferry.log.count(" begun ") == begun


def test_a_file_over_the_bot_apis_limit_comes_in_parts_once_its_person_says_so(
    ann: Person, origin: MediaOrigin, ferry: Ferry
) -> None:
    ann.write(f"{origin.url}/lengthless/size/60000000.bin")  # its size shows as it comes
    question = ann.message("57.2 MB")
    button = question["reply_markup"]["inline_keyboard"][0][0]["text"].translate(ISOLATES)
    assert "2 parts" in button
    ann.press(question, button)
    ann.wait(lambda: sum("document" in message for message in ann.seen()) == 2)
    assert "cat -- " in readable(ann.message("copy /b"))
    ann.wait(lambda: not any("reply_markup" in message for message in ann.seen()))  # the line is gone
    assert [words in " ".join(ann.texts()) for words in ("part 1 of 2", "part 2 of 2")] == [True, True]
    ann.wait(lambda: not list(ferry.downloads.iterdir()))


def test_no_secret_stands_in_the_log(ferry: Ferry, emulator: Emulator, ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/photo.jpg?log")
    ann.file("photo")
    assert "delivered" in ferry.log
    assert emulator.token not in ferry.log
    assert emulator.token.partition(":")[2] not in ferry.log
