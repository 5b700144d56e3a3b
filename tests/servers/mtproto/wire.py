"""TCP transports: abridged, intermediate and full (https://core.telegram.org/mtproto/mtproto-transports)."""

import zlib
from itertools import count

LONGEST = 2 * 1024 * 1024  # bytes of one packet; a part of 512 KiB with its envelope is well below


class Abridged:
    def head(self, data: memoryview) -> tuple[int, int] | None:
        """Bytes before the next packet, and of it; None while too few have come to tell."""
        if not data:
            return None
        if data[0] != 0x7F:
            return 1, data[0] * 4
        return (4, _number(data[1:4]) * 4) if len(data) >= 4 else None

    def packet(self, data: memoryview) -> bytes:
        """The packet in as many bytes as `head` told."""
        return bytes(data)

    def frame(self, packet: bytes) -> bytes:
        words = len(packet) // 4
        return (bytes([words]) if words < 0x7F else b"\x7f" + words.to_bytes(3, "little")) + packet


class Intermediate:
    def head(self, data: memoryview) -> tuple[int, int] | None:
        return (4, _number(data[:4])) if len(data) >= 4 else None

    def packet(self, data: memoryview) -> bytes:
        return bytes(data)

    def frame(self, packet: bytes) -> bytes:
        return len(packet).to_bytes(4, "little") + packet


class Full:
    def __init__(self) -> None:
        self._numbers = count()

    def head(self, data: memoryview) -> tuple[int, int] | None:
        return (0, _number(data[:4])) if len(data) >= 4 else None

    def packet(self, data: memoryview) -> bytes:
        if len(data) < 12 or zlib.crc32(data[:-4]) != _number(data[-4:]):
            raise ConnectionError("wrong checksum")
        return bytes(data[8:-4])

    def frame(self, packet: bytes) -> bytes:
        data = (len(packet) + 12).to_bytes(4, "little") + next(self._numbers).to_bytes(4, "little") + packet
        return data + zlib.crc32(data).to_bytes(4, "little")


Wire = Abridged | Intermediate | Full


def choose(data: memoryview) -> tuple[Wire, int] | None:
    """The transport a client opens with, and how many bytes said so; None while too few have come to tell."""
    if data[:1] == b"\xef":
        return Abridged(), 1
    if len(data) < 4:
        return None
    return (Intermediate(), 4) if data[:4] == b"\xee" * 4 else (Full(), 0)


class Inbox:
    """What a connection reads, in a buffer that stays; packets leave it as bytes of their own."""

    def __init__(self) -> None:
        self._data = memoryview(bytearray(LONGEST + 64))  # with the frame around the longest packet
        self._end = 0
        self.wire: Wire | None = None  # until the client has opened

    def room(self, most: int) -> memoryview:
        """Where the next bytes go, `most` of them."""
        return self._data[self._end : self._end + most]

    def filled(self, count: int) -> None:
        self._end += count

    def packets(self, most: int) -> list[bytes]:
        """Up to so many whole packets; ConnectionError when a length or checksum can't be right."""
        found: list[bytes] = []
        start = 0
        if self.wire is None and (chosen := choose(self._data[: self._end])):
            self.wire, start = chosen
        while self.wire and len(found) < most and (head := self.wire.head(self._data[start : self._end])):
            begin, length = start + head[0], head[1]
            if not 0 < length <= LONGEST:
                raise ConnectionError(f"a packet of {length} bytes")
            if begin + length > self._end:
                break
            found.append(self.wire.packet(self._data[begin : begin + length]))
            start = begin + length
        if start:
            self._data[: self._end - start] = self._data[start : self._end]
            self._end -= start
        return found


def _number(data: memoryview) -> int:
    return int.from_bytes(data, "little")
