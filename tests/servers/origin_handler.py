"""How the tests' origin speaks HTTP: heads, ranges and bodies, right and wrong, over a bare socket."""

from __future__ import annotations

import os
import re
import select
import socket
import struct
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from tests.servers.origin_troubles import Answer

if TYPE_CHECKING:
    from tests.servers.origin import MediaOrigin

HANG_SECONDS = 600.0  # the longest silence
STEP = 0.05  # seconds between two pieces of a slow body, and between two looks at a client that may have left


class ClientLeftError(ConnectionError):
    """The other side closed the connection, or the origin stops."""


class OriginHandler(BaseHTTPRequestHandler):
    """One connection, kept alive unless a trouble closes it."""

    protocol_version = "HTTP/1.1"
    server: Any

    def setup(self) -> None:
        super().setup()
        self.origin: MediaOrigin = self.server.origin
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.origin.connected(self.connection)

    def finish(self) -> None:
        self.origin.disconnected(self.connection)
        super().finish()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the origin keeps its own log."""

    def do_GET(self) -> None:
        self.origin.began(self.command, self.path, self.headers)
        try:
            self._send(self.origin.answer(self.command, self.path))
        except ConnectionError:  # the client left: what many tests are about
            self.close_connection = True
        finally:
            self.origin.ended()

    do_HEAD = do_GET

    def _send(self, answer: Answer) -> None:
        if answer.silent:
            self._wait(HANG_SECONDS)
        if answer.silent or answer.slam:
            self.close_connection = True
            return
        start, stop = self._range(answer)
        size = stop - start
        headers = [("Date", self.date_time_string().encode()), *answer.headers]
        if answer.kind is not None:
            headers.append(("Content-Type", answer.kind.encode()))
        if answer.ranges == "right":
            headers += [("Accept-Ranges", b"bytes"), ("ETag", answer.etag.encode())]
        if answer.framing == "length":
            headers.append(("Content-Length", b"%d" % max(0, size + answer.declared_more)))
        elif answer.framing == "chunked":
            headers.append(("Transfer-Encoding", b"chunked"))
        if answer.framing == "close" or answer.declared_more:
            self.close_connection = True
            headers.append(("Connection", b"close"))
        head = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n".encode()
        lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
        self.connection.sendall(head + lines + b"\r\n")
        if self.command != "HEAD":
            self._send_body(answer, start, stop)

    def _range(self, answer: Answer) -> tuple[int, int]:
        """Which bytes to send, the status and headers set accordingly (RFC 9110, 14)."""
        size = answer.body.size
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        only_if = self.headers.get("If-Range", answer.etag)
        if asked is None or not any(asked.groups()) or answer.status != 200 or answer.ranges == "ignored":
            return 0, size
        if only_if != answer.etag:
            return 0, size
        first, last = asked.groups()
        start = int(first) if first else max(0, size - int(last))
        stop = min(int(last) + 1, size) if first and last else size
        if start >= stop:
            answer.status = 416
            answer.headers.append(("Content-Range", b"bytes */%d" % size))
            return 0, 0
        if answer.ranges == "wrong":
            start, stop = 0, stop - start
        answer.status = 206
        answer.headers.append(("Content-Range", b"bytes %d-%d/%d" % (start, stop - 1, size)))
        return start, stop

    def _send_body(self, answer: Answer, start: int, stop: int) -> None:
        cut = answer.cut_after
        breaks = cut is not None and cut < stop - start and answer.cut_left()
        end = start + cut if breaks and cut is not None else stop
        if answer.stall_after is not None:
            end = min(end, start + answer.stall_after)
        for piece in self._paced(answer.body.pieces(start, end), answer.rate):
            if answer.framing == "chunked":
                self.connection.sendall(b"%x\r\n" % len(piece))
            self.connection.sendall(piece)
            if answer.framing == "chunked":
                self.connection.sendall(b"\r\n")
            self.origin.passed(len(piece))
        if end < stop and not breaks:
            self._wait(HANG_SECONDS)
        if end < stop:
            self.close_connection = True
            if answer.reset:  # with a linger time of zero close sends RST; detached, as shutdown would send FIN
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                os.close(self.connection.detach())
        elif answer.framing == "chunked":
            self.connection.sendall(b"0\r\n\r\n")

    def _paced(self, pieces: Iterator[memoryview], rate: float | None) -> Iterator[memoryview]:
        """The pieces as they are, or cut small and each at its time."""
        if rate is None:
            yield from pieces
            return
        began, sent = time.monotonic(), 0
        step = max(1, int(rate * STEP))
        for piece in pieces:
            for offset in range(0, len(piece), step):
                part = piece[offset : offset + step]
                yield part
                sent += len(part)
                self._wait(began + sent / rate - time.monotonic())

    def _wait(self, seconds: float) -> None:
        """Let time pass; raise ClientLeftError as soon as the client is gone or the origin stops."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            readable, _, _ = select.select([self.connection], [], [], min(left, STEP))
            if self.origin.stopping.is_set() or (readable and not self.connection.recv(1, socket.MSG_PEEK)):
                raise ClientLeftError
            if readable:  # a request sent early waits its turn
                time.sleep(min(left, STEP))
