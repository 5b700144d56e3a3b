"""A tiny client, for what the stock library can't be made to do. It blocks, and each of its wishes is one message."""

import os
import socket
import time
from io import BytesIO
from typing import Any, Self

from pyrogram import raw
from pyrogram.crypto import mtproto
from pyrogram.raw.core import Message, MsgContainer, TLObject

from tests.servers.mtproto.envelope import AuthKey
from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.world import BOT_ID

PATIENCE = 30.0  # seconds


class TinyClient:
    """Logged in with a key of its own, over the intermediate transport.

    ahead: seconds its clock is ahead of the true time
    """

    def __init__(self, server: MtprotoServer, *, ahead: float = 0.0) -> None:
        self._key = AuthKey(os.urandom(256), salt=7, user_id=BOT_ID)
        server.keys[self._key.id] = self._key
        self._address = server.address
        self._session, self._last = os.urandom(8), 0
        self.content = 0  # messages so far which the server answers
        self.salt, self.ahead = self._key.salt, ahead
        self.socket = self._connected()

    def connect(self) -> None:
        """Open a connection, in place of the last one."""
        self.socket.close()
        self.socket = self._connected()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, query: TLObject, message_id: int | None = None, number: int | None = None) -> int:
        """Send it off; its message id. The id and the sequence number are the next ones unless they are told."""
        self._last = message_id or max(self._last + 4, int((time.time() + self.ahead) * 2**32) & ~3)
        content = not isinstance(query, raw.types.MsgsAck | MsgContainer)
        message = Message(query, self._last, 2 * self.content + content if number is None else number, len(query))
        self.content += content
        self.write(mtproto.pack(message, self.salt, self._session, self._key.key, self._key.id))
        return self._last

    def write(self, packet: bytes) -> None:
        self.socket.sendall(len(packet).to_bytes(4, "little") + packet)

    def read(self) -> bytes:
        """The next packet; EOFError when the server has closed."""
        return self._exactly(int.from_bytes(self._exactly(4), "little"))

    def receive(self) -> Message:
        """The server's next message, new sessions aside."""
        message = mtproto.unpack(BytesIO(self.read()), self._session, self._key.key, self._key.id)
        return self.receive() if isinstance(message.body, raw.types.NewSessionCreated) else message

    def ask(self, query: TLObject) -> Any:
        """The answer; of an error its text. A BadMsgNotification or BadServerSalt is an answer too."""
        sent = self.send(query)
        body = self.receive().body
        if isinstance(body, raw.types.RpcResult):
            assert body.req_msg_id == sent
            body = body.result
        return body.error_message if isinstance(body, raw.types.RpcError) else body

    def _connected(self) -> socket.socket:
        connection = socket.create_connection((self._address.host, self._address.port), PATIENCE)
        connection.sendall(b"\xee" * 4)
        return connection

    def _exactly(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            if not (more := self.socket.recv(count - len(data))):
                raise EOFError("the server has closed")
            data += more
        return bytes(data)


def part(number: int, data: bytes, total: int, file_id: int = 1) -> TLObject:
    """A part of a big file."""
    return raw.functions.upload.SaveBigFilePart(file_id=file_id, file_part=number, file_total_parts=total, bytes=data)


def use(parts: int, file_id: int = 1) -> TLObject:
    """The call that makes a document of a big file's parts."""
    return raw.functions.messages.UploadMedia(
        peer=raw.types.InputPeerSelf(),
        media=raw.types.InputMediaUploadedDocument(
            file=raw.types.InputFileBig(id=file_id, parts=parts, name="x"), mime_type="video/mp4", attributes=[]
        ),
    )
