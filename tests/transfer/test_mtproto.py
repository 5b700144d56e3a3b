"""Large files by MTProto, against the tests' MTProto server."""

import asyncio
import gc
import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pyrogram import raw

from bot.domain.delivery import Target
from bot.domain.media import MediaFile, MediaKind
from bot.errors import ChatRefused, OutcomeUnknown, TransferFailed, TransferUnavailable
from bot.transfer import mtproto_client
from bot.transfer.mtproto import Mtproto, Phase
from tests.servers.mtproto import redirect
from tests.servers.mtproto.server import MtprotoServer

HERE = Path(__file__).parents[2]
TOKEN = "123:secret-token"
ADA, GROUP, FORUM = 42, -77, -1_000_000_000_555
BIG = 12 * 1024 * 1024
PART = "upload.SaveBigFilePart"


@pytest.fixture
def server() -> Iterator[MtprotoServer]:
    with MtprotoServer() as server, redirect.to(server.address):
        server.world.token = TOKEN
        yield server


@pytest.fixture(autouse=True)
def _nothing_fails_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    gc.collect()  # asyncio speaks of a task's unseen failure when the task is freed
    assert not [record for record in caplog.records if record.name == "asyncio"]


@asynccontextmanager
async def sender(**options: Any) -> AsyncIterator[Mtproto]:
    mtproto = Mtproto(**{"api_id": 1, "api_hash": "secret-hash", "bot_token": TOKEN} | options)
    before = asyncio.all_tasks()
    try:
        yield mtproto
    finally:
        await mtproto.stop()
    await asyncio.sleep(0)
    assert asyncio.all_tasks() <= before, "no task outlives the client"


def media(folder: Path, kind: MediaKind = MediaKind.VIDEO, size: int = BIG, **values: Any) -> MediaFile:
    path = folder / "1f0e-local-name.bin"
    path.write_bytes(os.urandom(1024) * (size // 1024) + b"x" * (size % 1024))
    facts = {"name": "Harbour.mp4", "title": "Harbour", "mime": "video/mp4"} | values
    return MediaFile(path=path, size=size, kind=kind, **facts)


def ignored(done: int, total: int) -> None:
    """A progress nobody looks at."""


async def test_a_large_video_arrives_whole_with_all_it_is(server: MtprotoServer, tmp_path: Path) -> None:
    thumbnail = tmp_path / "thumb.jpg"
    thumbnail.write_bytes(b"jpeg" * 100)
    video = media(tmp_path, width=1920, height=1080, duration=12.5, thumbnail=thumbnail)
    seen: list[tuple[int, int]] = []
    async with sender() as mtproto:
        target = Target(ADA, reply_to=7)
        sent = await mtproto.send(
            video, target, caption="<b>Harbour</b> &amp; sea", progress=lambda *now: seen.append(now)
        )
    [arrived] = server.world.sent
    assert (arrived.message_id, arrived.chat_id, arrived.reply_to) == (sent.message_id, ADA, 7)
    assert arrived.file.sha256 == hashlib.sha256(video.path.read_bytes()).hexdigest()
    assert (arrived.file.name, arrived.file.size, arrived.file.big) == ("Harbour.mp4", BIG, True)
    assert (arrived.kind, arrived.mime, arrived.caption) == ("video", "video/mp4", "Harbour & sea")
    assert [type(entity) for entity in arrived.entities] == [raw.types.MessageEntityBold]
    shown = arrived.attribute(raw.types.DocumentAttributeVideo)
    assert (shown.w, shown.h, shown.duration, shown.supports_streaming) == (1920, 1080, 12.5, True)
    assert arrived.thumbnail is not None
    assert arrived.thumbnail.size == 400
    assert sent.file_id.startswith("BAA")  # a video's, in the Bot API's encoding
    assert sent.file_unique_id
    assert seen == sorted(seen)
    assert seen[-1] == (BIG, BIG)
    assert len(seen) == 24


@pytest.mark.parametrize("kind", list(MediaKind))
async def test_every_kind_goes_out_as_what_it_is(server: MtprotoServer, tmp_path: Path, kind: MediaKind) -> None:
    file = media(tmp_path, kind, size=600_001, performer="Ada", duration=61.4, mime="x/y")
    async with sender() as mtproto:
        sent = await mtproto.send(file, Target(GROUP), caption="", progress=ignored)
    [arrived] = server.world.sent
    assert arrived.kind == kind.value
    assert (arrived.file.size, arrived.file.big, arrived.file.parts) == (600_001, False, 2)
    assert arrived.file.name == "Harbour.mp4"
    assert sent.file_id
    if kind is MediaKind.AUDIO:
        audio = arrived.attribute(raw.types.DocumentAttributeAudio)
        assert (audio.performer, audio.title, audio.duration) == ("Ada", "Harbour", 61)


@pytest.mark.parametrize(
    ("target", "reply_to", "topic"),
    [
        (Target(FORUM, thread_id=9), 9, 9),
        (Target(FORUM, thread_id=9, reply_to=11), 11, 9),
        (Target(GROUP, reply_to=11), 11, None),
        (Target(ADA), None, None),
    ],
)
async def test_replies_and_forum_topics_are_kept(
    server: MtprotoServer, tmp_path: Path, target: Target, reply_to: int | None, topic: int | None
) -> None:
    server.world.forums.add(FORUM)
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path, size=10), target, caption="", progress=ignored)
    [arrived] = server.world.sent
    assert (arrived.chat_id, arrived.reply_to, arrived.topic) == (target.chat_id, reply_to, topic)


async def test_two_files_at_once_share_one_login(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        assert mtproto.state().phase is Phase.IDLE
        file = media(tmp_path)
        await asyncio.gather(
            *(mtproto.send(file, Target(ADA), caption=name, progress=ignored) for name in ("one", "two"))
        )
        assert mtproto.state().phase is Phase.UP
        assert server.connections == 2  # one to ask, one to upload by
    assert {sent.caption for sent in server.world.sent} == {"one", "two"}
    assert len({sent.random_id for sent in server.world.sent}) == 2
    assert server.world.calls["auth.ImportBotAuthorization"] == 1
    assert mtproto.state().phase is Phase.IDLE


async def test_a_bot_that_lives_in_another_data_centre_is_followed_there(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("auth.ImportBotAuthorization", error=(303, "USER_MIGRATE_4"))
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
        assert server.connections == 2
    assert len(server.keys) == 2
    assert len(server.world.sent) == 1


async def test_a_refused_login_is_reported_and_tried_again_by_the_next_file(
    server: MtprotoServer, tmp_path: Path
) -> None:
    server.fault("auth.ImportBotAuthorization", error=(400, "ACCESS_TOKEN_INVALID"))
    async with sender() as mtproto:
        file = media(tmp_path, size=10)
        with pytest.raises(TransferUnavailable, match="ACCESS_TOKEN_INVALID") as caught:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        state = mtproto.state()
        assert state.phase is Phase.FAILED
        assert "ACCESS_TOKEN_INVALID" in (state.reason or "")
        assert not any(secret in f"{caught.value!r} {state}" for secret in (TOKEN, "secret-hash"))
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert mtproto.state().phase is Phase.UP


async def test_a_flood_wait_at_login_says_for_how_long(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("auth.ImportBotAuthorization", error=(420, "FLOOD_WAIT_1234"))
    async with sender() as mtproto:
        with pytest.raises(TransferUnavailable) as caught:
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert caught.value.values["seconds"] == 1234


async def test_a_hung_login_ends_in_time_and_leaves_no_connection(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("auth.ImportBotAuthorization", deed="hang")
    async with sender(start_timeout=0.5) as mtproto:
        file = media(tmp_path, size=10)
        with pytest.raises(TransferUnavailable, match=r"no login within 0\.5 s"):
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert mtproto.state().phase is Phase.FAILED
        await settled(lambda: server.connections == 0)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)


async def test_a_closed_port_is_reported(tmp_path: Path) -> None:
    with MtprotoServer() as gone:
        address = gone.address
    async with sender(start_timeout=0.5) as mtproto:
        with redirect.to(address), pytest.raises(TransferUnavailable):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)


async def test_the_idle_client_is_stopped_and_comes_back_without_a_new_login(
    server: MtprotoServer, tmp_path: Path
) -> None:
    file = media(tmp_path, size=10)
    async with sender(idle=0.05) as mtproto:
        await mtproto.send(file, Target(ADA), caption="one", progress=ignored)
        await settled(lambda: server.connections == 0)
        assert mtproto.state().phase is Phase.IDLE
        await mtproto.send(file, Target(ADA), caption="two", progress=ignored)
    assert len(server.world.sent) == 2
    assert server.world.calls["auth.ImportBotAuthorization"] == 1


async def test_a_login_that_was_ended_from_outside_is_made_anew_by_the_next_file(
    server: MtprotoServer, tmp_path: Path
) -> None:
    file = media(tmp_path, size=10)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        server.log_out()
        with pytest.raises(TransferUnavailable):
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        await settled(lambda: server.connections == 0)
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls["auth.ImportBotAuthorization"] == 2


@pytest.mark.parametrize("ended", ["key", "login"])
async def test_a_session_that_ended_while_idle_is_made_anew_for_the_same_file(
    server: MtprotoServer, tmp_path: Path, ended: str
) -> None:
    file = media(tmp_path, size=10)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        await mtproto.stop()
        if ended == "key":
            server.forget_keys()
        else:
            server.log_out()
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls["auth.ImportBotAuthorization"] == 2


async def test_stopping_twice_or_without_a_start_is_harmless() -> None:
    mtproto = Mtproto(api_id=1, api_hash="x", bot_token=TOKEN)
    await mtproto.stop()
    await mtproto.stop()
    assert mtproto.state().phase is Phase.IDLE


async def test_a_stop_during_a_hung_start_is_bounded(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("auth.ImportBotAuthorization", deed="hang")
    async with sender(stop_timeout=0.1) as mtproto:
        sending = asyncio.create_task(mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored))
        await settled(lambda: server.world.calls["auth.ImportBotAuthorization"] == 1)
        assert mtproto.state().phase is Phase.STARTING
        await asyncio.wait_for(mtproto.stop(), 5)
        await cancelled(sending)
        assert mtproto.state().phase is Phase.IDLE
    await settled(lambda: server.connections == 0)


@pytest.mark.parametrize("hung", [False, True])
async def test_cancelling_ends_the_upload_at_once(server: MtprotoServer, tmp_path: Path, hung: bool) -> None:
    async with sender() as mtproto:
        begun = asyncio.Event()
        server.fault(PART, deed="hang", times=None if hung else 1, after=4)
        sending = asyncio.create_task(
            mtproto.send(media(tmp_path), Target(ADA), caption="", progress=lambda *_: begun.set())
        )
        await begun.wait()
        async with asyncio.timeout(2):
            await cancelled(sending)
        assert not server.world.sent
        server.faults.clear()
        await mtproto.send(media(tmp_path), Target(ADA), caption="after", progress=ignored)
    assert [sent.caption for sent in server.world.sent] == ["after"]


@pytest.mark.parametrize("code", ["FLOOD_WAIT_1", "FLOOD_PREMIUM_WAIT_1"])
async def test_a_short_flood_wait_is_sat_out(server: MtprotoServer, tmp_path: Path, code: str) -> None:
    server.fault(PART, error=(420, code), after=3)
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1


async def test_a_long_flood_wait_ends_the_upload_and_says_its_seconds(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(PART, error=(420, "FLOOD_WAIT_600"), after=3)
    async with sender() as mtproto:
        with pytest.raises(TransferUnavailable) as caught:
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
        assert caught.value.values["seconds"] == 600
        assert mtproto.state().phase is Phase.UP  # a flood wait is no reason for a new login


async def test_a_dropped_connection_is_made_anew_and_the_upload_goes_on(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(PART, deed="drop", after=5)
    video = media(tmp_path)
    async with sender() as mtproto:
        await mtproto.send(video, Target(ADA), caption="", progress=ignored)
    assert server.world.sent[0].file.sha256 == hashlib.sha256(video.path.read_bytes()).hexdigest()


async def test_an_upload_that_stands_still_ends(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(PART, deed="hang", times=None, after=5)
    async with sender(stalled=0.3) as mtproto:
        with pytest.raises(TransferUnavailable):
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)


@pytest.mark.parametrize(
    ("chat", "error"),
    [(ADA, (400, "USER_IS_BLOCKED")), (FORUM, (403, "CHAT_WRITE_FORBIDDEN")), (GROUP, (400, "CHAT_ADMIN_REQUIRED"))],
)
async def test_a_chat_that_refuses_costs_no_upload(
    server: MtprotoServer, tmp_path: Path, chat: int, error: tuple[int, str]
) -> None:
    server.world.refuse(chat, *error)
    async with sender() as mtproto:
        with pytest.raises(ChatRefused, match=error[1]):
            await mtproto.send(media(tmp_path), Target(chat), caption="", progress=ignored)
    assert not server.world.calls[PART]


@pytest.mark.parametrize("chat", [ADA, GROUP, FORUM])
async def test_a_chat_that_is_not_there_costs_no_upload(server: MtprotoServer, tmp_path: Path, chat: int) -> None:
    server.world.unknown.add(chat)
    async with sender() as mtproto:
        with pytest.raises(ChatRefused):
            await mtproto.send(media(tmp_path), Target(chat), caption="", progress=ignored)
    assert not server.world.calls[PART]


async def test_a_chat_where_typing_fails_gets_its_file_all_the_same(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault("messages.SetTyping", error=(400, "MSG_ID_INVALID"))
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(FORUM), caption="", progress=ignored)
    assert len(server.world.sent) == 1


async def test_a_lost_answer_is_settled_by_the_same_random_id(
    server: MtprotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mtproto_client, "PAUSE", 0)
    server.fault("messages.SendMedia", deed="lose")
    async with sender(reply_timeout=0.3) as mtproto:
        sent = await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1
    assert server.world.calls["messages.SendMedia"] == 2
    assert sent.message_id == mtproto_client.UNKNOWN
    assert sent.file_id.startswith("BAA")


async def test_an_answer_that_never_comes_is_an_unknown_outcome(
    server: MtprotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mtproto_client, "PAUSE", 0)
    server.fault("messages.SendMedia", deed="hang", times=None)
    async with sender(reply_timeout=0.1) as mtproto:
        with pytest.raises(OutcomeUnknown):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert server.world.calls["messages.SendMedia"] == mtproto_client.TRIES


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (["FLOOD_WAIT_0"], None),
        (["FLOOD_WAIT_90"], TransferUnavailable),
        (["FLOOD_WAIT_0"] * 3, TransferUnavailable),
        (["RPC_CALL_FAIL", "FLOOD_WAIT_90"], OutcomeUnknown),
        (["RPC_CALL_FAIL"], None),
        (["RPC_CALL_FAIL"] * 3, OutcomeUnknown),
    ],
)
async def test_what_telegram_answers_decides_whether_a_send_is_repeated(
    server: MtprotoServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    faults: list[str],
    expected: type[Exception] | None,
) -> None:
    monkeypatch.setattr(mtproto_client, "PAUSE", 0)
    for text in faults:
        server.fault("messages.SendMedia", error=(420 if text.startswith("FLOOD") else 500, text))
    async with sender() as mtproto:
        sending = mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
        if expected is None:
            await sending
        else:
            with pytest.raises(expected):
                await sending
    assert len(server.world.sent) == (expected is None)


@pytest.mark.parametrize("method", ["messages.UploadMedia", "messages.SendMedia", PART])
async def test_any_other_refusal_is_a_failed_transfer(server: MtprotoServer, tmp_path: Path, method: str) -> None:
    server.fault(method, error=(400, "MEDIA_INVALID"))
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="MEDIA_INVALID"):
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    assert not server.world.sent


@pytest.mark.parametrize("missing", ["file", "thumbnail"])
async def test_a_file_that_cannot_be_read_is_a_failed_transfer(
    server: MtprotoServer, tmp_path: Path, missing: str
) -> None:
    file = media(tmp_path, size=10, thumbnail=tmp_path / "nothing.jpg" if missing == "thumbnail" else None)
    if missing == "file":
        file.path.unlink()
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="read"):
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert mtproto.state().phase is Phase.UP
    assert not server.world.sent


async def test_a_file_that_shrinks_meanwhile_is_a_failed_transfer(server: MtprotoServer, tmp_path: Path) -> None:
    video = media(tmp_path)
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="changed"):
            await mtproto.send(video, Target(ADA), caption="", progress=lambda *_: os.truncate(video.path, 1024))


def test_the_library_is_imported_at_the_first_file_and_leaves_the_loop_turning(tmp_path: Path) -> None:
    """In a process of its own, led to the server by the environment alone."""
    script = Path(__file__).with_name("mtproto_process.py")
    with MtprotoServer() as server:
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(HERE / "tests/servers/mtproto/site"), str(HERE)]),
            redirect.VARIABLE: server.address.to_json(),
        }
        done = subprocess.run(
            [sys.executable, "-X", "dev", script],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert [sent.kind for sent in server.world.sent] == ["video"]
    assert done.stdout.splitlines() == ["imported before: False", "loops: 1", "sent"]
    assert "Warning" not in done.stderr


async def settled(condition: Any) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def cancelled(task: asyncio.Task[Any]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
