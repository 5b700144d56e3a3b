"""What the emulator knows: people, chats, messages and what happened, behind one lock.

Messages are Bot API JSON and never changed in place: an edit puts a new one there, so that a message handed out
stays what it was.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.demo.limits import bad_request, forbidden

Message = dict[str, Any]

PAGE_PERSON = 1001
GROUP = -1002000000001
CALLS_KEPT = 100_000  # the oldest are forgotten, so that a demo left open does not grow for ever


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    size: int  # bytes
    sha256: str
    path: str
    content_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Call:
    """One Bot API call as it was answered; `status` is 0 when the connection was dropped."""

    method: str
    parameters: dict[str, Any]
    at: float  # time.monotonic()
    status: int


@dataclass
class World:
    """The state. Take `changed` (re-entrant) around what belongs together; every change notifies it."""

    bot: dict[str, Any]
    now: Callable[[], float] = time.time
    changed: threading.Condition = field(default_factory=threading.Condition)
    people: dict[int, dict[str, Any]] = field(default_factory=dict)
    chats: dict[int, dict[str, Any]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    closed: bool = False
    _messages: dict[int, dict[int, Message]] = field(default_factory=dict)
    _last_ids: dict[int, int] = field(default_factory=dict)

    def add_person(self, user_id: int, first_name: str, language: str) -> dict[str, Any]:
        """Add or rename a person, who has a private chat with the bot."""
        with self.changed:
            person = {"id": user_id, "is_bot": False, "first_name": first_name, "language_code": language}
            self.people[user_id] = person
            self.chats[user_id] = {"id": user_id, "type": "private", "first_name": first_name}
            return person

    def add_group(self, chat_id: int, title: str) -> None:
        with self.changed:
            self.chats[chat_id] = {"id": chat_id, "type": "supergroup", "title": title}

    def chat(self, chat_id: int | str | None) -> dict[str, Any]:
        """The chat; raise 400 when there is none, 403 when its person blocked the bot."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        with self.changed:
            chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
            if chat is None:
                raise bad_request("chat not found")
            if chat_id in self.blocked:
                raise forbidden("bot was blocked by the user")
            return chat

    def post(self, chat_id: int, sender: dict[str, Any], content: dict[str, Any]) -> Message:
        """Put a new message into a chat."""
        with self.changed:
            message_id = self._last_ids.get(chat_id, 0) + 1
            self._last_ids[chat_id] = message_id
            head = {"message_id": message_id, "from": sender, "chat": self.chats[chat_id]}
            message = head | {"date": int(self.now())} | content
            self._messages.setdefault(chat_id, {})[message_id] = message
            self.record("message", chat_id, message=message)
            return message

    def replace(self, message: Message) -> Message:
        """Put an edited message in the place of the old one."""
        chat_id = message["chat"]["id"]
        with self.changed:
            message = message | {"edit_date": int(self.now())}
            self._messages[chat_id][message["message_id"]] = message
            self.record("edited", chat_id, message=message)
            return message

    def delete(self, chat_id: int, message_id: int) -> None:
        with self.changed:
            message = self._messages[chat_id].pop(message_id)
            self.record("deleted", chat_id, message_id=message_id, message=message)

    def find(self, chat_id: int, message_id: int | None) -> Message | None:
        with self.changed:
            return self._messages.get(chat_id, {}).get(message_id or 0)

    def messages(self, chat_id: int) -> list[Message]:
        """The live messages of a chat, in order."""
        with self.changed:
            return list(self._messages.get(chat_id, {}).values())

    def record(self, kind: str, chat_id: int, **details: Any) -> None:
        """Note that something happened and wake everyone who waits."""
        with self.changed:
            seq = len(self.events) + 1
            event = {"seq": seq, "kind": kind, "chat_id": chat_id, "at": time.monotonic()}
            self.events.append(event | details)
            self.changed.notify_all()

    def record_call(self, call: Call) -> None:
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()

    def close(self) -> None:
        """End every wait."""
        with self.changed:
            self.closed = True
            self.changed.notify_all()
