"""An MTProto server for the tests: real protocol over TCP, in a thread and an event loop of its own."""

import asyncio
import random
import secrets
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Self

from tests.servers.mtproto import rpc
from tests.servers.mtproto.bucket import Bucket
from tests.servers.mtproto.connection import Connection
from tests.servers.mtproto.dispatch import Dispatch
from tests.servers.mtproto.envelope import AuthKey
from tests.servers.mtproto.faults import FLOOD, Deed, Fault, Faults
from tests.servers.mtproto.keys import Address, RsaKey
from tests.servers.mtproto.world import World

WORKERS = 2  # threads that decipher and hash


class MtprotoServer:
    """`with MtprotoServer() as server:` starts and stops it. `world` holds what happened.

    latency: seconds by which each answer leaves later than it could; also while it runs
    rate: bytes a second read from all connections together, None for all that come; also while it runs
    hashed: False spares the hash of each file, and keeps none, for measurements
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        folder: Path | None = None,
        latency: float = 0.0,
        rate: float | None = None,
        hashed: bool = True,
    ) -> None:
        self.world = World(folder=folder, hashed=hashed)
        self.faults = Faults()
        self.rsa = RsaKey.generate()
        self.latency = latency
        self.bucket = Bucket(rate)
        self.silent = False  # takes connections and packets, and never answers
        self.clock_offset = 0.0  # seconds its clock is ahead of the true time
        self.accepted = 0  # connections so far
        self.most_connections = 0  # open at once
        self._bind = (host, port)
        self._connections: set[Connection] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mtproto-server", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the MTProto server didn't start")
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    @property
    def connections(self) -> int:
        """How many are open now."""
        return len(self._connections)

    @property
    def keys(self) -> dict[bytes, AuthKey]:
        """The auth keys by their ids."""
        return self.dispatch.keys

    @property
    def unacknowledged(self) -> int:
        """Messages no client has acknowledged although each has to be, of all sessions together."""
        sessions = [session for key in list(self.keys.values()) for session in list(key.sessions.values())]
        return sum(len(session.unacknowledged) for session in sessions)

    @property
    def rate(self) -> float | None:
        return self.bucket.rate

    @rate.setter
    def rate(self, rate: float | None) -> None:
        self.bucket.rate = rate

    def clock(self) -> float:
        """The server's time, in seconds of Unix time."""
        return time.time() + self.clock_offset

    def fault(
        self,
        method: str,
        *,
        error: tuple[int, str] | None = None,
        deed: Deed = "error",
        times: int | None = 1,
        after: int = 0,
        code: int = FLOOD,
    ) -> None:
        """Let the next calls of a method go wrong; see Fault."""
        self.faults.add(Fault(method, deed, error, times, after, code))

    def forget_part(self, part: int) -> None:
        """The next finished upload that has this part misses it after all, until it is sent again."""
        self.world.forgetful.append(part)

    def forget_keys(self) -> None:
        """Every auth key becomes unknown, and every connection ends."""
        self.keys.clear()
        self.drop_connections()

    def rotate_salt(self) -> None:
        """Every key gets another salt; messages with the old one are refused and told the new one."""
        for key in list(self.keys.values()):
            key.salt = secrets.randbits(63)

    def log_out(self) -> None:
        """Every session is ended from outside; the keys stay."""
        for key in list(self.keys.values()):
            key.user_id = None

    def drop_connections(self) -> None:
        """Every connection ends, mid packet if it must be."""
        self._loop.call_soon_threadsafe(lambda: [connection.abort() for connection in self._connections])

    def drop_connection(self) -> None:
        """One connection ends like that, any of them."""

        def drop() -> None:
            if self._connections:
                random.choice(list(self._connections)).abort()

        self._loop.call_soon_threadsafe(drop)

    def opened(self, connection: Connection) -> None:
        """A connection has begun."""
        self._connections.add(connection)
        self.accepted += 1
        self.most_connections = max(self.most_connections, len(self._connections))

    def closed(self, connection: Connection) -> None:
        """A connection has ended."""
        self._connections.discard(connection)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(lambda: Connection(self), *self._bind)
        host, port = server.sockets[0].getsockname()[:2]
        self.address = Address(host, port, self.rsa.modulus, self.rsa.exponent)
        self.dispatch = Dispatch(rpc.Rpc(self.world, self.address), self.faults, self.world.calls, self.clock)
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="mtproto-server") as self.pool:
            self._ready.set()
            await self._stop.wait()
            server.close()
            while self._connections:  # one that was just being accepted may join them
                for connection in self._connections:
                    connection.abort()
                await asyncio.sleep(0)
