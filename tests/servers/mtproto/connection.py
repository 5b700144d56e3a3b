"""One client's connection: packets in, answers out."""

import asyncio
import socket
import sys
from concurrent.futures import Future
from typing import TYPE_CHECKING

from tests.servers.mtproto.dispatch import Outcome
from tests.servers.mtproto.handshake import Handshake
from tests.servers.mtproto.wire import Inbox

if TYPE_CHECKING:
    from tests.servers.mtproto.server import MtprotoServer

AT_ONCE = 4  # packets of one connection worked on; answers on their way are not work
READ = 1024 * 1024  # bytes at once: two parts
SLOW_READ, SLOW_READS = 128 * 1024, 100  # with a rate: bytes at once, and how often a second, so that it is even
SLOW_BUFFER = 128 * 1024  # bytes the kernel may take ahead then


class Connection(asyncio.BufferedProtocol):
    """Lives on the server's loop; the work is done by its pool."""

    def __init__(self, server: "MtprotoServer") -> None:
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._inbox = Inbox()
        self._handshake = Handshake(server.rsa, server.clock)
        self._at_work = 0
        self._indebted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        if self._server.rate is not None:
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SLOW_BUFFER)
        self._server.opened(self)

    def connection_lost(self, error: Exception | None) -> None:
        self._server.closed(self)

    def get_buffer(self, sizehint: int) -> memoryview:
        rate = self._server.rate
        return self._inbox.room(READ if rate is None else min(SLOW_READ, int(rate / SLOW_READS) + 1))

    def buffer_updated(self, nbytes: int) -> None:
        self._inbox.filled(nbytes)
        if wait := self._server.bucket.take(nbytes):
            self._indebted = True
            self._loop.call_later(wait, self._paid)
        self._work()

    def abort(self) -> None:
        """End it at once, whatever is on its way."""
        self._transport.abort()

    def _paid(self) -> None:
        self._indebted = False
        self._work()

    def _work(self) -> None:
        """Begin what may be begun, and read on only when there is room for more."""
        if self._transport.is_closing():
            return
        silent = self._server.silent
        try:
            packets = self._inbox.packets(sys.maxsize if silent else AT_ONCE - self._at_work)
        except ConnectionError:
            self.abort()
            return
        for packet in [] if silent else packets:
            self._at_work += 1
            work = self._server.pool.submit(self._server.dispatch.packet, self._handshake, packet)
            work.add_done_callback(lambda done: self._loop.call_soon_threadsafe(self._done, done))
        if self._indebted or self._at_work >= AT_ONCE:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _done(self, work: "Future[Outcome]") -> None:
        self._at_work -= 1
        if error := work.exception():
            self.abort()
            if isinstance(error, ConnectionError):  # the client's fault; anything else is ours
                return
            raise error
        if self._server.latency:
            self._loop.call_later(self._server.latency, self._put, work.result())
        else:
            self._put(work.result())
        self._work()

    def _put(self, outcome: Outcome) -> None:
        if self._transport.is_closing() or self._server.silent:
            return
        assert self._inbox.wire is not None
        for packet in outcome.packets:
            self._transport.write(self._inbox.wire.frame(packet))
        if outcome.closes:
            self._transport.close()
