"""From a client's packet to the server's answers. Called from several threads; nothing here waits."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import BytesIO

from pyrogram import raw
from pyrogram.raw.core import GzipPacked, Long, TLObject
from pyrogram.raw.core.primitives import Int

from tests.servers.mtproto import rpc
from tests.servers.mtproto.envelope import AuthKey, Received, Session, pack, unpack, written
from tests.servers.mtproto.faults import Fault, Faults
from tests.servers.mtproto.handshake import Handshake
from tests.servers.mtproto.messages import Message, Part, Query
from tests.servers.mtproto.uploads import Refused

GZIP_FROM = 512  # bytes of an answer
UNKNOWN_KEY = -404  # transport error
# https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
TOO_OLD, TOO_NEW, BAD_SALT = 16, 17, 48
# Seconds a message id may differ from the server's clock
# (https://core.telegram.org/mtproto/description#message-identifier-msg-id)
BEHIND, AHEAD = 300, 30
PINGS = (raw.functions.Ping, raw.functions.PingDelayDisconnect)


@dataclass
class Outcome:
    """What goes back for one packet."""

    packets: list[bytes] = field(default_factory=list)
    closes: bool = False  # the connection, after these packets

    def close(self, code: int | None = None) -> None:
        """End the connection, with a transport error if there is a code."""
        if code is not None:
            self.packets.append(code.to_bytes(4, "little", signed=True))
        self.closes = True


class Dispatch:
    """Keys and sessions. `clock` is the server's, in seconds of Unix time."""

    def __init__(self, methods: rpc.Rpc, faults: Faults, calls: Counter[str], clock: Callable[[], float]) -> None:
        self.keys: dict[bytes, AuthKey] = {}
        self._methods, self._faults, self._calls, self._clock = methods, faults, calls, clock
        self._lock = threading.RLock()  # around all but deciphering and hashing

    def packet(self, handshake: Handshake, packet: bytes) -> Outcome:
        """One packet's effects and answers; ConnectionError when it is none."""
        outcome = Outcome()
        if packet[:8] == bytes(8):
            self._shake(handshake, packet, outcome)
        elif auth := self.keys.get(packet[:8]):
            self._received(auth, unpack(auth, packet), outcome)
        else:
            outcome.close(UNKNOWN_KEY)
        return outcome

    def _shake(self, handshake: Handshake, packet: bytes, outcome: Outcome) -> None:
        query = handshake.read(packet)
        fault = self._met(rpc.name(query))
        if fault and fault.deed == "hang":
            return
        if fault and fault.deed != "lose":
            outcome.close(fault.code if fault.deed == "transport" else None)
            return
        answer = handshake.answer(query)
        if handshake.key:
            self.keys[handshake.key.id] = handshake.key
        if not fault:
            outcome.packets.append(answer)

    def _received(self, auth: AuthKey, received: Received, outcome: Outcome) -> None:
        message = received.message
        with self._lock:
            session = auth.sessions.get(received.session_id)
            if session is None:
                session = auth.sessions[received.session_id] = Session(received.session_id)
                created = raw.types.NewSessionCreated(first_msg_id=message.id, unique_id=1, server_salt=auth.salt)
                self._send(auth, session, created.write(), outcome)
            if refusal := self._refusal(auth, received):
                self._send(auth, session, refusal.write(), outcome, content=False)
                return
        self._message(auth, session, message, outcome)

    def _refusal(self, auth: AuthKey, received: Received) -> TLObject | None:
        """What is wrong with a packet as a whole."""
        message = received.message
        ahead = message.id / 2**32 - self._clock()
        if not -BEHIND <= ahead <= AHEAD:
            return _bad(message, TOO_NEW if ahead > 0 else TOO_OLD)
        if received.salt != auth.salt:
            return raw.types.BadServerSalt(
                bad_msg_id=message.id, bad_msg_seqno=message.number, error_code=BAD_SALT, new_server_salt=auth.salt
            )
        return None

    def _message(self, auth: AuthKey, session: Session, message: Message, outcome: Outcome) -> None:
        contained = message.contained()
        query = message.read() if contained is None else None
        with self._lock:
            if session.has(message.id):  # it had its effect; what it misses is the answer
                if answer := session.answer(message.id):
                    self._send(auth, session, answer, outcome, to=message.id)
                return
            service = contained is not None or isinstance(query, raw.types.MsgsAck)
            content = None if isinstance(query, PINGS) else not service
            if code := session.take(message.id, message.number, content=content):
                self._send(auth, session, _bad(message, code).write(), outcome, content=False)
                return
        for item in contained or ():
            self._message(auth, session, item, outcome)
        if query is not None:
            self._query(auth, session, message.id, query, outcome)

    def _query(self, auth: AuthKey, session: Session, message_id: int, query: Query, outcome: Outcome) -> None:
        if isinstance(query, raw.types.MsgsAck):
            with self._lock:
                session.acknowledge(query.msg_ids)
        elif isinstance(query, PINGS):
            pong = raw.types.Pong(msg_id=message_id, ping_id=query.ping_id)
            with self._lock:
                self._send(auth, session, pong.write(), outcome, content=False)
        elif (reply := self._answer(auth, rpc.unwrap(query), outcome)) is not None:
            if len(reply) > GZIP_FROM:
                reply = GzipPacked(_Written(reply)).write()
            result = Int(raw.types.RpcResult.ID, False) + Long(message_id) + reply
            with self._lock:
                self._send(auth, session, result, outcome, to=message_id)

    def _answer(self, auth: AuthKey, query: Query, outcome: Outcome) -> bytes | None:
        """The bytes of the answer; None when there is none."""
        fault = self._met(rpc.name(query))
        if fault and fault.deed in ("drop", "transport"):
            outcome.close(fault.code if fault.deed == "transport" else None)
        if fault and fault.deed in ("drop", "transport", "hang"):
            return None
        if fault and fault.error:
            return _error(*fault.error)
        try:
            # Parts are hashed by several threads at once; the rest of the world knows one thread at a time.
            with nullcontext() if isinstance(query, Part) else self._lock:
                reply = self._methods.answer(query, auth)
        except Refused as error:
            return _error(error.code, error.text)
        return None if fault else written(reply)

    def _met(self, method: str) -> Fault | None:
        with self._lock:
            self._calls[method] += 1
        return self._faults.meet(method)

    def _send(
        self, auth: AuthKey, session: Session, body: bytes, outcome: Outcome, *, content: bool = True, to: int = 0
    ) -> None:
        outcome.packets.append(pack(auth, session, body, self._clock(), content=content, to=to))


def _bad(message: Message, code: int) -> TLObject:
    return raw.types.BadMsgNotification(bad_msg_id=message.id, bad_msg_seqno=message.number, error_code=code)


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
