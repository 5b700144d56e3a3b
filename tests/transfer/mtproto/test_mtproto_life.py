"""The client's life: started when needed, shared, stopped, started again."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.errors import TransferUnavailable
from bot.transfer.mtproto import Phase
from bot.transfer.mtproto.lanes import MOST
from tests.servers.mtproto import redirect
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, TOKEN, cancelled, ignored, made, media, sender, settled

HERE = Path(__file__).parents[3]


async def test_two_files_at_once_share_one_login(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender() as mtproto:
        assert mtproto.state().phase is Phase.IDLE
        file = media(tmp_path)
        await asyncio.gather(
            *(mtproto.send(file, Target(ADA), caption=name, progress=ignored) for name in ("one", "two"))
        )
        assert mtproto.state().phase is Phase.UP
        assert 2 <= server.connections <= 1 + MOST  # one to ask, the others to upload by
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


async def test_a_login_that_was_ended_from_outside_is_made_anew_for_the_same_file(
    server: MtprotoServer, tmp_path: Path
) -> None:
    file = media(tmp_path, size=10)
    async with sender() as mtproto:
        await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        server.log_out()
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
    mtproto = made()
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


def test_the_library_is_imported_at_the_first_file_and_leaves_the_loop_turning(tmp_path: Path) -> None:
    """In a process of its own, led to the server by the environment alone."""
    script = Path(__file__).with_name("process.py")
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
