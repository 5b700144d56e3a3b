"""One connection to a data centre, from its opening to its loss.

The library's own Session restarts itself behind its callers' backs and leaves them to their time-outs. This one lives
once: whatever was asked on it fails the moment it is lost, and whoever needs another opens one.
"""

import asyncio
import logging
import os
import socket
import struct
import sys
from collections.abc import Callable
from io import BytesIO
from typing import Any

from pyrogram import raw
from pyrogram.raw.core import BoolTrue, TLObject

from bot.concurrency.workers import Workers
from bot.transfer.mtproto.errors import KeyUnknown, TransportFlood, theirs
from bot.transfer.mtproto.packets import OPENING, Key, Message, Part, messages, seal, seal_part, unseal

types: Any = raw.types  # generated, without exports a type checker could follow
functions: Any = raw.functions

CONNECT_WITHIN = 10.0  # seconds
PING_EVERY = 10.0  # seconds
GONE_AFTER = 35  # seconds without a ping after which the server may close: three of them and some
DEAD_AFTER = 20_000  # milliseconds in which no byte of ours is acknowledged: then the system closes the connection
ACKS = 16  # answers to acknowledge at once; what is not acknowledged is sent again
ROOM = 512 * 1024  # bytes that may wait for the line: the next part is sealed meanwhile
TRIES = 4  # of one message, where the server only wants it in another form (salt, clock)
UNKNOWN_KEY, FLOOD = -404, -429  # https://core.telegram.org/mtproto/mtproto-transports#transport-errors
BAD_CLOCK = (16, 17)  # https://core.telegram.org/mtproto/service_messages_about_messages

STRANGE = (ValueError, KeyError, IndexError, struct.error)  # what reading raises where it can't

TRUE = BoolTrue.ID.to_bytes(4, "little")

log = logging.getLogger(__name__)


class _Again(Exception):
    """The message was not taken, but would be in another form."""


class Session(asyncio.Protocol):
    """Asks, and is answered. Lives in the event loop; sealing of parts is done by worker threads."""

    def __init__(self, key: Key, workers: Workers) -> None:
        self._key, self._workers = key, workers
        self._id = os.urandom(8)
        self._last_id = 0
        self._contents = 0  # messages so far that the server has to acknowledge
        self._answers: dict[int, asyncio.Future[Any]] = {}  # by the id of the message that asked
        self._acks: list[int] = []
        self._received = bytearray()
        self._order = asyncio.Lock()  # messages leave in the order of their ids
        self._room = asyncio.Event()
        self._room.set()
        self._transport: asyncio.Transport
        self._pings: asyncio.TimerHandle | None = None
        self.config: Any = None  # the server's answer to our greeting
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @classmethod
    async def open(cls, host: str, port: int, key: Key, workers: Workers, greeting: Any) -> "Session":
        """Connect and introduce ourselves; raises OSError, TransportFlood, KeyUnknown or the library's RPCError."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(CONNECT_WITHIN):
            _, session = await loop.create_connection(lambda: cls(key, workers), host, port)
        try:
            session.config = await session.ask(greeting, CONNECT_WITHIN)
        except BaseException:
            session.close()
            raise
        session._ping()
        return session

    async def ask(self, query: Any, within: float) -> Any:
        """The answer; raises RPCError, TimeoutError, or what the connection was lost by."""
        body = query.write()

        async def put(message_id: int, number: int) -> tuple[bytes, bytes]:
            return seal(self._key, self._id, message_id, number, body)

        async with asyncio.timeout(within):
            answer = await self._asked(put)
        if isinstance(answer, types.RpcError):
            inner = query.query if isinstance(query, functions.InvokeWithoutUpdates) else query
            theirs.RPCError.raise_it(answer, type(inner))
        return answer

    async def put(self, part: Part) -> None:
        """Send a part of a file; returns when the server has it. Raises as `ask`, and TransferFailed."""

        async def sealed(message_id: int, number: int) -> tuple[bytes, bytes]:
            return await self._workers.run(seal_part, self._key, self._id, message_id, number, part)

        answer = await self._asked(sealed)
        if isinstance(answer, types.RpcError):
            theirs.RPCError.raise_it(
                answer, functions.upload.SaveBigFilePart if part.big else functions.upload.SaveFilePart
            )

    def close(self) -> None:
        """End it at once; what was asked and not answered fails."""
        self._transport.abort()
        self._lose(ConnectionAbortedError("closed"))

    async def _asked(self, sealed: Callable[[int, int], Any]) -> Any:
        for _ in range(TRIES):
            answer, message_id = asyncio.get_running_loop().create_future(), 0
            try:
                async with self._order:
                    self._alive()
                    message_id, number = self._numbers(content=True)
                    self._answers[message_id] = answer
                    frame = await sealed(message_id, number)
                    self._alive()
                    self._write(frame)
                    await self._room.wait()
                return await answer
            except _Again:
                continue
            finally:
                self._answers.pop(message_id, None)
                answer.cancel()
        raise ConnectionError("the server takes our messages in no form")

    def _tell(self, query: Any) -> None:
        """Send what is not answered by a result."""
        if self.lost.done() or self._transport.is_closing():
            return
        message_id, number = self._numbers(content=False)
        self._write(seal(self._key, self._id, message_id, number, query.write()))

    def _write(self, frame: tuple[bytes, bytes]) -> None:
        """Not by writelines, which takes any amount and never calls pause_writing (seen in Python 3.13.0)."""
        for piece in frame:
            self._transport.write(piece)

    def _numbers(self, *, content: bool) -> tuple[int, int]:
        """Message id and sequence number of the next message, see
        https://core.telegram.org/mtproto/description#message-identifier-msg-id."""
        self._last_id = max(self._key.now(), self._last_id + 4)
        number = 2 * self._contents + content
        self._contents += content
        return self._last_id, number

    def _ping(self) -> None:
        self._acknowledge()
        self._tell(functions.PingDelayDisconnect(ping_id=self._last_id, disconnect_delay=GONE_AFTER))
        self._pings = asyncio.get_running_loop().call_later(PING_EVERY, self._ping)

    def _acknowledge(self) -> None:
        if self._acks:
            acks, self._acks = self._acks, []
            self._tell(types.MsgsAck(msg_ids=acks))

    # What the transport tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        line = transport.get_extra_info("socket")
        if sys.platform == "linux":  # a line that swallows everything is noticed by the system, however slow it is
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAD_AFTER)
        transport.set_write_buffer_limits(high=ROOM)
        transport.write(OPENING)

    def data_received(self, data: bytes) -> None:
        self._received += data
        while len(self._received) >= 4:
            end = 4 + int.from_bytes(self._received[:4], "little")
            if len(self._received) < end:
                return
            packet = bytes(self._received[4:end])
            del self._received[:end]
            self._packet(packet)

    def pause_writing(self) -> None:
        self._room.clear()

    def resume_writing(self) -> None:
        self._room.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lose(exc or ConnectionResetError("the server has closed the connection"))

    def _lose(self, error: Exception) -> None:
        if self._pings is not None:
            self._pings.cancel()
        if self.lost.done():
            return
        self.lost.set_exception(error)
        self.lost.exception()  # seen: it is there for whoever looks
        self._room.set()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(error)

    def _alive(self) -> None:
        if self.lost.done():
            self.lost.result()
        if self._transport.is_closing():  # it has failed, and is about to say so; written to, it would break
            raise ConnectionResetError("the connection is closing")

    # What the server says

    def _packet(self, packet: bytes) -> None:
        if len(packet) == 4:
            code = int.from_bytes(packet, "little", signed=True)
            kinds = {UNKNOWN_KEY: KeyUnknown, FLOOD: TransportFlood}
            self._lose(kinds.get(code, ConnectionError)(f"transport error {code}"))
            self._transport.abort()
            return
        try:
            for message in messages(unseal(self._key, self._id, packet)):
                self._message(message)
        except STRANGE as error:  # not for us, or not understood: harmless if it was no answer
            log.warning("packet passed over error=%s reason=%s", type(error).__name__, error)

    def _message(self, message: Message) -> None:
        if message.number % 2:
            self._acks.append(message.id)
            if len(self._acks) >= ACKS:
                self._acknowledge()
        if message.kind == types.RpcResult.ID:
            self._answered(message.body)
        elif message.kind == types.BadServerSalt.ID:
            said = message.read()
            self._key.salt = said.new_server_salt
            self._fail(said.bad_msg_id, _Again())
        elif message.kind == types.BadMsgNotification.ID:
            said = message.read()
            if said.error_code in BAD_CLOCK:
                self._key.set_clock(message.id)
                self._last_id = 0
                self._fail(said.bad_msg_id, _Again())
            else:  # the numbers are out of step: another session counts anew
                self._lose(ConnectionError(f"message refused, code {said.error_code}"))
                self._transport.abort()

    def _answered(self, body: bytes) -> None:
        """Of `rpc_result#f35c6d01 req_msg_id:long result:Object`."""
        answer = self._answers.get(int.from_bytes(body[4:12], "little", signed=True))
        if answer is None or answer.done():
            return
        if body[12:] == TRUE:  # the answer to a part, hundreds of times a second
            answer.set_result(True)
            return
        try:
            result = TLObject.read(BytesIO(body[12:]))
        except Exception as error:  # noqa: BLE001 -- whatever the generated code raises, somebody waits for the answer
            answer.set_exception(ConnectionError(f"an answer that can't be read: {type(error).__name__}"))
            return
        answer.set_result(result)

    def _fail(self, message_id: int, error: Exception) -> None:
        answer = self._answers.get(message_id)
        if answer is not None and not answer.done():
            answer.set_exception(error)
