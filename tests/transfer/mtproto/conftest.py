import gc
from collections.abc import Iterator

import pytest

from tests.servers.mtproto import redirect
from tests.servers.mtproto.server import MtprotoServer
from tests.transfer.mtproto.kit import TOKEN


@pytest.fixture
def server() -> Iterator[MtprotoServer]:
    with MtprotoServer() as server, redirect.to(server.address):
        server.world.token = TOKEN
        yield server


@pytest.fixture(autouse=True)
def _nothing_fails_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    gc.collect()  # asyncio speaks of a task's unseen failure when the task is freed
    seen = [*caplog.get_records("call"), *caplog.get_records("teardown")]
    assert not [record for record in seen if record.name == "asyncio"]
