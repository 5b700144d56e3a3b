# mypy: disable-error-code="no-untyped-call"
# waitress comes without types
"""The web server: waitress in a thread, with request bodies that overflow into the emulator's folder."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from waitress import wasyncore
from waitress.buffers import OverflowableBuffer, TempfileBasedBuffer
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import create_server

THREADS = 64  # long polls hold one each
CONNECTIONS = 1000
RECEIVE = 256 * 1024  # bytes read at once
STOP_WITHIN = 10.0  # seconds


def _parser_for(folder: Path) -> type[HTTPRequestParser]:
    """A request parser whose large bodies lie in `folder`, not in the system's temporary one."""

    class FolderFile(TempfileBasedBuffer):
        def newfile(self) -> Any:
            return TemporaryFile("w+b", dir=folder)

    class FolderBuffer(OverflowableBuffer):
        def _set_large_buffer(self) -> None:
            small: Any = self.buf
            large: Any = FolderFile(small)
            self.buf = large
            if small is not None:
                small.close()
            self.overflowed = True

    class FolderParser(HTTPRequestParser):
        def parse_header(self, header_plus: bytes) -> None:
            super().parse_header(header_plus)
            if self.body_rcv is not None:
                self.body_rcv.buf = FolderBuffer(self.adj.inbuf_overflow)

    return FolderParser


class WebServer:
    """Serves one WSGI application from `start` to `stop`; the port is known as soon as it exists."""

    def __init__(self, app: Any, host: str, port: int, folder: Path, max_body: int) -> None:
        self._connections: dict[int, Any] = {}
        self._server = create_server(
            app,
            map=self._connections,
            host=host,
            port=port,
            threads=THREADS,
            connection_limit=CONNECTIONS,
            backlog=CONNECTIONS,
            recv_bytes=RECEIVE,
            max_request_body_size=max_body,
            channel_request_lookahead=1,  # so that a client that left is noticed
            asyncore_use_poll=True,
            ident=None,
        )
        parser = _parser_for(folder)
        self._server.channel_class = type("Channel", (HTTPChannel,), {"parser_class": parser})
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="demo-server", daemon=True)
        self.port = int(self._server.effective_port)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop accepting, end the connections, and wait for the threads."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._server.pull_trigger()
        self._thread.join(STOP_WITHIN)
        self._server.task_dispatcher.shutdown(timeout=STOP_WITHIN / 2)
        wasyncore.close_all(self._connections, ignore_all=True)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._connections, count=1)


def has_left(environ: dict[str, Any]) -> Callable[[], bool]:
    """A question for a request's environment: is its client gone?"""
    gone: Callable[[], bool] = environ.get("waitress.client_disconnected", lambda: False)
    return gone
