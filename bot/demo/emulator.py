"""The built-in Telegram: a Bot API server with people who write, for the demo and for the tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from flask import Flask

from bot.demo.api import FORM_SLACK, BotApiServer
from bot.demo.botapi import BotApi
from bot.demo.faults import Fault
from bot.demo.files import FileStore
from bot.demo.flood import FloodGate
from bot.demo.limits import LOCAL_UPLOAD_LIMIT, MEGABYTE, UPLOAD_LIMIT
from bot.demo.media import MediaDesk
from bot.demo.pageapi import PageApi
from bot.demo.parameters import StreamedRequest
from bot.demo.people import Forward, People, text_of
from bot.demo.server import WebServer
from bot.demo.transcript import transcript
from bot.demo.updates import UpdateQueue
from bot.demo.world import GROUP, PAGE_PERSON, Call, Message, World

Value = TypeVar("Value")
DEMO_TOKEN = "1000001:demo"  # noqa: S105 (opens nothing but this emulator)
LOOK_AGAIN = 0.25  # seconds; `wait` also sees changes that are no events
OVERLONG = 64 * MEGABYTE  # bytes over the limit that are still read, to be answered with 413


class Emulator:
    """One bot, its people and chats, served on one port from `start` to `stop`.

    `local`: as the real server with --local: uploads up to 2000 MB, file:// addresses. `flood`: Telegram's pace is
    enforced. `now` gives the messages' dates (seconds since 1970). What is sent stays in `folder`.
    """

    def __init__(
        self,
        *,
        folder: Path,
        token: str = DEMO_TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        local: bool = False,
        flood: bool = False,
        samples: Sequence[tuple[str, str]] = (),
        now: Callable[[], float] = time.time,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        limit = LOCAL_UPLOAD_LIMIT if local else UPLOAD_LIMIT
        self.token = token
        self._world = World(bot=_bot(token), now=now)
        self._world.add_person(PAGE_PERSON, "Ann", "en")
        self._world.add_group(GROUP, "Friends")
        files = FileStore()
        self._api = BotApi(
            world=self._world,
            updates=UpdateQueue(self._world),
            files=files,
            desk=MediaDesk(files, upload_limit=limit, local=local),
            local=local,
        )
        self._people = People(self._api, folder)
        app = Flask("ferry-demo", static_folder=None)
        app.request_class = StreamedRequest
        app.config.update(FOLDER=folder, PROPAGATE_EXCEPTIONS=True)
        gate = FloodGate() if flood else None
        app.register_blueprint(BotApiServer(self._api, token, limit, gate).blueprint())
        app.register_blueprint(PageApi(self._api, self._people, samples).blueprint())
        self._server = WebServer(app, host, port, folder, limit + FORM_SLACK + OVERLONG)
        self.address = (host, self._server.port)
        self.url = f"http://{host}:{self._server.port}"
        self.api_base = self.url + "/bot"
        self.file_base = self.url + "/file/bot"

    def start(self) -> None:
        self._server.start()

    def stop(self) -> None:
        """End every wait and connection."""
        self._world.close()
        self._server.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    # What people do

    def person(self, user_id: int, *, first_name: str = "Ann", language: str = "en") -> None:
        """Make a person known, with a private chat."""
        self._world.add_person(user_id, first_name, language)

    def write(
        self,
        text: str = "",
        *,
        user_id: int = PAGE_PERSON,
        chat_id: int | None = None,
        entities: list[dict[str, Any]] | None = None,
        caption: str | None = None,
        caption_entities: list[dict[str, Any]] | None = None,
        forward: Forward | None = None,
        reply_to: Message | int | None = None,
        thread_id: int | None = None,
        language: str | None = None,
    ) -> Message:
        """A person writes; the bot gets an update.

        Links, mentions and commands become entities by themselves. `caption`: a photo with it, instead of a text.
        `forward`: the title of the channel it comes from, or a MessageOrigin. `language`: theirs from now on.
        """
        if caption is None:
            content = text_of(text, entities)
        else:
            content = self._people.photo() | text_of(caption, caption_entities, "caption")
        return self._people.write(
            content,
            user_id=user_id,
            chat_id=chat_id,
            forward=forward,
            reply_to=reply_to,
            thread_id=thread_id,
            language=language,
        )

    def edit(self, message: Message, text: str) -> Message:
        """A person edits their message."""
        return self._people.edit(message, text)

    def press(self, message: Message, data_or_label: str, *, user_id: int = PAGE_PERSON) -> str:
        """A person presses an inline button, named by data or label: the callback query's id."""
        return self._people.press(message, data_or_label, user_id=user_id)

    def ask(self, text: str = "", *, user_id: int = PAGE_PERSON, offset: str = "") -> str:
        """A person names the bot in some chat, `@bot words`: the inline query's id."""
        return self._people.ask(text, user_id=user_id, offset=offset)

    def choose(self, result: dict[str, Any], *, user_id: int = PAGE_PERSON, chat_id: int | None = None) -> Message:
        """A person sends one of the results that the bot has offered them."""
        return self._people.choose(result, user_id=user_id, chat_id=chat_id)

    def block(self, user_id: int = PAGE_PERSON) -> None:
        """A person blocks the bot: what it sends them is refused with 403."""
        self._people.block(user_id, True)

    def unblock(self, user_id: int = PAGE_PERSON) -> None:
        self._people.block(user_id, False)

    def update(self, raw_update: dict[str, Any]) -> None:
        """Send the bot any update, verbatim (with an update_id unless it has one)."""
        self._api.updates.add(raw_update)

    # What can be seen

    def messages(self, chat_id: int = PAGE_PERSON) -> list[Message]:
        """The live messages of a chat, edited ones in their present form."""
        return self._world.messages(chat_id)

    def history(self, chat_id: int = PAGE_PERSON) -> list[dict[str, Any]]:
        """All that happened in a chat, in order, each with `at`: message, edited, deleted, action, answer."""
        with self._world.changed:
            return [event for event in self._world.events if event["chat_id"] == chat_id]

    def calls(self, method: str | None = None) -> list[Call]:
        """The Bot API calls so far, of one method or of all."""
        with self._world.changed:
            return [call for call in self._world.calls if method in (None, call.method)]

    def polling(self) -> int:
        """How many getUpdates are waiting now."""
        return self._api.updates.waiting

    def file(self, file_id: str) -> Path:
        """Where a file that was sent lies."""
        stored = self._api.files.find(file_id)
        if stored is None:
            raise LookupError(file_id)
        return stored.path

    def wait(self, predicate: Callable[[Emulator], Value], timeout: float = 30.0) -> Value:
        """The predicate's first truthy value; AssertionError with what happened after `timeout` seconds."""
        deadline = time.monotonic() + timeout
        with self._world.changed:
            while not (value := predicate(self)):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"not within {timeout:g} s\n{transcript(self._world)}")
                self._world.changed.wait(min(left, LOOK_AGAIN))
            return value

    # What goes wrong

    def fault(
        self,
        method: str,
        *,
        times: int = 1,
        status: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        delay: float | None = None,
        drop: bool = False,
        after_effect: bool = False,
        match: Callable[[dict[str, Any]], object] | None = None,
    ) -> None:
        """Let the next calls of a method ("*": of any) go wrong, see Fault."""
        self._api.faults.add(Fault(method, times, status, description, retry_after, delay, drop, after_effect, match))

    def clear_faults(self) -> None:
        self._api.faults.clear()


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
