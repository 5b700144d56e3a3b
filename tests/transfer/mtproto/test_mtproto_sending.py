"""Large files on their way, against the tests' MTProto server."""

import asyncio
import hashlib
import os
from pathlib import Path

import pytest
from pyrogram import raw

from bot.domain.delivery import Target
from bot.domain.media import MediaKind
from bot.errors import ChatRefused, TransferFailed, TransferUnavailable
from bot.transfer.mtproto import Phase
from bot.transfer.mtproto.client import MISSING_PARTS
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, BIG, FORUM, GROUP, PART, cancelled, ignored, media, sender


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
    assert sent.kind is MediaKind.VIDEO
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
    assert sent.kind is kind
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


@pytest.mark.parametrize("hung", [False, True])
async def test_cancelling_ends_the_upload_at_once(server: MtprotoServer, tmp_path: Path, hung: bool) -> None:
    async with sender() as mtproto:
        begun = asyncio.Event()
        server.fault(PART, deed="hang", times=None if hung else 1, after=4)
        sending = asyncio.create_task(
            mtproto.send(media(tmp_path), Target(ADA), caption="", progress=lambda *_: begun.set())
        )
        await begun.wait()
        async with asyncio.timeout(10):
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
    assert not server.world.sent


async def test_a_file_that_shrinks_meanwhile_is_a_failed_transfer(server: MtprotoServer, tmp_path: Path) -> None:
    video = media(tmp_path)
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="changed"):
            await mtproto.send(video, Target(ADA), caption="", progress=lambda *_: os.truncate(video.path, 1024))


async def test_a_file_whose_parts_telegram_loses_without_an_end_is_a_failed_transfer(
    server: MtprotoServer, tmp_path: Path
) -> None:
    server.world.forgetful.extend(range(MISSING_PARTS + 1))
    async with sender() as mtproto:
        with pytest.raises(TransferFailed, match="FILE_PART"):
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    assert server.world.calls["messages.UploadMedia"] == MISSING_PARTS + 1
