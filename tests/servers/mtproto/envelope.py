"""Encrypted messages, MTProto 2.0, seen from the server (https://core.telegram.org/mtproto/description)."""

import secrets
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha1, sha256

from pyrogram.crypto import aes
from pyrogram.crypto.mtproto import kdf
from pyrogram.raw.core import TLObject

from tests.servers.mtproto.messages import Message, read_message

# https://core.telegram.org/mtproto/service_messages_about_messages#notice-of-ignored-error-message
WRONG_BITS, NUMBER_TOO_LOW, NUMBER_TOO_HIGH, EVEN_EXPECTED, ODD_EXPECTED = 18, 32, 33, 34, 35


@dataclass
class AuthKey:
    """What client and server share, and who is logged in with it."""

    key: bytes
    salt: int
    user_id: int | None = None
    sessions: dict[bytes, "Session"] = field(default_factory=dict)

    @property
    def id(self) -> bytes:
        return sha1(self.key).digest()[-8:]


@dataclass
class Session:
    """One of the sessions under a key: it counts the server's messages."""

    id: bytes
    last_id: int = 0
    content: int = 0  # messages so far which the client has to acknowledge
    unacknowledged: dict[int, tuple[int, bytes]] = field(default_factory=dict)  # id → the message it answers, body
    seen: list[tuple[int, int]] = field(default_factory=list)  # the client's messages: id and seqno, in order

    def next(self, now: float, body: bytes, *, content: bool, to: int) -> tuple[int, int]:
        """Message id and sequence number of the server's next message; `now` in seconds of Unix time."""
        self.last_id = max(int(now * 2**32) & ~3, self.last_id + 4)
        number = 2 * self.content + content
        message_id = self.last_id | (1 if to else 3)
        if content:
            self.content += 1
            self.unacknowledged[message_id] = (to, body)
        return message_id, number

    def has(self, message_id: int) -> bool:
        """Whether a message of the client has come before."""
        at = bisect_left(self.seen, (message_id,))
        return self.seen[at : at + 1] != [] and self.seen[at][0] == message_id

    def take(self, message_id: int, number: int, *, content: bool | None) -> int:
        """Note a message of the client; 0, or the code of what is wrong with its numbers.

        `content` says whether it is one to acknowledge; None: the client may see it either way.
        """
        if message_id % 4:
            return WRONG_BITS
        if content is not None and content != number % 2:
            return ODD_EXPECTED if content else EVEN_EXPECTED
        at = bisect_left(self.seen, (message_id,))
        if at and self.seen[at - 1][1] >= number + (number + 1) % 2:
            return NUMBER_TOO_LOW
        if at < len(self.seen) and self.seen[at][1] < number + number % 2:
            return NUMBER_TOO_HIGH
        self.seen.insert(at, (message_id, number))
        return 0

    def acknowledge(self, message_ids: Iterable[int]) -> None:
        """The client has these."""
        for message_id in message_ids:
            self.unacknowledged.pop(message_id, None)

    def answer(self, message_id: int) -> bytes | None:
        """The answer to a message of the client, while it is unacknowledged."""
        return next((body for to, body in self.unacknowledged.values() if to == message_id), None)


@dataclass(frozen=True, slots=True)
class Received:
    salt: int
    session_id: bytes
    message: Message


def unpack(auth: AuthKey, packet: bytes) -> Received:
    """Decrypt and read a packet; ConnectionError when it isn't what it says."""
    msg_key = packet[8:24]
    data = aes.ige256_decrypt(packet[24:], *kdf(auth.key, msg_key, True))
    digest = sha256(auth.key[88:120])
    digest.update(data)
    if digest.digest()[8:24] != msg_key:
        raise ConnectionError("wrong msg_key")
    salt = int.from_bytes(data[:8], "little", signed=True)
    return Received(salt, data[8:16], read_message(memoryview(data)[16:]))


def pack(auth: AuthKey, session: Session, body: bytes, now: float, *, content: bool, to: int = 0) -> bytes:
    """One message of the server, encrypted; `to` is the message it answers, 0 for none."""
    message_id, number = session.next(now, body, content=content, to=to)
    head = auth.salt.to_bytes(8, "little", signed=True) + session.id + message_id.to_bytes(8, "little")
    data = head + number.to_bytes(4, "little") + len(body).to_bytes(4, "little") + body
    data += secrets.token_bytes(-(len(data) + 12) % 16 + 12)
    msg_key = sha256(auth.key[96:128] + data).digest()[8:24]
    return auth.id + msg_key + aes.ige256_encrypt(data, *kdf(auth.key, msg_key, False))


def written(reply: TLObject | bytes) -> bytes:
    """Vectors and Booleans of the library are bytes already."""
    return bytes(reply) if isinstance(reply, bytes) else reply.write()
