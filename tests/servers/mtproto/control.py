"""Commands to a server that runs as a process: a line of JSON each, as in {"do": "fault", "method": …}."""

import json
from collections.abc import Callable
from typing import Any

from tests.servers.mtproto.server import MtprotoServer
from tests.servers.mtproto.world import Sent

SETTINGS = ("latency", "rate", "silent", "clock_offset")


class Control:
    """`answer` is what a line of commands is answered with: {"answer": …}, or {"error": …}."""

    def __init__(self, server: MtprotoServer) -> None:
        self._server = server
        self._commands: dict[str, Callable[..., Any]] = {
            "set": self._set,
            "fault": self._fault,
            "clear_faults": server.faults.clear,
            "refuse": server.world.refuse,
            "forget_part": server.forget_part,
            "forget_keys": server.forget_keys,
            "log_out": server.log_out,
            "rotate_salt": server.rotate_salt,
            "drop_connection": server.drop_connection,
            "drop_connections": server.drop_connections,
            "calls": lambda: dict(server.world.calls),
            "connections": self._connections,
            "unacknowledged": lambda: server.unacknowledged,
            "uploads": self._uploads,
            "sent": lambda: [facts(sent) for sent in list(server.world.sent)],
        }

    def answer(self, line: str) -> str:
        """Do what the line asks for, and say how it went."""
        try:
            words = json.loads(line)
            answer = self._commands[words.pop("do")](**words)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            return json.dumps({"error": f"{type(error).__name__}: {error}"})
        return json.dumps({"answer": answer})

    def _set(self, **settings: float | bool | None) -> None:
        if unknown := settings.keys() - set(SETTINGS):
            raise ValueError(f"{', '.join(unknown)}: nothing to set")
        for name, value in settings.items():
            setattr(self._server, name, value)

    def _fault(self, *, method: str, error: tuple[int, str] | None = None, **words: Any) -> None:
        self._server.fault(method, error=(error[0], error[1]) if error else None, **words)

    def _connections(self) -> dict[str, int]:
        server = self._server
        return {"open": server.connections, "accepted": server.accepted, "most": server.most_connections}

    def _uploads(self) -> dict[int, dict[str, int]]:
        """Of each file id: parts that were taken, and how many of them more than once."""
        return {
            file_id: {
                "parts": len(upload.times),
                "bytes": sum(upload.sizes.values()),
                "again": sum(count > 1 for count in upload.times.values()),
            }
            for file_id, upload in list(self._server.world.uploads.items())
        }


def facts(sent: Sent) -> dict[str, Any]:
    """A message as JSON has it."""
    return {
        "message_id": sent.message_id,
        "chat_id": sent.chat_id,
        "kind": sent.kind,
        "name": sent.file.name,
        "size": sent.file.size,
        "sha256": sent.file.sha256,
        "mime": sent.mime,
        "caption": sent.caption,
    }
