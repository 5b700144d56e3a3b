"""The built-in Telegram: a Bot API server with people who write, for the demo and for the tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from uuid import uuid4

from flask import Flask

from bot.demo.api import FORM_SLACK, BotApiServer
from bot.demo.botapi import BotApi
from bot.demo.faults import Fault
from bot.demo.limits import LOCAL_UPLOAD_LIMIT, MEGABYTE, UPLOAD_LIMIT
from bot.demo.parameters import StreamedRequest
from bot.demo.server import WebServer
from bot.demo.updates import UpdateQueue
from bot.demo.world import GROUP, PAGE_PERSON, Call, Message, World

Value = TypeVar("Value")
DEMO_TOKEN = "1000001:demo"  # noqa: S105 (opens nothing but this emulator)
LOOK_AGAIN = 0.25  # seconds; `wait` also sees changes that are no events


class Emulator:
    """One bot, its people and chats, served on one port from `start` to `stop`."""

    def __init__(
        self,
        *,
        folder: Path,
        token: str = DEMO_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        local: bool = False,
        samples: Sequence[tuple[str, str]] = (),
    ) -> None:
        self.token = token
        folder.mkdir(parents=True, exist_ok=True)
        self._world = World(bot=_bot(token))
        self._world.add_person(PAGE_PERSON, "Ann", "en")
        self._world.add_group(GROUP, "Friends")
        self._updates = UpdateQueue(self._world)
        self._api = BotApi(self._world, self._updates)
        limit = LOCAL_UPLOAD_LIMIT if local else UPLOAD_LIMIT
        app = Flask("ferry-demo", static_folder=None)
        app.request_class = StreamedRequest
        app.config.update(FOLDER=folder, PROPAGATE_EXCEPTIONS=True)
        app.register_blueprint(BotApiServer(self._api, token, limit).blueprint())
        max_body = limit + FORM_SLACK + 50 * MEGABYTE
        self._server = WebServer(app, host, port, folder, max_body)
        self.url = f"http://{host}:{self._server.port}"
        self.api_base = self.url + "/bot"
        self.file_base = self.url + "/file/bot"

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        self._world.close()
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def person(self, user_id: int, *, first_name: str = "Ann", language: str = "en") -> None:
        """Make a person known, with a private chat."""
        self._world.add_person(user_id, first_name, language)

    def write(self, text: str, *, user_id: int = PAGE_PERSON, chat_id: int | None = None) -> Message:
        """A person writes; the bot gets an update."""
        if user_id not in self._world.people:
            self.person(user_id)
        with self._world.changed:
            message = self._world.post(chat_id or user_id, self._world.people[user_id], {"text": text})
            self._updates.add({"message": message})
        return message

    def press(self, message: Message, data_or_label: str, *, user_id: int = PAGE_PERSON) -> str:
        """A person presses an inline button, named by its data or its label; the callback query's id."""
        query_id = uuid4().hex
        query = {"id": query_id, "from": self._world.people[user_id], "message": message}
        self._updates.add({"callback_query": query | {"chat_instance": "1", "data": data_or_label}})
        return query_id

    def update(self, raw_update: dict[str, Any]) -> None:
        """Send the bot any update, verbatim."""
        self._updates.add(raw_update)

    def messages(self, chat_id: int = PAGE_PERSON) -> list[Message]:
        """The live messages of a chat, edited ones in their present form."""
        return self._world.messages(chat_id)

    def history(self, chat_id: int = PAGE_PERSON) -> list[dict[str, Any]]:
        """All that happened in a chat, in order: message, edited, deleted, action, answer."""
        with self._world.changed:
            return [event for event in self._world.events if event["chat_id"] == chat_id]

    def calls(self, method: str | None = None) -> list[Call]:
        """The Bot API calls so far, of one method or of all."""
        with self._world.changed:
            return [call for call in self._world.calls if method in (None, call.method)]

    def wait(self, predicate: Callable[[Emulator], Value], timeout: float = 10.0) -> Value:
        """The predicate's first truthy value; AssertionError with what happened after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._world.changed:
            while not (value := predicate(self)):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {timeout:g} s: {predicate}\n{self.transcript()}")
                self._world.changed.wait(min(left, LOOK_AGAIN))
            return value

    def transcript(self) -> str:
        """What happened, one line an event."""
        with self._world.changed:
            return "\n".join(str(event) for event in self._world.events)

    def fault(self, method: str, **details: Any) -> None:
        """Let the next calls of a method go wrong, see Fault."""
        self._api.faults.add(Fault(method, **details))


def _bot(token: str) -> dict[str, Any]:
    return {
        "id": int(token.partition(":")[0]),
        "is_bot": True,
        "first_name": "Ferry",
        "username": "ferry_demo_bot",
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": True,
    }
