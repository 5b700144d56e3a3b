"""The server's side of making an auth key (https://core.telegram.org/mtproto/auth_key)."""

import secrets
from collections.abc import Callable
from hashlib import sha1
from io import BytesIO

from pyrogram import raw
from pyrogram.crypto import aes
from pyrogram.crypto.prime import CURRENT_DH_PRIME
from pyrogram.raw.core import TLObject

from tests.servers.mtproto.envelope import AuthKey
from tests.servers.mtproto.keys import RsaKey

P, Q = 65521, 65537  # small, so that the client has them apart at once
G = 3  # a generator that goes with Telegram's own prime, the only one the client accepts


class Handshake:
    """One client's way to an auth key. `key` is set when it has arrived."""

    def __init__(self, rsa: RsaKey, clock: Callable[[], float]) -> None:
        self._rsa = rsa
        self._clock = clock  # seconds of Unix time
        self._server_nonce = _int(secrets.token_bytes(16))
        self._new_nonce = b""
        self._secret = secrets.randbits(256)
        self.key: AuthKey | None = None

    def read(self, packet: bytes) -> TLObject:
        """What the client asks."""
        return TLObject.read(BytesIO(packet[20:]))  # after auth_key_id, message id and length

    def answer(self, query: TLObject) -> bytes:
        if isinstance(query, raw.functions.ReqPqMulti):
            reply = raw.types.ResPQ(
                nonce=query.nonce,
                server_nonce=self._server_nonce,
                pq=(P * Q).to_bytes(8, "big"),
                server_public_key_fingerprints=[self._rsa.fingerprint],
            )
        elif isinstance(query, raw.functions.ReqDHParams):
            reply = self._dh_params(query)
        elif isinstance(query, raw.functions.SetClientDHParams):
            reply = self._dh_done(query)
        else:
            raise ConnectionError(f"{query.QUALNAME} without encryption")
        body = reply.write()
        message_id = int(self._clock() * 2**32) & ~3 | 1
        return bytes(8) + message_id.to_bytes(8, "little") + len(body).to_bytes(4, "little") + body

    def _dh_params(self, query: raw.functions.ReqDHParams) -> TLObject:
        data = self._rsa.decrypt(query.encrypted_data)
        inner = TLObject.read(BytesIO(data[20:]))
        if sha1(inner.write()).digest() != data[:20] or inner.server_nonce != self._server_nonce:
            raise ConnectionError("the client's data don't fit their hash")
        self._new_nonce = _bytes(inner.new_nonce, 32)
        answer = raw.types.ServerDHInnerData(
            nonce=query.nonce,
            server_nonce=self._server_nonce,
            g=G,
            dh_prime=CURRENT_DH_PRIME.to_bytes(256, "big"),
            g_a=pow(G, self._secret, CURRENT_DH_PRIME).to_bytes(256, "big"),
            server_time=int(self._clock()),
        ).write()
        padded = sha1(answer).digest() + answer
        padded += secrets.token_bytes(-len(padded) % 16)
        return raw.types.ServerDHParamsOk(
            nonce=query.nonce,
            server_nonce=self._server_nonce,
            encrypted_answer=aes.ige256_encrypt(padded, *self._temporary_key()),
        )

    def _dh_done(self, query: raw.functions.SetClientDHParams) -> TLObject:
        data = aes.ige256_decrypt(query.encrypted_data, *self._temporary_key())
        inner = TLObject.read(BytesIO(data[20:]))
        if sha1(inner.write()).digest() != data[:20]:
            raise ConnectionError("the client's data don't fit their hash")
        g_b = int.from_bytes(inner.g_b, "big")
        key = pow(g_b, self._secret, CURRENT_DH_PRIME).to_bytes(256, "big")
        salt = aes.xor(self._new_nonce[:8], _bytes(self._server_nonce, 16)[:8])
        self.key = AuthKey(key, salt=int.from_bytes(salt, "little", signed=True))
        proof = sha1(self._new_nonce + b"\x01" + sha1(key).digest()[:8]).digest()[4:]
        return raw.types.DhGenOk(nonce=query.nonce, server_nonce=self._server_nonce, new_nonce_hash1=_int(proof))

    def _temporary_key(self) -> tuple[bytes, bytes]:
        new, server = self._new_nonce, _bytes(self._server_nonce, 16)
        key = sha1(new + server).digest() + sha1(server + new).digest()[:12]
        return key, sha1(server + new).digest()[12:] + sha1(new + new).digest() + new[:4]


def _int(data: bytes) -> int:
    return int.from_bytes(data, "little", signed=True)


def _bytes(number: int, length: int) -> bytes:
    return number.to_bytes(length, "little", signed=True)
