"""Files in and out: kinds, file_id re-sends, limits, thumbnails, albums, downloads."""

import hashlib
import threading
from pathlib import Path

import psutil
import pytest

from bot.demo.emulator import Emulator
from bot.demo.images import dimensions
from bot.demo.limits import MEGABYTE
from tests.demo.conftest import PERSON, Caller, picture

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0\x00\x11\x08\x00\xb4\x01\x40\x03" + bytes(9) + b"\xff\xd9"
)  # says it is 320 by 180


@pytest.mark.parametrize("kind", ["video", "audio", "animation", "document", "voice", "photo"])
def test_each_kind_arrives_with_its_own_file_id_and_can_be_sent_again(call, emulator, kind, png):
    method = f"send{kind.capitalize()}"
    sent = call(method, chat_id=PERSON, caption="c", **{kind: png})
    media = sent[kind][-1] if kind == "photo" else sent[kind]
    assert (media["file_size"], sent["caption"]) == (len(png[1]), "c")
    again = call(method, chat_id=PERSON, **{kind: media["file_id"]})
    assert again[kind] == sent[kind]
    upload = emulator.calls(method)[0].parameters[kind]
    assert (upload.name, upload.size) == ("picture.png", len(png[1]))
    assert upload.sha256 == hashlib.sha256(png[1]).hexdigest()
    assert emulator.file(media["file_id"]).read_bytes() == png[1]


def test_a_video_keeps_its_numbers_and_thumbnail(call):
    sent = call(
        "sendVideo",
        chat_id=PERSON,
        video=("clip.mp4", b"film"),
        width=1280,
        height=720,
        duration=7,
        supports_streaming=True,
        thumbnail="attach://small",
        small=("small.jpg", JPEG),
        has_spoiler=True,
    )
    video = sent["video"]
    assert (video["width"], video["height"], video["duration"]) == (1280, 720, 7)
    assert (video["file_name"], video["mime_type"]) == ("clip.mp4", "video/mp4")
    assert (video["thumbnail"]["width"], video["thumbnail"]["height"]) == (320, 180)
    assert sent["has_media_spoiler"] is True


def test_an_audio_keeps_title_and_performer(call):
    sent = call("sendAudio", chat_id=PERSON, audio=("a.mp3", b"song"), title="T", performer="P", duration="x")
    audio = sent["audio"]
    assert (audio["title"], audio["performer"], audio["duration"], audio["mime_type"]) == ("T", "P", 0, "audio/mpeg")


def test_an_animation_is_a_document_too_as_on_the_real_server(call):
    sent = call("sendAnimation", chat_id=PERSON, animation=("a.mp4", b"loop"), width=10, height=10)
    assert sent["document"] == sent["animation"]


@pytest.mark.parametrize(
    "thumbnail",
    [picture(100, 100), JPEG + bytes(200 * 1024), JPEG.replace(b"\x01\x40", b"\x01\x41"), b"\xff\xd8\xff\xc0"],
    ids=["no JPEG", "over 200 kB", "over 320 px", "cut off"],
)
def test_a_thumbnail_against_the_rules_is_left_out(call, thumbnail):
    sent = call("sendVideo", chat_id=PERSON, video=b"film", thumbnail="attach://small", small=("small.jpg", thumbnail))
    assert "thumbnail" not in sent["video"]


@pytest.mark.parametrize(
    ("photo", "refusal"),
    [
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(5001, 5000), "PHOTO_INVALID_DIMENSIONS"),
        (picture(2001, 100), "PHOTO_INVALID_DIMENSIONS"),
        (b"", "file must be non-empty"),
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("attach://none", "wrong file identifier/HTTP URL specified"),
        ("file:///etc/hostname", "wrong file identifier/HTTP URL specified"),
        ("http://example.test/a.jpg", "failed to get HTTP URL content"),
        ("", "there is no photo in the request"),
    ],
)
def test_a_photo_the_server_would_refuse_is_refused_in_its_words(call, emulator, photo, refusal, tmp_path):
    assert call.refusal("sendPhoto", chat_id=PERSON, photo=photo) == f"Bad Request: {refusal}"
    assert emulator.messages() == []
    assert list((tmp_path / "telegram").iterdir()) == []


def test_a_photo_over_ten_megabytes_is_too_big(call):
    photo = picture(10, 10) + bytes(10 * MEGABYTE)
    assert call.refusal("sendPhoto", chat_id=PERSON, photo=photo) == (
        f"Bad Request: file of size {len(photo)} bytes is too big for a photo; the maximum size is 10485760 bytes"
    )


def test_a_photo_stays_a_photo_and_a_document_never_becomes_one(call, png):
    photo = call("sendPhoto", chat_id=PERSON, photo=png)["photo"][-1]["file_id"]
    video = call("sendVideo", chat_id=PERSON, video=b"film")["video"]["file_id"]
    refusal = call.refusal("sendDocument", chat_id=PERSON, document=photo)
    assert refusal == "Bad Request: can't use file of type Photo as Document"
    refusal = call.refusal("sendPhoto", chat_id=PERSON, photo=video)
    assert refusal == "Bad Request: can't use file of type Video as Photo"
    assert "video" in call("sendDocument", chat_id=PERSON, document=video)


def test_a_caption_too_long_costs_no_file(call, tmp_path):
    refusal = call.refusal("sendVideo", chat_id=PERSON, video=b"film", caption="a" * 1025)
    assert refusal == "Bad Request: message caption is too long"
    assert list((tmp_path / "telegram").iterdir()) == []


def post_zeros(call, emulator, size):
    """Send a document of that many zeros, streamed: the answer."""
    head = (
        b'--edge\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n1001\r\n'
        b'--edge\r\nContent-Disposition: form-data; name="document"; filename="z.bin"\r\n\r\n'
    )
    tail = b"\r\n--edge--\r\n"

    def body():
        yield head
        for _ in range(size // MEGABYTE):
            yield bytes(MEGABYTE)
        yield bytes(size % MEGABYTE)
        yield tail

    headers = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "Content-Length": str(len(head) + size + len(tail)),
    }
    address = f"{emulator.api_base}{emulator.token}/sendDocument"
    return call.http.request("POST", address, body=body(), headers=headers, timeout=60)


def test_fifty_megabytes_go_through_and_one_byte_more_is_413(call, emulator, tmp_path):
    assert post_zeros(call, emulator, 50 * MEGABYTE).json()["result"]["document"]["file_size"] == 50 * MEGABYTE
    refused = post_zeros(call, emulator, 50 * MEGABYTE + 1)
    assert (refused.status, refused.json()["description"]) == (413, "Request Entity Too Large")
    refused = post_zeros(call, emulator, 60 * MEGABYTE)
    assert (refused.status, refused.json()["error_code"]) == (413, 413)
    assert emulator.calls("sendDocument")[-1].parameters == {}  # refused by its length, not even read
    assert len(list((tmp_path / "telegram").iterdir())) == 1


def test_an_upload_stays_out_of_memory_and_overflows_into_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))  # a use of it would fail
    with Emulator(folder=tmp_path / "telegram", local=True) as emulator:
        call = Caller(emulator)
        post_zeros(call, emulator, MEGABYTE)
        process, peaks, done = psutil.Process(), [0], threading.Event()

        def watch():
            while not done.wait(0.01):
                peaks.append(process.memory_info().rss)

        watcher = threading.Thread(target=watch)
        before = process.memory_info().rss
        watcher.start()
        answer = post_zeros(call, emulator, 120 * MEGABYTE)
        done.set()
        watcher.join()
        assert answer.json()["result"]["document"]["file_size"] == 120 * MEGABYTE
        assert max(peaks) - before < 40 * MEGABYTE


def test_a_local_server_takes_files_by_their_path_and_tells_it(tmp_path):
    with Emulator(folder=tmp_path / "telegram", local=True) as emulator:
        call = Caller(emulator)
        source = tmp_path / "a b.mp4"
        source.write_bytes(b"film")
        video = call("sendVideo", chat_id=PERSON, video=source.as_uri())["video"]
        assert (video["file_name"], video["file_size"]) == ("a b.mp4", 4)
        assert Path(call("getFile", file_id=video["file_id"])["file_path"]).read_bytes() == b"film"
        refusal = call.refusal("sendVideo", chat_id=PERSON, video="file:///none")
        assert refusal == "Bad Request: invalid file path specified"


def test_a_file_is_downloaded_by_the_path_get_file_gives(call, emulator):
    file_id = call("sendDocument", chat_id=PERSON, document=("a.txt", b"hello"))["document"]["file_id"]
    path = call("getFile", file_id=file_id)["file_path"]
    assert path.endswith(".txt")
    assert call.http.request("GET", f"{emulator.file_base}{emulator.token}/{path}").data == b"hello"
    assert call.http.request("GET", f"{emulator.file_base}1:x/{path}").status == 404
    assert call.http.request("GET", f"{emulator.file_base}{emulator.token}/none").status == 404


def test_get_file_knows_its_files_and_its_limit(call, emulator):
    assert call.refusal("getFile", file_id="x") == "Bad Request: invalid file_id"
    file_id = post_zeros(call, emulator, 20 * MEGABYTE + 1).json()["result"]["document"]["file_id"]
    assert call.refusal("getFile", file_id=file_id) == "Bad Request: file is too big"


def test_an_album_is_one_group_of_messages(call, emulator, png):
    media = [
        {"type": "photo", "media": "attach://one", "caption": "*c*", "parse_mode": "Markdown"},
        {"type": "video", "media": "attach://two", "width": 5},
    ]
    first, second = call("sendMediaGroup", chat_id=PERSON, media=media, one=png, two=("v.mp4", b"film"))
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second["video"]["width"]) == ("c", 5)
    assert emulator.messages() == [first, second]


def test_an_album_of_what_telegram_has_goes_by_file_id_ten_at_most_and_without_a_keyboard(call, emulator, png):
    file_id = call("sendPhoto", chat_id=PERSON, photo=png)["photo"][-1]["file_id"]
    album = [{"type": "photo", "media": file_id}] * 10
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "d"}]]}
    sent = call("sendMediaGroup", chat_id=PERSON, media=album, reply_markup=keyboard)
    assert {message["photo"][-1]["file_id"] for message in sent} == {file_id}
    assert not any("reply_markup" in message for message in sent)
    refusal = call.refusal("sendMediaGroup", chat_id=PERSON, media=[*album, album[0]])
    assert refusal == "Bad Request: group send failed: expected from 2 to 10 media"
    long = [{"type": "photo", "media": file_id, "caption": "x" * 1025}, album[0]]
    assert "caption is too long" in call.refusal("sendMediaGroup", chat_id=PERSON, media=long)
    assert len(emulator.messages()) == 11


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ([], "there are no messages to send"),
        ([{"type": "photo", "media": "x"}], "group send failed: expected from 2 to 10 media"),
        ([{"type": "animation", "media": "x"}] * 2, "can't use the media of the specified type in the album"),
        (
            [{"type": "audio", "media": "x"}, {"type": "photo", "media": "x"}],
            "audio can't be mixed with other media types",
        ),
    ],
)
def test_an_album_against_the_rules_is_refused(call, media, refusal):
    assert call.refusal("sendMediaGroup", chat_id=PERSON, media=media) == f"Bad Request: {refusal}"


def test_a_message_s_file_can_be_replaced(call, png):
    sent = call("sendPhoto", chat_id=PERSON, photo=png, caption="c")
    media = {"type": "document", "media": "attach://new", "caption": "d"}
    where = {"chat_id": PERSON, "message_id": sent["message_id"]}
    edited = call("editMessageMedia", **where, media=media, new=("n.txt", b"x"))
    assert ("photo" in edited, edited["document"]["file_name"], edited["caption"]) == (False, "n.txt", "d")
    refusal = call.refusal("editMessageMedia", **where, media={"type": "hologram", "media": "x"})
    assert refusal == "Bad Request: can't parse InputMedia: type must be known"
    refusal = call.refusal("editMessageMedia", **where, media=[])
    assert refusal == "Bad Request: can't parse input media JSON object"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (picture(7, 5), (7, 5)),
        (JPEG, (320, 180)),
        (b"GIF89a\x07\x00\x05\x00", (7, 5)),
        (b"BM" + bytes(16) + b"\x07\x00\x00\x00\xfb\xff\xff\xff", (7, 5)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x06\x00\x00\x04\x00\x00", (7, 5)),
        (b"RIFF....WEBPVP8L" + bytes(5) + b"\x06\x00\x01\x00" + bytes(7), (7, 5)),
        (b"RIFF....WEBPVP8 " + bytes(10) + b"\x07\x00\x05\x00", (7, 5)),
        (b"RIFF....WEBPnone" + bytes(16), None),
        (b"GIF89a\x07", None),
        (b"\xff\xd8\x00\x00\x00\x00", None),
        (b"text", None),
    ],
)
def test_pictures_tell_their_size(tmp_path, data, size):
    path = tmp_path / "picture"
    path.write_bytes(data)
    assert dimensions(path) == size
