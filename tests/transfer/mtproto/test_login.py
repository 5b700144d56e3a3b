"""The login: kept over restarts where nobody can read it, lost and made anew, waited for; and the breaker before it."""

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from pyrogram.connection import Connection
from pyrogram.session.auth import Auth

from bot.domain.delivery import Target
from bot.errors import DiskFull, LargeFilesOut
from bot.resilience.breaker import Breaker, State
from bot.store.database import Database
from bot.store.secrets import SecretStore
from bot.transfer.mtproto import Phase
from bot.transfer.mtproto.calls import TRIES
from bot.transfer.mtproto.faults import AWAY, LoginLost
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import ADA, PART, TOKEN, Drawer, at_once, ignored, media, sender, settled

LOGIN, STATE, PEER = "auth.ImportBotAuthorization", "updates.GetState", "users.GetUsers"
KEPT = f"mtproto-session-{TOKEN.partition(':')[0]}"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "data" / "ferry.db")
    yield database
    database.close()


async def test_the_login_outlives_the_process_and_nobody_reads_it_in_the_database(
    server: MtprotoServer, tmp_path: Path, database: Database
) -> None:
    file = media(tmp_path, size=10)
    for _ in range(2):
        async with sender(vault=SecretStore(database, "a key of thirty-two characters..")) as mtproto:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls[LOGIN] == 1
    kept = SecretStore(database, "a key of thirty-two characters..").get(KEPT)
    [key] = server.keys.values()
    assert kept is not None
    assert key.key in base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4)), "it is what it should hide"
    readable = [kept, TOKEN.partition(":")[2], base64.b64encode(key.key).decode()[:40]]
    stored = b"".join(path.read_bytes() for path in (tmp_path / "data").iterdir())
    assert KEPT.encode() in stored, "the name is, so this is where to look"
    for secret in (*(text.encode() for text in readable), key.key, key.key[:32]):
        assert secret not in stored


async def test_another_key_for_secrets_means_a_new_login(
    server: MtprotoServer, tmp_path: Path, database: Database
) -> None:
    file = media(tmp_path, size=10)
    for key in ("one key of sixteen letters", "another of sixteen letters"):
        async with sender(vault=SecretStore(database, key)) as mtproto:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
    assert server.world.calls[LOGIN] == 2


@pytest.mark.parametrize("session", ["nonsense", "QQ==", "A" * 351])
async def test_a_kept_login_that_is_none_costs_no_more_than_a_new_one(
    server: MtprotoServer, tmp_path: Path, session: str
) -> None:
    vault = Drawer({KEPT: session})
    async with sender(vault=vault) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1
    assert vault[KEPT] not in (None, session)


@pytest.mark.parametrize("method", [STATE, PART])
async def test_a_login_that_is_lost_again_and_again_is_a_clear_failure(
    server: MtprotoServer, tmp_path: Path, method: str
) -> None:
    vault = Drawer()
    async with sender(vault=vault) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    server.fault(method, error=(401, "SESSION_REVOKED"), times=None)
    server.fault(LOGIN, error=(401, "AUTH_KEY_UNREGISTERED"), times=None, after=1)
    async with sender(vault=vault) as mtproto:
        if method == STATE:
            await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
        else:
            with pytest.raises(LargeFilesOut):
                await mtproto.send(media(tmp_path), Target(ADA), caption="", progress=ignored)
            assert vault[KEPT] is None
    assert server.world.calls[LOGIN] == 2


async def test_a_long_login_flood_is_told_with_its_time_and_nobody_knocks_meanwhile(
    server: MtprotoServer, tmp_path: Path
) -> None:
    server.fault(LOGIN, error=(420, "FLOOD_WAIT_300"))
    file = media(tmp_path, size=10)
    async with sender() as mtproto:
        ended = await asyncio.gather(
            *(mtproto.send(file, Target(ADA), caption="", progress=ignored) for _ in range(5)), return_exceptions=True
        )
        connections = server.accepted
        ended.append((await asyncio.gather(mtproto.send(file, Target(ADA), caption="", progress=ignored),
                                           return_exceptions=True))[0])  # fmt: skip
        assert [type(error) for error in ended if not isinstance(error, LargeFilesOut)] == []
        assert all(299 <= error.values["seconds"] <= 301 for error in ended)
        assert 299 <= mtproto.free_in <= 300
        assert mtproto.state().phase is Phase.FAILED
        assert server.world.calls[LOGIN] == 1
        assert server.accepted == connections
        assert mtproto.state().breaker is State.CLOSED, "a flood wait is an answer"


async def test_a_transport_flood_at_login_is_waited_out_for_a_minute(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(LOGIN, deed="transport")
    async with sender() as mtproto:
        with pytest.raises(LargeFilesOut) as caught:
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
        assert caught.value.values["seconds"] == 60
        assert server.world.calls[LOGIN] == 1


async def test_a_stop_ends_the_waiting_for_a_login(server: MtprotoServer, tmp_path: Path) -> None:
    server.fault(LOGIN, error=(420, "FLOOD_WAIT_1"))
    async with sender() as mtproto:
        with pytest.raises(LargeFilesOut):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    await asyncio.sleep(1.2)
    assert server.world.calls[LOGIN] == 1


class Jammed(Drawer):
    """A vault that doesn't open."""

    def get(self, name: str, default: object = None) -> str | None:
        raise DiskFull("jammed")

    def set(self, name: str, value: str | None) -> None:
        raise DiskFull("jammed")


async def test_a_vault_that_does_not_open_costs_a_login_and_no_file(server: MtprotoServer, tmp_path: Path) -> None:
    async with sender(vault=Jammed()) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1
    assert server.world.calls[LOGIN] == 1


async def test_a_library_that_is_not_loaded_in_time_is_a_clear_failure(tmp_path: Path) -> None:
    async with sender(start_timeout=0.0) as mtproto:
        with pytest.raises(LargeFilesOut, match="not loaded within 0 s"):
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)


# The breaker


async def trial(server: MtprotoServer, folder: Path, method: str, *, fails: bool) -> tuple[int, list[object]]:
    """Open the breaker by this method, let its time pass, send five files at once: calls made, and how each ended."""
    clock, file = [0.0], media(folder, size=10)
    breaker = Breaker(clock=lambda: clock[0])
    async with sender(breaker=breaker, sleep=at_once) as mtproto:
        if method != LOGIN:
            await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        server.fault(method, error=(500, "INTERNAL"), times=None)
        while breaker.state is State.CLOSED:
            with pytest.raises(LargeFilesOut):
                await mtproto.send(file, Target(ADA), caption="", progress=ignored)
        clock[0] = 301.0
        assert breaker.state is State.TRIAL
        if not fails:
            server.faults.clear()
        before = server.world.calls[method]
        ended = await asyncio.gather(
            *(mtproto.send(file, Target(ADA), caption="", progress=ignored) for _ in range(5)), return_exceptions=True
        )
        assert breaker.state is (State.OPEN if fails else State.CLOSED)
        return server.world.calls[method] - before, [*ended]


@pytest.mark.parametrize("method", [LOGIN, PEER])
async def test_of_many_at_once_exactly_one_is_the_trial(server: MtprotoServer, tmp_path: Path, method: str) -> None:
    calls, ended = await trial(server, tmp_path, method, fails=True)
    assert calls == TRIES
    assert [type(error) for error in ended] == [LargeFilesOut] * 5


async def test_a_trial_that_succeeds_lets_the_others_in(server: MtprotoServer, tmp_path: Path) -> None:
    calls, ended = await trial(server, tmp_path, LOGIN, fails=False)
    assert calls == 1
    assert not [error for error in ended if isinstance(error, Exception)]
    await settled(lambda: len(server.world.sent) == 5)


# What is lost or stopped while something else is on its way


async def test_a_login_found_lost_too_late_spares_the_one_that_was_made_meanwhile(
    server: MtprotoServer, tmp_path: Path
) -> None:
    file, vault = media(tmp_path, size=10), Drawer()
    async with sender(vault=vault) as mtproto:

        async def hear_late() -> None:
            async with mtproto._client():
                server.log_out()
                await mtproto.send(file, Target(ADA), caption="another login", progress=ignored)
                raise LoginLost("an answer that was long on its way")

        with pytest.raises(LoginLost):
            await hear_late()
        assert mtproto.state().phase is Phase.UP
        kept = vault[KEPT]
        await mtproto.send(file, Target(ADA), caption="the same", progress=ignored)
        assert kept is not None
        assert vault[KEPT] == kept
    assert server.world.calls[LOGIN] == 2


async def test_a_connection_that_opens_while_the_client_is_stopped_is_closed_again(
    server: MtprotoServer, tmp_path: Path
) -> None:
    async with sender(stop_timeout=2.0) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="first", progress=ignored)
        server.drop_connections()
        await settled(lambda: server.connections == 0)
        server.latency = 0.3  # seconds, of each answer, the greeting's too
        accepted = server.accepted
        sending = asyncio.create_task(mtproto.send(media(tmp_path), Target(ADA), caption="second", progress=ignored))
        await settled(lambda: server.accepted > accepted)  # it is about to be greeted
        await mtproto.stop()
        await sending
        await mtproto.stop()
        await settled(lambda: server.connections == 0)
    assert [sent.caption for sent in server.world.sent] == ["first", "second"]


async def test_a_key_exchange_whose_connection_breaks_is_made_again(
    server: MtprotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, broken = Connection.send, [ConnectionResetError("cut")] * (TRIES - 1)

    async def breaking(self: Connection, data: bytes) -> None:
        if broken:
            raise broken.pop()
        await send(self, data)

    monkeypatch.setattr(Connection, "send", breaking)
    async with sender(sleep=at_once) as mtproto:
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert not broken
    assert len(server.keys) == 1


@pytest.mark.parametrize("deed", ["drop", "transport"])
async def test_a_key_exchange_that_never_ends_well_is_a_clear_failure_that_the_next_file_tries_again(
    server: MtprotoServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: Literal["drop", "transport"]
) -> None:
    monkeypatch.setattr(Auth, "MAX_RETRIES", 0)  # the library's own, a second apart
    server.fault("SetClientDHParams", deed=deed)
    async with sender() as mtproto:
        with pytest.raises(LargeFilesOut, match="no login: KeyError") as caught:
            await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
        assert caught.value.values["seconds"] == AWAY
        assert mtproto.state().phase is Phase.FAILED
        await mtproto.send(media(tmp_path, size=10), Target(ADA), caption="", progress=ignored)
    assert len(server.world.sent) == 1
