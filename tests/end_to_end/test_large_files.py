"""A file over the Bot API's limit goes by MTProto."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import Ferry
from tests.end_to_end.person import Person
from tests.servers.mtproto import redirect
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.origin import MediaOrigin


@pytest.fixture
def mtproto() -> Iterator[MtprotoServer]:
    with MtprotoServer() as server:
        yield server


@pytest.fixture
def large_ferry(emulator: Emulator, mtproto: MtprotoServer, tmp_path: Path) -> Iterator[Ferry]:
    settings = {
        "API_ID": "12345",
        "API_HASH": "0123456789abcdef0123456789abcdef",
        redirect.VARIABLE: mtproto.address.to_json(),
    }
    with Ferry(emulator, tmp_path / "ferry", **settings) as running:
        yield running


def test_a_60_mb_video_is_delivered(
    large_ferry: Ferry, mtproto: MtprotoServer, ann: Person, origin: MediaOrigin, emulator: Emulator
) -> None:
    asked = ann.write(f"{origin.url}/big/60.mp4")
    line = ann.message("Looking")
    emulator.wait(lambda _: mtproto.world.sent, 60)
    emulator.wait(lambda _: not ann.seen(), 10)  # the status line is gone
    sent = mtproto.world.sent[0]
    assert (sent.chat_id, sent.reply_to, sent.kind, sent.mime) == (ann.id, asked["message_id"], "video", "video/mp4")
    assert sent.file.size == 60_000_000
    assert sent.file.sha256 == hashlib.sha256(origin.content("/big/60.mp4")).hexdigest()
    assert sent.thumbnail is not None
    assert line
    assert large_ferry.get("/health")[1]["components"]["transfer"]["detail"].startswith("MTProto up, breaker closed")
    assert large_ferry.stop() == 0
    assert "Traceback" not in large_ferry.log


def test_a_small_file_does_not_need_it(
    large_ferry: Ferry, mtproto: MtprotoServer, ann: Person, origin: MediaOrigin
) -> None:
    ann.write(f"{origin.url}/clip.mp4")
    assert ann.file("video")
    assert not mtproto.world.sent
    assert large_ferry.get("/health")[1]["components"]["transfer"]["detail"].startswith("MTProto idle")
