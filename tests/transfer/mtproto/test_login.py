"""The login: kept over restarts where nobody can read it, lost and made anew, waited for; and the breaker before it."""

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.delivery import Target
from bot.errors import LargeFilesOut
from bot.resilience.breaker import Breaker, State
from bot.store.database import Database
from bot.store.secrets import SecretStore
from bot.transfer.mtproto import Phase
from bot.transfer.mtproto.calls import TRIES
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
