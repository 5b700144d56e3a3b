"""Files by the Bot API: what arrives, and what becomes of a sending that goes wrong."""

import asyncio
import hashlib
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import psutil
import pytest
from telegram import Chat, Message, PhotoSize

from bot.domain.delivery import Target, Way
from bot.domain.limits import MB
from bot.domain.media import KnownFile, MediaFile, MediaKind, Sent
from bot.domain.message import Button
from bot.errors import ChatRefused, FileForgotten, OutcomeUnknown, TransferFailed, TransferUnavailable
from bot.transfer.botapi import BotApi, _sent
from bot.transfer.pace import LONGEST_WAIT
from tests.demo.conftest import picture
from tests.transfer.gate import gate_before
from tests.transfer.skipping import paced_bot, sent_at, skipping

ANN, GROUP = 1001, -1002000000001
JPEG = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x5a\x00\xa0\x03" + bytes(9)  # 160 by 90 as far as its header says


def ignore(_done, _total):
    """Nobody looks at the progress."""


@pytest.fixture
def film(tmp_path):
    path = tmp_path / "film.bin"
    path.write_bytes(b"".join(hashlib.sha256(number.to_bytes(4)).digest() for number in range(32768)))
    thumbnail = tmp_path / "thumbnail.jpg"
    thumbnail.write_bytes(JPEG)
    return MediaFile(
        path,
        "Фильм 1.mp4",
        "Фильм",
        MB,
        MediaKind.VIDEO,
        mime="video/mp4",
        width=640,
        height=360,
        duration=12.6,
        performer="Somebody",
        thumbnail=thumbnail,
    )


@asynccontextmanager
async def botapi_at(emulator, **settings):
    async with paced_bot(emulator, **settings) as bot:
        yield BotApi(bot)


@asynccontextmanager
async def behind_a_gate(emulator):
    async with gate_before(emulator) as gate, botapi_at(emulator, base_url=gate.base_url) as botapi:
        yield botapi, gate


def bytes_of(emulator, file_id):
    return emulator.file(file_id).read_bytes()


def fields(emulator, method):
    (call,) = emulator.calls(method)
    return call.parameters


@skipping
async def test_a_video_arrives_with_its_shape_its_picture_and_its_caption(emulator, film):
    asked = emulator.write("q", chat_id=GROUP)
    target = Target(GROUP, thread_id=4, reply_to=asked["message_id"])
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(film, target, caption="<b>Фильм</b>", progress=ignore)
    message = emulator.messages(GROUP)[-1]
    video = message["video"]
    assert (sent.message_id, sent.file_id) == (message["message_id"], video["file_id"])
    assert (sent.way, sent.kind) == (Way.BOT_API, MediaKind.VIDEO)
    assert (video["width"], video["height"], video["duration"]) == (640, 360, 13)
    assert (video["file_name"], video["mime_type"]) == ("Фильм 1.mp4", "video/mp4")
    assert (video["thumbnail"]["width"], video["thumbnail"]["height"]) == (160, 90)
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("Фильм", "bold")
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["message_thread_id"] == 4
    assert fields(emulator, "sendVideo")["supports_streaming"] == "true"
    assert bytes_of(emulator, sent.file_id) == film.path.read_bytes()


@skipping
async def test_a_song_arrives_with_title_performer_and_cover(emulator, film):
    song = replace(film, kind=MediaKind.AUDIO, name="song.mp3", mime="audio/mpeg", title="Song")
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(song, Target(ANN), caption="c", progress=ignore)
    audio = emulator.messages()[-1]["audio"]
    assert (audio["title"], audio["performer"], audio["duration"]) == ("Song", "Somebody", 13)
    assert (audio["file_id"], audio["file_name"], audio["mime_type"]) == (sent.file_id, "song.mp3", "audio/mpeg")
    assert audio["thumbnail"]["width"] == 160


@skipping
async def test_an_animation_arrives_as_one(emulator, film):
    loop = replace(film, kind=MediaKind.ANIMATION, duration=None)
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(loop, Target(ANN), caption="c", progress=ignore)
    animation = emulator.messages()[-1]["animation"]
    assert (animation["file_id"], animation["width"], animation["height"]) == (sent.file_id, 640, 360)
    assert "duration" not in fields(emulator, "sendAnimation")


@skipping
async def test_a_photo_arrives_as_one_with_its_largest_size(emulator, film):
    film.path.write_bytes(picture(40, 30))
    photo = replace(film, kind=MediaKind.PHOTO, name="p.png", mime="image/png")
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(photo, Target(ANN), caption="c", progress=ignore)
    size = emulator.messages()[-1]["photo"][-1]
    assert (size["file_id"], size["width"], size["height"]) == (sent.file_id, 40, 30)
    assert "thumbnail" not in fields(emulator, "sendPhoto")


@skipping
async def test_a_plain_file_stays_what_it_is(emulator, film):
    plain = replace(film, kind=MediaKind.DOCUMENT, name="a.tar.gz", mime="application/gzip", thumbnail=None)
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(plain, Target(ANN), caption="c", progress=ignore)
    document = emulator.messages()[-1]["document"]
    assert (document["file_id"], document["file_name"]) == (sent.file_id, "a.tar.gz")
    call = fields(emulator, "sendDocument")
    assert call["document"].content_type == "application/gzip"
    assert call["disable_content_type_detection"] == "true"


@skipping
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(900, 9), "PHOTO_INVALID_DIMENSIONS"),
        (picture(9, 9) + bytes(10 * MB), "too big for a photo"),
    ],
    ids=["unreadable", "too long", "too large"],
)
async def test_a_picture_telegram_refuses_goes_as_a_document(emulator, film, caplog, body, reason):
    caplog.set_level("INFO")
    film.path.write_bytes(body)
    photo = replace(film, kind=MediaKind.PHOTO, size=len(body), name="p.png")
    async with botapi_at(emulator) as botapi:
        sent = await botapi.send(photo, Target(ANN), caption="c", progress=ignore)
    (message,) = emulator.messages()
    assert message["document"]["file_id"] == sent.file_id
    assert bytes_of(emulator, sent.file_id) == body
    assert reason.lower() in caplog.text.lower()


@skipping
async def test_a_picture_nobody_wants_is_not_sent_twice(emulator, film):
    emulator.block(ANN)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(ChatRefused):
            await botapi.send(replace(film, kind=MediaKind.PHOTO), Target(ANN), caption="", progress=ignore)
    assert emulator.calls("sendDocument") == []


@skipping
async def test_a_picture_refused_for_another_reason_than_what_it_shows_is_not_sent_as_a_document(emulator, film):
    emulator.fault("sendPhoto", status=413)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(TransferFailed):
            await botapi.send(replace(film, kind=MediaKind.PHOTO), Target(ANN), caption="", progress=ignore)
    assert emulator.calls("sendDocument") == []


@skipping
async def test_another_refusal_is_an_error_of_ours(emulator, film):
    emulator.fault("sendVideo", status=400, description="Bad Request: no, whatever")
    async with botapi_at(emulator) as botapi:
        with pytest.raises(TransferFailed, match="whatever"):
            await botapi.send(film, Target(ANN), caption="", progress=ignore)
    assert len(emulator.calls()) == 2  # getMe, sendVideo


@skipping
async def test_progress_goes_up_to_the_end_in_steps(emulator, film):
    seen = []
    async with botapi_at(emulator) as botapi:
        await botapi.send(film, Target(ANN), caption="", progress=lambda *step: seen.append(step))
    done = [step[0] for step in seen]
    assert done == sorted(done)
    assert len(set(done)) == 16  # steps of 64 KiB
    assert seen[-1] == (MB, MB)
    assert {total for _, total in seen} == {MB}


@skipping
async def test_a_file_over_the_server_s_limit_is_refused_once(emulator, film):
    with film.path.open("r+b") as file:
        file.truncate(52 * MB)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(TransferFailed):
            await botapi.send(replace(film, size=52 * MB), Target(ANN), caption="", progress=ignore)
    assert [call.status for call in emulator.calls() if call.method == "sendVideo"] == [413]


@skipping
async def test_a_flood_wait_is_waited_and_the_file_sent_from_its_beginning(emulator, film):
    seen = []
    emulator.fault("sendVideo", times=2, retry_after=70)
    async with paced_bot(emulator) as bot:
        sent = await BotApi(bot).send(film, Target(ANN), caption="", progress=lambda done, _: seen.append(done))
        times = sent_at(bot, ANN)
    assert times == [0, pytest.approx(70, abs=0.01), pytest.approx(140, abs=0.01)]
    assert bytes_of(emulator, sent.file_id) == film.path.read_bytes()
    assert len(emulator.messages()) == 1
    falls = [later for earlier, later in pairwise(seen) if later < earlier]
    assert falls == [65536, 65536]  # only where a new try begins


@skipping
async def test_a_flood_wait_beyond_patience_is_handed_up(emulator, film):
    emulator.fault("sendVideo", retry_after=LONGEST_WAIT + 5)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(TransferUnavailable) as raised:
            await botapi.send(film, Target(ANN), caption="", progress=ignore)
    assert raised.value.values == {"seconds": LONGEST_WAIT + 5}
    assert len(emulator.calls("sendVideo")) == 1


@skipping
async def test_flood_waits_without_end_are_handed_up_after_three(emulator, film):
    emulator.fault("sendVideo", times=9, retry_after=2)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(TransferUnavailable):
            await botapi.send(film, Target(ANN), caption="", progress=ignore)
    assert len(emulator.calls("sendVideo")) == 3


@skipping
@pytest.mark.parametrize(
    "fault", [{"drop": True}, {"drop": True, "after_effect": True}, {"status": 502, "after_effect": True}], ids=str
)
async def test_a_lost_answer_leaves_the_outcome_unknown_and_the_file_sent_once(emulator, film, fault):
    emulator.fault("sendVideo", **fault)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(OutcomeUnknown):
            await botapi.send(film, Target(ANN), caption="", progress=ignore)
    assert len(emulator.messages()) == (1 if "after_effect" in fault else 0)
    assert len(emulator.calls("sendVideo")) == 1


@skipping
async def test_a_file_cut_off_half_way_is_sent_again_and_arrives_once(emulator, film):
    seen = []
    async with behind_a_gate(emulator) as (botapi, gate):
        gate.cut(after=MB // 2, times=2)
        sent = await botapi.send(film, Target(ANN), caption="", progress=lambda done, _: seen.append(done))
    assert len(emulator.messages()) == 1
    assert bytes_of(emulator, sent.file_id) == film.path.read_bytes()
    assert sum(later < earlier for earlier, later in pairwise(seen)) == 2


@skipping
async def test_a_file_cut_off_again_and_again_means_that_telegram_is_away(emulator, film):
    async with behind_a_gate(emulator) as (botapi, gate):
        gate.cut(after=MB // 2, times=3)
        with pytest.raises(TransferUnavailable):
            await botapi.send(film, Target(ANN), caption="", progress=ignore)
    assert emulator.messages() == []


@skipping
async def test_a_refused_connection_is_tried_again(emulator, film):
    async with behind_a_gate(emulator) as (botapi, gate):
        gate.shut()
        await asyncio.sleep(1)
        sending = asyncio.create_task(botapi.send(film, Target(ANN), caption="", progress=ignore))
        await asyncio.sleep(0.5)
        await gate.open()
        await sending
    assert len(emulator.messages()) == 1


@skipping
async def test_cancelling_half_way_closes_file_and_connection_at_once(emulator, film):
    """No time passes in this loop while a call is under way: whatever waited for a time-out would hang."""
    with film.path.open("r+b") as file:
        file.truncate(20 * MB)
    process = psutil.Process()
    async with behind_a_gate(emulator) as (botapi, gate):
        gate.hold(after=MB)
        sending = asyncio.create_task(botapi.send(film, Target(ANN), caption="", progress=ignore))
        await gate.holding.wait()
        assert str(film.path) in {file.path for file in process.open_files()}
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert str(film.path) not in {file.path for file in process.open_files()}
        assert str(film.thumbnail) not in {file.path for file in process.open_files()}
        assert [one for one in process.net_connections() if one.raddr and one.raddr.port == gate.port] == []
    assert emulator.messages() == []


def test_a_file_of_49_mb_needs_no_memory_of_its_size(emulator, tmp_path):
    path = tmp_path / "large.mp4"
    with path.open("wb") as file:
        file.truncate(49 * MB)
    module = [sys.executable, "-m", "tests.transfer.upload_memory"]
    child = subprocess.run(
        [*module, emulator.api_base, emulator.token, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(child.stdout) < 8 * MB
    assert emulator.messages()[-1]["video"]["file_size"] == 49 * MB


@skipping
@pytest.mark.parametrize("kind", [MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.ANIMATION, MediaKind.DOCUMENT])
async def test_what_telegram_has_is_sent_again_as_what_it_is_without_a_byte(emulator, film, kind):
    asked = emulator.write("q", chat_id=GROUP)
    target = Target(GROUP, thread_id=4, reply_to=asked["message_id"])
    async with botapi_at(emulator) as botapi:
        first = await botapi.send(replace(film, kind=kind), Target(ANN), caption="c", progress=ignore)
        known = KnownFile(first.file_id, first.kind, film.name, film.title, film.size)
        again = await botapi.resend(known, target, caption="<i>again</i>", rows=[[Button("Fetch anew", "d:n:1")]])
    message = emulator.messages(GROUP)[-1]
    assert (again.message_id, again.kind) == (message["message_id"], kind)
    assert bytes_of(emulator, message[kind.value]["file_id"]) == film.path.read_bytes()
    assert (message["caption"], message["caption_entities"][0]["type"]) == ("again", "italic")
    assert message["reply_to_message"]["message_id"] == asked["message_id"]
    assert message["message_thread_id"] == 4
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "d:n:1"


@skipping
async def test_an_album_arrives_together_each_with_its_caption_and_shape(emulator, film, tmp_path):
    asked = emulator.write("q", chat_id=GROUP)
    target = Target(GROUP, thread_id=4, reply_to=asked["message_id"])
    path = tmp_path / "p.png"
    path.write_bytes(picture(40, 30))
    photo = MediaFile(path, "p.png", "A picture", path.stat().st_size, MediaKind.PHOTO, "image/png")
    async with botapi_at(emulator) as botapi:
        sent = await botapi.album([(photo, "<b>one</b>"), (film, "two")], target)
    first, second = emulator.messages(GROUP)[-2:]
    assert first["media_group_id"] == second["media_group_id"]
    assert [one["caption"] for one in (first, second)] == ["one", "two"]
    assert (first["photo"][-1]["width"], second["video"]["width"], second["video"]["duration"]) == (40, 640, 13)
    assert second["video"]["thumbnail"]["width"] == 160
    assert first["message_thread_id"] == 4
    assert [one.kind for one in sent] == [MediaKind.PHOTO, MediaKind.VIDEO]
    assert [bytes_of(emulator, one.file_id) for one in sent] == [path.read_bytes(), film.path.read_bytes()]


@skipping
async def test_a_file_that_telegram_has_no_more_says_so_and_a_chat_that_refuses_says_that(emulator):
    known = KnownFile("gone", MediaKind.VIDEO, "a.mp4", "A", 5)
    async with botapi_at(emulator) as botapi:
        with pytest.raises(FileForgotten):
            await botapi.resend(known, Target(ANN), caption="c")
        with pytest.raises(ChatRefused):
            await botapi.resend(known, Target(4040), caption="c")
    assert emulator.messages() == []


def test_of_a_photo_s_sizes_the_largest_is_kept():
    sizes = [PhotoSize(f"id {side}", f"unique {side}", side, side) for side in (90, 320, 1280)]
    answer = Message(5, datetime.now(UTC), Chat(ANN, Chat.PRIVATE), photo=sizes)
    assert _sent(answer) == Sent(5, Way.BOT_API, "id 1280", MediaKind.PHOTO)


def test_an_answer_without_a_file_is_an_error():
    answer = Message(5, datetime.now(UTC), Chat(ANN, Chat.PRIVATE), text="only words")
    with pytest.raises(TransferFailed):
        _sent(answer)
