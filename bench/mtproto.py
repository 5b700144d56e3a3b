"""The tests' MTProto server as a process of its own, led by commands: `with MtprotoServer() as server`."""

import json
import queue
import sys
import threading
import time
from typing import Any, Self

from bench.processes import ROOT, Served

SITE = ROOT / "tests" / "servers" / "mtproto" / "site"
ANSWER_WITHIN = 10.0  # seconds; a command waits for nothing
PART = 512 * 1024  # bytes of each part of a file


class MtprotoServer(Served):
    """`options` as in tests/servers/mtproto/__main__.py, commands as in control.py beside it."""

    def __init__(self, *options: str) -> None:
        super().__init__([sys.executable, "-m", "tests.servers.mtproto", *options])
        self._answers: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._sent: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()

    @property
    def settings(self) -> dict[str, str]:
        """Those that lead a process's MTProto, the library unmodified, to this server."""
        return {"API_ID": "1", "API_HASH": "hash", "FERRY_TEST_MTPROTO": self.said, "PYTHONPATH": str(SITE)}

    def tell(self, do: str, **words: Any) -> Any:
        """Give a command; its answer."""
        self.put(json.dumps({"do": do} | words))
        told = self._answers.get(timeout=ANSWER_WITHIN)
        if "error" in told:
            raise RuntimeError(f"{do}: {told['error']}")
        return told["answer"]

    def sent(self, chat_id: int, within: float) -> tuple[float, dict[str, Any]]:
        """Wait for the next file sent into this chat, passing over others; the moment it was told, and its facts."""
        deadline = time.monotonic() + within
        while True:
            try:
                at, facts = self._sent.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise TimeoutError(f"no file for {chat_id} within {within:g} s") from None
            if facts["chat_id"] == chat_id:
                return at, facts

    def __enter__(self) -> Self:
        super().__enter__()
        self._reader = threading.Thread(target=self._sort, name="mtproto-lines", daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.end()
        self._reader.join()
        super().__exit__(*error)

    def _sort(self) -> None:
        """Its lines: answers to commands, and files that were sent."""
        while line := self.read():
            told = json.loads(line)
            if told.keys() & {"answer", "error"}:
                self._answers.put(told)
            else:
                self._sent.put((time.monotonic(), told))
