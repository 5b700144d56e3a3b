"""An MTProto server for the tests: real protocol over TCP, in a thread and an event loop of its own."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Self

from pyrogram import raw
from pyrogram.raw.core import GzipPacked, Long, MsgContainer, TLObject
from pyrogram.raw.core.primitives import Int

from tests.servers.mtproto import rpc
from tests.servers.mtproto.envelope import AuthKey, Received, Session, pack, unpack, written
from tests.servers.mtproto.faults import Deed, Fault, Faults
from tests.servers.mtproto.handshake import Handshake
from tests.servers.mtproto.keys import Address, RsaKey
from tests.servers.mtproto.uploads import Refused
from tests.servers.mtproto.wire import Wire, choose
from tests.servers.mtproto.world import World

AHEAD = 4  # packets of one connection worked on at once
GZIP_FROM = 512  # bytes of an answer
UNKNOWN_KEY = (-404).to_bytes(4, "little", signed=True)
LIMIT = 4 * 1024 * 1024  # bytes read ahead of the work


class MtprotoServer:
    """`with MtprotoServer() as server:` starts and stops it. `world` holds what happened."""

    def __init__(self, *, host: str = "127.0.0.1", port: int = 0, folder: Path | None = None) -> None:
        self.world = World(folder=folder)
        self.faults = Faults()
        self.keys: dict[bytes, AuthKey] = {}
        self.rsa = RsaKey.generate()
        self._bind = (host, port)
        self._connections: set[asyncio.Task[None]] = set()
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

    def fault(
        self,
        method: str,
        *,
        error: tuple[int, str] | None = None,
        deed: Deed = "error",
        times: int | None = 1,
        after: int = 0,
    ) -> None:
        """Let the next calls of a method go wrong; see Fault."""
        self.faults.add(Fault(method, deed, error, times, after))

    def forget_keys(self) -> None:
        """Every auth key becomes unknown, and every connection ends."""
        self.keys.clear()
        self.drop_connections()

    def log_out(self) -> None:
        """Every session is ended from outside; the keys stay."""
        for key in self.keys.values():
            key.user_id = None

    def drop_connections(self) -> None:
        self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in self._connections])

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._accept, *self._bind, limit=LIMIT)
        host, port = server.sockets[0].getsockname()[:2]
        self.address = Address(host, port, self.rsa.modulus, self.rsa.exponent)
        self.rpc = rpc.Rpc(self.world, self.address)
        with ThreadPoolExecutor(2, thread_name_prefix="mtproto-server") as self.pool:
            self._ready.set()
            await self._stop.wait()
            server.close()
            tasks = list(self._connections)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            await Connection(self, await choose(reader), writer).run()
        except* (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has gone, or a fault wants it gone
        except* asyncio.CancelledError:
            pass  # the server ends; Python 3.11's streams would log a cancelled task as an error
        finally:
            self._connections.discard(task)
            writer.transport.abort()


class Dropped(ConnectionError):
    """The test wants this connection to end."""


class Connection:
    """One client's connection: packets in, answers out."""

    def __init__(self, server: MtprotoServer, wire: Wire, writer: asyncio.StreamWriter) -> None:
        self._server, self._wire, self._writer = server, wire, writer
        self._handshake = Handshake(server.rsa)
        self._room = asyncio.Semaphore(AHEAD)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                await self._room.acquire()
                packet = await self._wire.read()
                tasks.create_task(self._packet(packet)).add_done_callback(lambda _: self._room.release())

    async def _packet(self, packet: bytes) -> None:
        if packet[:8] == bytes(8):
            self._write(self._handshake.answer(packet))
            if key := self._handshake.key:
                self._server.keys[key.id] = key
            return
        auth = self._server.keys.get(packet[:8])
        if auth is None:
            self._write(UNKNOWN_KEY)
            raise Dropped
        loop = asyncio.get_running_loop()
        received = await loop.run_in_executor(self._server.pool, unpack, auth, packet)
        await self._received(auth, received)

    async def _received(self, auth: AuthKey, received: Received) -> None:
        message = received.message
        session = auth.sessions.get(received.session_id)
        if session is None:
            session = auth.sessions[received.session_id] = Session(received.session_id)
            created = raw.types.NewSessionCreated(first_msg_id=message.msg_id, unique_id=1, server_salt=auth.salt)
            self._send(auth, session, created.write(), content=True)
        if received.salt != auth.salt:
            bad = raw.types.BadServerSalt(
                bad_msg_id=message.msg_id,
                bad_msg_seqno=message.seq_no,
                error_code=48,
                new_server_salt=auth.salt,
            )
            self._send(auth, session, bad.write(), content=False)
            return
        inner = message.body.messages if isinstance(message.body, MsgContainer) else [message]
        for item in inner:
            await self._message(auth, session, item.msg_id, item.body)

    async def _message(self, auth: AuthKey, session: Session, message_id: int, body: TLObject) -> None:
        if isinstance(body, raw.types.MsgsAck):
            return
        if isinstance(body, raw.functions.Ping | raw.functions.PingDelayDisconnect):
            pong = raw.types.Pong(msg_id=message_id, ping_id=body.ping_id)
            self._send(auth, session, pong.write(), content=False)
            return
        reply = await self._answer(auth, rpc.unwrap(body))
        if reply is not None:
            if len(reply) > GZIP_FROM:
                reply = GzipPacked(_Written(reply)).write()
            result = Int(raw.types.RpcResult.ID, False) + Long(message_id) + reply
            self._send(auth, session, result, content=True)

    async def _answer(self, auth: AuthKey, query: TLObject) -> bytes | None:
        """The bytes of the answer; None when there is none."""
        method = rpc.name(query)
        self._server.world.calls[method] += 1
        fault = self._server.faults.meet(method)
        if fault and fault.deed == "hang":
            return None
        if fault and fault.deed == "drop":
            raise Dropped
        if fault and fault.error:
            return _error(*fault.error)
        try:
            if isinstance(query, rpc.PARTS):  # hashing half a megabyte: not on the loop
                loop = asyncio.get_running_loop()
                reply = await loop.run_in_executor(self._server.pool, self._server.rpc.answer, query, auth)
            else:
                reply = self._server.rpc.answer(query, auth)
        except Refused as error:
            return _error(error.code, error.text)
        return None if fault and fault.deed == "lose" else written(reply)

    def _send(self, auth: AuthKey, session: Session, body: bytes, *, content: bool) -> None:
        self._write(pack(auth, session, body, content=content))

    def _write(self, packet: bytes) -> None:
        self._writer.write(self._wire.frame(packet))


def _error(code: int, text: str) -> bytes:
    return raw.types.RpcError(error_code=code, error_message=text).write()


class _Written(TLObject):
    """Bytes where the library wants an object."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def write(self, *args: object) -> bytes:
        return self._data

    @staticmethod
    def read(data: BytesIO, *args: object) -> bytes:
        return data.read()
