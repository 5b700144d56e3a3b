"""Everything that can go wrong on the way, in an order nobody chose."""

import asyncio
import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.resilience.breaker import Breaker
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import PART, at_once, brought, media, sender

MB = 1024 * 1024
MISHAPS = 100
FLOODS = 4  # among them: each holds all parts back for a second


def mishaps(server: MtprotoServer, chance: random.Random) -> list[Callable[[], None]]:
    """What happens, in order. Connections die the most."""
    after = lambda: chance.randrange(8)  # noqa: E731 -- calls that still go well
    kinds: list[Callable[[], None]] = [
        server.drop_connection,
        server.drop_connection,
        server.rotate_salt,
        lambda: server.fault(PART, deed="drop", after=after()),
        lambda: server.fault(PART, error=(500, "INTERNAL"), after=after()),
    ]
    floods: list[Callable[[], None]] = [lambda: server.fault(PART, error=(420, "FLOOD_WAIT_0"), after=after())] * FLOODS
    chosen = [chance.choice(kinds) for _ in range(MISHAPS - FLOODS)] + floods
    chance.shuffle(chosen)
    return chosen


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_happens_every_file_arrives_whole_and_once(
    server: MtprotoServer, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    coming, expected, rounds = mishaps(server, chance), {}, 0
    async with sender(sleep=at_once, reply_timeout=2.0, breaker=Breaker(1000)) as mtproto:
        while coming:
            sending = []
            server.forget_part(chance.randrange(20))
            server.fault("help.GetConfig", deed="drop", after=chance.randrange(4))
            server.fault("messages.UploadMedia", deed="drop", after=chance.randrange(4))
            server.fault("messages.SendMedia", deed=chance.choice(["drop", "lose"]), after=chance.randrange(4))
            for number in range(4):
                folder = tmp_path / f"{rounds}-{number}"
                folder.mkdir()
                file = media(folder, size=chance.randrange(11 * MB, 30 * MB))
                expected[folder.name] = hashlib.sha256(file.path.read_bytes()).hexdigest()
                sending.append(asyncio.create_task(brought(mtproto, file, folder.name)))
            while coming and not all(task.done() for task in sending):
                coming.pop()()
                await asyncio.sleep(chance.uniform(0.005, 0.06))
            await asyncio.gather(*sending)
            rounds += 1
    assert {sent.caption: sent.file.sha256 for sent in server.world.sent} == expected
    assert len(server.world.sent) == len(expected)
    assert server.world.calls["auth.ImportBotAuthorization"] == 1
    uploads = [upload for upload in server.world.uploads.values() if upload.big]
    taken = sum(upload.times.total() for upload in uploads)
    assert taken < 1.5 * sum(len(upload.times) for upload in uploads), "only what was in flight is sent again"
