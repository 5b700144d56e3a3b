# mypy: disable-error-code="no-untyped-call"
# waitress comes without types
"""The web side in its thread: started, stopped, nothing else."""

import errno
import logging
import socket
import threading
from typing import Any

from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from bot.errors import ConfigInvalid

log = logging.getLogger(__name__)

THREADS = 4
STOP_WITHIN = 3.0  # seconds


class Keepalive:
    """Serves the app from `start` to `stop`."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._app = app
        self._host = host
        self._asked = port
        self._sockets: dict[int, Any] = {}
        self._server: Any = None
        self._stopping = threading.Event()
        self.port = port  # after `start` the real one, where 0 was asked for

    def start(self) -> None:
        """Return when the socket listens; raises ConfigInvalid when the port or the host can't be had."""
        listening = _listen(self._host, self._asked)
        self.port = listening.getsockname()[1]
        self._server = create_server(self._app, map=self._sockets, sockets=[listening], threads=THREADS, ident=None)
        self._stopping.clear()
        self._thread = threading.Thread(target=self._serve, name="web", daemon=True)
        self._thread.start()
        log.info("web listening host=%s port=%s", self._host, self.port)

    def stop(self) -> None:
        """End connections and threads, within STOP_WITHIN seconds. Nothing to do when it isn't running."""
        server, self._server = self._server, None
        if server is None:
            return
        server.task_dispatcher.shutdown(timeout=STOP_WITHIN / 2)
        self._stopping.set()
        server.pull_trigger()
        self._thread.join(STOP_WITHIN / 2)
        wasyncore.close_all(self._sockets, ignore_all=True)  # here, so that the trigger is never pulled when closed

    def _serve(self) -> None:
        while not self._stopping.is_set():
            wasyncore.loop(timeout=1.0, use_poll=True, map=self._sockets, count=1)


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise ConfigInvalid([_problem(port, error)]) from error


def _problem(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"PORT {port} is taken: another program listens there; stop it or set another PORT"
    if error.errno == errno.EACCES:
        return f"PORT {port} may not be opened by this user; set one from 1024 on"
    return "HOST must be an address of this machine, such as 0.0.0.0"
