"""The server's side of one connection, word by word: it says nothing but what a test makes it say."""

import asyncio
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from pyrogram import raw
from pyrogram.raw.core import Bool, Int, Long, TLObject

from bot.concurrency.workers import Workers
from bot.transfer.mtproto.packets import Key
from bot.transfer.mtproto.session import Session
from tests.servers.mtproto import envelope
from tests.servers.mtproto.envelope import AuthKey, pack, unpack

WITHIN = 30.0  # seconds
PART = 512 * 1024  # bytes


@dataclass(frozen=True)
class Heard:
    """One message of the client."""

    id: int
    number: int  # seqno
    body: bytes

    @property
    def kind(self) -> int:
        return int.from_bytes(self.body[:4], "little")


class Peer:
    """Use `connected`."""

    def __init__(self) -> None:
        self.auth = AuthKey(os.urandom(256), salt=0)
        self.heard: asyncio.Queue[Heard] = asyncio.Queue()
        self.over = asyncio.Event()  # its connection has ended
        self.session: Session  # the client's side
        self.workers: Workers  # its threads
        self._session = envelope.Session(b"")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        try:
            await reader.readexactly(4)  # the name of the transport
            while True:
                packet = await reader.readexactly(int.from_bytes(await reader.readexactly(4), "little"))
                received = unpack(self.auth, packet)
                self._session.id = received.session_id
                message = received.message
                self.heard.put_nowait(Heard(message.id, message.number, bytes(message.body)))
        except (EOFError, OSError):
            writer.close()
        finally:
            self.over.set()

    async def hears(self, *kinds: type[TLObject]) -> Heard:
        """The next message of these kinds; of any if there are none."""
        async with asyncio.timeout(WITHIN):
            while True:
                heard = await self.heard.get()
                if not kinds or heard.kind in [kind.ID for kind in kinds]:
                    return heard

    @property
    def wanting(self) -> set[int]:
        """Ids of the messages the client has to acknowledge."""
        return {*self._session.unacknowledged}

    def packet(self, body: bytes, *, content: bool = True, session: bytes | None = None) -> bytes:
        """A message of the server, as a packet."""
        mine = self._session.id
        self._session.id = session or mine
        try:
            return pack(self.auth, self._session, body, time.time(), content=content, to=1)
        finally:
            self._session.id = mine

    def say(self, body: bytes, *, content: bool = True) -> None:
        self.write(self.packet(body, content=content))

    def answer(self, heard: Heard, result: bytes) -> None:
        self.say(Int(raw.types.RpcResult.ID, False) + Long(heard.id) + result)

    def write(self, packet: bytes) -> None:
        self._writer.write(len(packet).to_bytes(4, "little") + packet)

    def deaf(self, deaf: bool) -> None:
        """Whether it reads nothing: the system takes about a part for it."""
        transport = self._writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PART)  # else: tens of MB
        transport.pause_reading() if deaf else transport.resume_reading()

    def cut(self) -> None:
        self._writer.transport.abort()


@asynccontextmanager
async def connected(threads: int = 2) -> AsyncIterator[Peer]:
    """A client's session with a peer that has taken its greeting."""
    peer, workers = Peer(), Workers("test", threads)
    async with await asyncio.start_server(peer.serve, "127.0.0.1", 0) as listening:
        host, port = listening.sockets[0].getsockname()
        opening = Session.open(host, port, Key(peer.auth.key), workers, raw.functions.help.GetConfig())
        greeting = asyncio.create_task(opening)
        peer.answer(await peer.hears(raw.functions.help.GetConfig), Bool(True))
        peer.session = await greeting
        peer.workers = workers
        try:
            yield peer
        finally:
            peer.session.close()
            peer.cut()
            async with asyncio.timeout(WITHIN):
                await peer.over.wait()  # Python 3.11 calls it an error when the loop ends it
            workers.close()
