"""Messages as they travel: packed and encrypted, opened and checked. MTProto 2.0, intermediate transport.

https://core.telegram.org/mtproto/description, https://core.telegram.org/mtproto/mtproto-transports#intermediate
"""

import os
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256
from io import BytesIO
from typing import Any

from pyrogram import raw
from pyrogram.crypto import aes
from pyrogram.crypto.mtproto import kdf
from pyrogram.raw.core import MsgContainer, TLObject

from bot.transfer.mtproto.source import OpenFile

OPENING = b"\xee\xee\xee\xee"  # a client's first bytes, which name the transport
HEAD = struct.Struct("<q8sqii")  # salt, session id, message id, sequence number, length of the body
CONTAINER = MsgContainer.ID.to_bytes(4, "little")

functions: Any = raw.functions  # generated, without exports a type checker could follow

_TICK = 2**32  # message ids count seconds in units of 2^-32


class Key:
    """What all sessions of one login share: the auth key, the server's salt and its clock."""

    def __init__(self, auth_key: bytes) -> None:
        self.auth_key = auth_key
        self.id = sha1(auth_key, usedforsecurity=False).digest()[-8:]
        self.salt = 0  # the server refuses a wrong one, and says the right one
        self._offset = 0.0  # seconds the server's clock is ahead of ours

    def now(self) -> int:
        """The server's time as a message id of a client: divisible by four."""
        return int((time.time() + self._offset) * _TICK) & ~3

    def set_clock(self, message_id: int) -> None:
        """The server's clock, as read from a message of its own."""
        self._offset = message_id / _TICK - time.time()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file, and where its bytes are."""

    file: OpenFile
    file_id: int
    number: int
    count: int | None  # parts of the file; None: not known yet
    big: bool
    offset: int  # bytes
    size: int  # bytes

    def head(self) -> bytes:
        """The call, up to the bytes of the part (https://core.telegram.org/api/files#uploading-files)."""
        if self.big:
            count = -1 if self.count is None else self.count
            query = struct.pack("<Iqii", functions.upload.SaveBigFilePart.ID, self.file_id, self.number, count)
        else:
            query = struct.pack("<Iqi", functions.upload.SaveFilePart.ID, self.file_id, self.number)
        short = self.size < 254  # https://core.telegram.org/mtproto/serialize#base-types
        return query + (bytes((self.size,)) if short else b"\xfe" + self.size.to_bytes(3, "little"))

    def tail(self) -> bytes:
        return bytes(-(self.size + (1 if self.size < 254 else 0)) % 4)


def seal(key: Key, session_id: bytes, message_id: int, number: int, *body: bytes) -> tuple[bytes, bytes]:
    """A message of these pieces as a frame: its head and its encrypted rest, to be written one after the other.

    Half a megabyte takes about two milliseconds, nearly all of it without the interpreter's lock.
    """
    length = sum(map(len, body))
    head = HEAD.pack(key.salt, session_id, message_id, number, length)
    plain = b"".join((head, *body, os.urandom(-(len(head) + length + 12) % 16 + 12)))
    digest = sha256(key.auth_key[88:120])
    digest.update(plain)
    message_key = digest.digest()[8:24]
    cipher = aes.ige256_encrypt(plain, *kdf(key.auth_key, message_key, True))
    return (len(cipher) + 24).to_bytes(4, "little") + key.id + message_key, cipher


def seal_part(key: Key, session_id: bytes, message_id: int, number: int, part: Part) -> tuple[bytes, bytes]:
    """Read a part and seal its call; raises TransferFailed when its bytes aren't there any more."""
    data = part.file.read(part.offset, part.size)
    return seal(key, session_id, message_id, number, part.head(), data, part.tail())


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the server."""

    id: int
    number: int  # its sequence number: odd where it wants to be acknowledged
    body: bytes

    @property
    def kind(self) -> int:
        """The constructor its body begins with."""
        return int.from_bytes(self.body[:4], "little")

    def read(self) -> Any:
        """The body as an object; raises KeyError for one the library doesn't know."""
        return TLObject.read(BytesIO(self.body))


def unseal(key: Key, session_id: bytes, packet: bytes) -> Message:
    """Open a packet; raises ValueError unless it is for this session and whole.

    The checks of https://core.telegram.org/mtproto/security_guidelines#mtproto-encrypted-messages.
    """
    if packet[:8] != key.id or len(packet) % 16 != 8:
        raise ValueError("a packet for another key")
    message_key = packet[8:24]
    plain = aes.ige256_decrypt(packet[24:], *kdf(key.auth_key, message_key, False))
    if sha256(key.auth_key[96:128] + plain).digest()[8:24] != message_key:
        raise ValueError("a packet that was changed")
    _, session, message_id, number, length = HEAD.unpack_from(plain)
    padding = len(plain) - HEAD.size - length
    if session != session_id or not 12 <= padding <= 1024 or length % 4 or message_id % 2 == 0:
        raise ValueError("a packet for another session, or a malformed one")
    return Message(message_id, number, plain[HEAD.size : HEAD.size + length])


def messages(outer: Message) -> Iterator[Message]:
    """The message itself, or those that came in it (https://core.telegram.org/mtproto/service_messages#containers)."""
    if not outer.body.startswith(CONTAINER):
        yield outer
        return
    count, at = int.from_bytes(outer.body[4:8], "little"), 8
    for _ in range(count):
        message_id, number, length = struct.unpack_from("<qii", outer.body, at)
        yield Message(message_id, number, outer.body[at + 16 : at + 16 + length])
        at += 16 + length
