"""Messages as they lie in a decrypted packet (https://core.telegram.org/mtproto/description).

Parts of files are most of what comes: they are read in place, everything else by the client library's own reader.
"""

from dataclasses import dataclass
from io import BytesIO
from struct import Struct

from pyrogram.raw.core import MsgContainer, TLObject
from pyrogram.raw.functions import InvokeWithoutUpdates
from pyrogram.raw.functions.upload import SaveBigFilePart, SaveFilePart

MESSAGE = Struct("<qii")  # message id, sequence number, bytes of the body
SMALL_PART, BIG_PART = Struct("<qi"), Struct("<qii")  # file id, number, and of big files how many there are


@dataclass(frozen=True, slots=True)
class Part:
    """A call of upload.SaveFilePart or upload.SaveBigFilePart."""

    method: str
    file_id: int
    number: int
    total: int | None  # what a big file's part says of their number; -1: not known yet
    data: memoryview | bytes

    @classmethod
    def of(cls, query: TLObject) -> "Part | TLObject":
        """The library's object as a Part, if it is one."""
        if isinstance(query, SaveBigFilePart):
            return cls(BIG, query.file_id, query.file_part, query.file_total_parts, query.bytes)
        if isinstance(query, SaveFilePart):
            return cls(SMALL, query.file_id, query.file_part, None, query.bytes)
        return query


SMALL, BIG = "upload.SaveFilePart", "upload.SaveBigFilePart"
Query = Part | TLObject


@dataclass(frozen=True, slots=True)
class Message:
    id: int
    number: int  # seqno
    body: memoryview

    def read(self) -> Query:
        """What it says; KeyError for a constructor the library doesn't know."""
        body = self.body
        if _constructor(body) == InvokeWithoutUpdates.ID:
            body = body[4:]
        if _constructor(body) == SaveBigFilePart.ID:
            return Part(BIG, *BIG_PART.unpack_from(body, 4), data=_tl_bytes(body[4 + BIG_PART.size :]))
        if _constructor(body) == SaveFilePart.ID:
            return Part(SMALL, *SMALL_PART.unpack_from(body, 4), None, _tl_bytes(body[4 + SMALL_PART.size :]))
        return TLObject.read(BytesIO(self.body))

    def contained(self) -> list["Message"] | None:
        """The messages of a container; None when it is none."""
        if _constructor(self.body) != MsgContainer.ID:
            return None
        found, at = [], 8
        for _ in range(int.from_bytes(self.body[4:8], "little")):
            found.append(read_message(self.body[at:]))
            at += MESSAGE.size + len(found[-1].body)
        return found


def read_message(data: memoryview) -> Message:
    """The message at the beginning; ConnectionError when it is longer than what has come."""
    if len(data) < MESSAGE.size:
        raise ConnectionError("half a message")
    message_id, number, length = MESSAGE.unpack_from(data)
    body = data[MESSAGE.size : MESSAGE.size + length]
    if len(body) != length or length < 4:
        raise ConnectionError(f"a message of {length} bytes in {len(data)}")
    return Message(message_id, number, body)


def _constructor(body: memoryview) -> int:
    return int.from_bytes(body[:4], "little")


def _tl_bytes(data: memoryview) -> memoryview:
    """A string of TL (https://core.telegram.org/mtproto/serialize#base-types)."""
    head, length = (1, data[0]) if data[0] < 254 else (4, int.from_bytes(data[1:4], "little"))
    found = data[head : head + length]
    if len(found) != length:
        raise ConnectionError("half a string")
    return found
