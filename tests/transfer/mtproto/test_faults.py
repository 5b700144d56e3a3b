"""What goes wrong on the way of a large file, and what is lost by it: nothing."""

import asyncio
import hashlib
import random
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.errors import LargeFilesOut
from bot.resilience.breaker import Breaker, State
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, BIG, PART, Drawer, at_once, brought, ignored, media, sender, settled

LOGIN = "auth.ImportBotAuthorization"


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.timeout(300)
async def test_a_hundred_killed_connections_lose_nothing_and_send_nothing_twice(
    server: MtprotoServer, tmp_path: Path
) -> None:
    chance, kills, rounds = random.Random(7), 0, 0
    expected = []
    async with sender(sleep=at_once, breaker=Breaker(1000)) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="login", progress=ignored)
        server.world.sent.clear()
        while kills < 100:
            folder = tmp_path / str(rounds)
            folder.mkdir()
            files = [media(folder / name, size=3 * BIG) for name in ("a", "b") if not (folder / name).mkdir()]
            expected += [hashed(file.path) for file in files]
            sending = [
                asyncio.create_task(brought(mtproto, file, f"{rounds} {file.path.parent.name}")) for file in files
            ]
            while not all(task.done() for task in sending):
                await asyncio.sleep(chance.uniform(0.005, 0.03))
                if server.connections:
                    server.drop_connection()
                    kills += 1
            await asyncio.gather(*sending)
            rounds += 1
    assert sorted(sent.file.sha256 for sent in server.world.sent) == sorted(expected)
    assert len({sent.random_id for sent in server.world.sent}) == len(expected)


async def test_a_dropped_connection_costs_only_the_parts_in_flight(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(PART, deed="drop", times=3, after=10)
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path, size=4 * BIG), Target(ADA), caption="", progress=ignored)
    (upload,) = (upload for upload in server.world.uploads.values() if upload.big)
    again = sum(times - 1 for times in upload.times.values())
    assert again <= 3 * 32, "no more than was in flight"
    assert again < len(upload.times)


async def test_a_part_that_telegram_has_lost_is_sent_again(server: MtprotoServer, tmp_path: Path) -> None:
    server.forget_part(5)
    file = media(tmp_path)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert [sent.file.sha256 for sent in server.world.sent] == [hashed(file.path)]


async def test_after_a_standstill_a_fresh_client_sends_what_is_missing(server: MtprotoServer, tmp_path: Path) -> None:
    file = media(tmp_path)
    server.fault(PART, deed="hang", times=None, after=10)
    async with sender(stalled=1.0) as mtproto:
        sending = asyncio.create_task(mtproto.send(file, Target(ADA), caption="", progress=ignored))
        await settled(lambda: server.world.calls["updates.GetState"] == 1)  # another client is there
        server.faults.clear()
        await sending
    assert [sent.file.sha256 for sent in server.world.sent] == [hashed(file.path)]
    (upload,) = server.world.uploads.values()
    assert max(upload.times.values()) == 1, "what had arrived is not sent again"


async def test_the_salt_may_change_at_any_time(server: MtprotoServer, tmp_path: Path) -> None:
    file, rotated = media(tmp_path), asyncio.Event()

    def rotate(done: int, total: int) -> None:
        if done > total // 2 and not rotated.is_set():
            rotated.set()
            server.rotate_salt()

    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=rotate)
    assert rotated.is_set()
    assert [sent.file.sha256 for sent in server.world.sent] == [hashed(file.path)]


@pytest.mark.parametrize("hours", [-2, 2])
async def test_a_clock_that_goes_wrong_is_set_by_the_servers(server: MtprotoServer, tmp_path: Path, hours: int) -> None:
    server.clock_offset = hours * 3600
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1


async def test_what_the_server_says_is_acknowledged(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        await mtproto.send(media(tmp_path, size=6 * BIG), Target(ADA), caption="", progress=ignored)
        assert server.unacknowledged < 5 * 16 + 32, "of all that was answered only the last of each connection"


# The login


async def test_a_restart_needs_no_new_login(server: MtprotoServer, tmp_path: Path) -> None:
    vault, file = Drawer(), media(tmp_path, size=10)
    for _ in range(2):
        async with sender(vault=vault) as mtproto:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls[LOGIN] == 1


@pytest.mark.parametrize(
    "error", [(401, "AUTH_KEY_UNREGISTERED"), (406, "AUTH_KEY_DUPLICATED"), (401, "SESSION_REVOKED")]
)
@pytest.mark.parametrize("method", ["updates.GetState", PART, "messages.UploadMedia"])
async def test_a_lost_login_is_made_anew_once(
    server: MtprotoServer, tmp_path: Path, error: tuple[int, str], method: str
) -> None:
    vault, file = Drawer(), media(tmp_path)
    async with sender(vault=vault) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="before", progress=ignored)
    file = media(tmp_path)
    server.fault(method, error=error)
    async with sender(vault=vault) as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls[LOGIN] == 2
    assert [sent.file.sha256 for sent in server.world.sent][1:] == [hashed(file.path)]


async def test_a_login_flood_is_waited_out_in_the_background(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(LOGIN, error=(420, "FLOOD_WAIT_1"))
    file = media(tmp_path, size=10)
    async with sender() as mtproto:
        with pytest.raises(LargeFilesOut) as caught:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert caught.value.values["seconds"] == 1
        assert 0 < mtproto.free_in <= 1
        with pytest.raises(LargeFilesOut):  # nobody asks meanwhile
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert server.world.calls[LOGIN] == 1
        await settled(lambda: server.world.calls[LOGIN] == 2)  # nobody had to ask
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls[LOGIN] == 2


# The breaker


async def test_five_failures_open_the_breaker_and_one_trial_closes_it(server: MtprotoServer, tmp_path: Path) -> None:
    clock = [0.0]
    file = media(tmp_path, size=10)
    async with sender(breaker=Breaker(clock=lambda: clock[0]), sleep=at_once) as mtproto:
        server.fault(LOGIN, error=(500, "INTERNAL"), times=None)
        for _ in range(5):
            with pytest.raises(LargeFilesOut):
                await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert mtproto.free_in == 300
        opened = server.accepted
        with pytest.raises(LargeFilesOut) as refused:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert refused.value.values["seconds"] >= 300
        assert server.accepted == opened, "nobody knocks meanwhile"
        server.faults.clear()
        clock[0] = 301.0
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        assert mtproto.free_in == 0


async def test_one_standstill_of_many_uploads_is_one_failure_and_all_go_on(
    server: MtprotoServer, tmp_path: Path
) -> None:
    files = []
    for name in "abcdef":
        (tmp_path / name).mkdir()
        files.append(media(tmp_path / name))
    breaker = Breaker()
    async with sender(stalled=1.0, breaker=breaker) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="login", progress=ignored)
        server.world.sent.clear()
        server.fault(PART, deed="hang", times=None)
        sending = [asyncio.create_task(mtproto.send(file, Target(ADA), caption="", progress=ignored)) for file in files]
        await settled(lambda: server.world.calls["updates.GetState"] == 1)  # another client is there
        server.faults.clear()
        await asyncio.gather(*sending)
        assert breaker.state is State.CLOSED
    assert sorted(sent.file.sha256 for sent in server.world.sent) == sorted(map(hashed, (f.path for f in files)))
