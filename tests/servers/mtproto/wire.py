"""TCP transports: abridged, intermediate and full (https://core.telegram.org/mtproto/mtproto-transports)."""

import asyncio
import zlib
from itertools import count

LONGEST = 2 * 1024 * 1024  # bytes of one packet; a part of 512 KiB with its envelope is well below


class Abridged:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self) -> bytes:
        words = (await self._reader.readexactly(1))[0]
        if words == 0x7F:
            words = int.from_bytes(await self._reader.readexactly(3), "little")
        return await _packet(self._reader, words * 4)

    def frame(self, packet: bytes) -> bytes:
        words = len(packet) // 4
        return (bytes([words]) if words < 0x7F else b"\x7f" + words.to_bytes(3, "little")) + packet


class Intermediate:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self) -> bytes:
        return await _packet(self._reader, int.from_bytes(await self._reader.readexactly(4), "little"))

    def frame(self, packet: bytes) -> bytes:
        return len(packet).to_bytes(4, "little") + packet


class Full:
    def __init__(self, reader: asyncio.StreamReader, first: bytes) -> None:
        self._reader = reader
        self._first = first  # the length of the first packet, read to tell the transports apart
        self._numbers = count()

    async def read(self) -> bytes:
        head, self._first = self._first or await self._reader.readexactly(4), b""
        rest = await _packet(self._reader, int.from_bytes(head, "little") - 4)
        if zlib.crc32(head + rest[:-4]) != int.from_bytes(rest[-4:], "little"):
            raise ConnectionError("wrong checksum")
        return rest[4:-4]

    def frame(self, packet: bytes) -> bytes:
        data = (len(packet) + 12).to_bytes(4, "little") + next(self._numbers).to_bytes(4, "little") + packet
        return data + zlib.crc32(data).to_bytes(4, "little")


Wire = Abridged | Intermediate | Full


async def choose(reader: asyncio.StreamReader) -> Wire:
    """The transport this client opens with."""
    first = await reader.readexactly(1)
    if first == b"\xef":
        return Abridged(reader)
    first += await reader.readexactly(3)
    return Intermediate(reader) if first == b"\xee" * 4 else Full(reader, first)


async def _packet(reader: asyncio.StreamReader, length: int) -> bytes:
    if not 0 < length <= LONGEST:
        raise ConnectionError(f"a packet of {length} bytes")
    return await reader.readexactly(length)
