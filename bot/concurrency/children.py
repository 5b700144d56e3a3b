"""Work in short-lived child processes, forked from a preloaded server, killable with all they started.

A child is forked by multiprocessing's fork server, which has imported the heavy libraries once, so a child is ready in
milliseconds and shares their memory. It leads a process group of its own: killing the group ends its ffmpeg too.
When the bot dies, the child's pipe breaks and the child ends its group itself.
"""

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from bot.errors import ChildDied, FerryError

R = TypeVar("R")
Report = Callable[[Any], None]

ROOT = str(Path(__file__).parents[2])
LOOK_EVERY = 0.1  # seconds between two looks at the stop event; Cancel must work within two
LEAVE_WITHIN = 1.0  # seconds a child may take to tidy up after its last word
DIE_WITHIN = 5.0  # seconds the system may take to end a killed child

log = logging.getLogger(__name__)


class Children:
    """Starts children and waits for them. One instance in a process; its methods may be called from any thread."""

    def __init__(self, preload: Sequence[str] = ()) -> None:
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(preload))
        _lead_to(ROOT)
        self._lock = threading.Lock()
        self._running: set[ForkServerProcess] = set()
        self._server: Future[None] | None = None

    def run(self, call: Callable[..., R], *args: Any, report: Report, stop: Event) -> R:
        """Run `call(*args, report)` in a child and return what it returns; blocks, so call it in a thread.

        `report` gets each message of the child. Raises the FerryError which the call raised, ChildDied when the
        child ended without a word, and InterruptedError soon after `stop` is set. The child's whole group is gone
        when this returns. `call`, its arguments and its result must be picklable.
        """
        self._await_server(stop)
        ours, theirs = self._context.Pipe()
        child = self._context.Process(target=_child, args=(theirs, call, args), daemon=True)
        with ours:
            self._start(child, theirs)
            try:
                word, value = _last_word(child, ours, report, stop)
                child.join(LEAVE_WITHIN)
            finally:
                _end_group(child)
                child.join(DIE_WITHIN)
                with self._lock:
                    self._running.discard(child)
        if word == "error":
            raise value
        result: R = value
        return result

    def _await_server(self, stop: Event) -> None:
        """Wait until the fork server forks. It loads its libraries first, which may take longer than Cancel may."""
        with self._lock:
            if self._server is None or (self._server.done() and self._server.exception()):
                self._server = Future()
                threading.Thread(target=self._first_fork, args=(self._server,), daemon=True, name="fork server").start()
            server = self._server
        while not server.done():
            if stop.wait(LOOK_EVERY):
                raise InterruptedError
        if error := server.exception():
            raise ChildDied(f"fork server not started: {error}") from error

    def _first_fork(self, server: "Future[None]") -> None:
        """Start it by a child that does nothing."""
        try:
            first = self._context.Process(target=_nothing, daemon=True)
            first.start()
            first.join(DIE_WITHIN)
        except (OSError, EOFError) as error:
            server.set_exception(error)
        else:
            server.set_result(None)

    def _start(self, child: ForkServerProcess, theirs: Connection) -> None:
        try:
            with self._lock:  # kill_all misses none
                child.start()
                self._running.add(child)
        except (OSError, EOFError) as error:
            raise ChildDied(f"not started: {error}") from error
        finally:
            theirs.close()

    @property
    def pids(self) -> list[int]:
        """Process ids of the children alive at present; each leads its own process group."""
        return [child.pid for child in self._running.copy() if child.pid is not None]  # never waits for a start

    def kill_all(self) -> None:
        """End every child with all it started, at once."""
        with self._lock:
            running = list(self._running)
        for child in running:
            _end_group(child)


def _nothing() -> None:
    """What the first child does."""


def _lead_to(folder: str) -> None:
    """Let the fork server find what it preloads, wherever the bot was started.

    Up to Python 3.13 it takes `sys_path` but leaves it unused, and swallows the ImportError of a preload
    (Lib/multiprocessing/forkserver.py, main), so that each child would import everything anew.
    """
    known = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    if folder not in known:
        os.environ["PYTHONPATH"] = os.pathsep.join((folder, *filter(None, known)))


def _last_word(child: ForkServerProcess, ours: Connection, report: Report, stop: Event) -> tuple[str, Any]:
    """Pass reports on until the child says its result or error."""
    while not stop.is_set():
        ready = wait([ours, child.sentinel], timeout=LOOK_EVERY)
        if not ready:
            continue
        try:
            word, value = _heard(ours)
        except (EOFError, OSError):
            child.join(DIE_WITHIN)
            raise ChildDied(f"child {child.pid} ended with {child.exitcode}") from None
        if word == "report":
            report(value)
        elif word == "traceback":
            log.error("child failed pid=%s\n%s", child.pid, value)
        else:
            return word, value
    raise InterruptedError


def _heard(ours: Connection) -> tuple[str, Any]:
    if not ours.poll():  # the child is dead, and something it started keeps the pipe open
        raise EOFError
    message: tuple[str, Any] = ours.recv()
    return message


def _end_group(child: ForkServerProcess) -> None:
    if child.pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.kill()  # in case it had not become a leader yet


def _child(pipe: Connection, call: Callable[..., Any], args: Sequence[Any]) -> None:
    """The child's main: lead a group, watch the bot, do the work, say the outcome."""
    os.setsid()
    threading.Thread(target=_watch, args=(pipe,), daemon=True, name="watch").start()
    sending = threading.Lock()

    def send(word: str, value: Any) -> None:
        with sending, contextlib.suppress(BrokenPipeError):  # nobody is left to hear it
            pipe.send((word, value))

    try:
        send("result", call(*args, lambda message: send("report", message)))
    except FerryError as error:
        send("error", error)
    except BaseException as error:  # noqa: BLE001 -- a child's last word
        send("traceback", traceback.format_exc())  # it does not travel with the error
        send("error", FerryError(f"{type(error).__name__}: {error}"))


def _watch(pipe: Connection) -> None:
    """Nothing is ever sent to a child: its pipe turns readable only when the bot is gone."""
    pipe.poll(None)
    os.killpg(0, signal.SIGKILL)
