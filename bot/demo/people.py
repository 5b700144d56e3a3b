"""What people do: write, press buttons, edit, block the bot. Each becomes an update."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.demo.botapi import BotApi
from bot.demo.limits import INLINE_QUERY_LIMIT
from bot.demo.methods.content import without_reply
from bot.demo.methods.inline import message_of
from bot.demo.text import with_found
from bot.demo.world import Message, Upload

Forward = str | dict[str, Any]


class NoSuchButton(LookupError):
    """A message has no button of that name that can be pressed; the text lists those it has."""


class People:
    """Acts for people. Unknown ones are made known on first use."""

    def __init__(self, api: BotApi, folder: Path) -> None:
        self._api = api
        self._folder = folder

    def person(self, user_id: int) -> dict[str, Any]:
        with self._api.world.changed:
            known = self._api.world.people.get(user_id)
            return known or self._api.world.add_person(user_id, "Ann", "en")

    def write(
        self,
        content: dict[str, Any],
        *,
        user_id: int,
        chat_id: int | None = None,
        forward: Forward | None = None,
        reply_to: Message | int | None = None,
        thread_id: int | None = None,
        language: str | None = None,
    ) -> Message:
        """Put a person's message into a chat (their private one unless named) and tell the bot."""
        world = self._api.world
        with world.changed:
            person = self.person(user_id)
            if language is not None and language != person["language_code"]:
                person = world.add_person(user_id, person["first_name"], language)
            chat_id = chat_id or user_id
            if chat_id not in world.chats:
                raise LookupError(f"no chat {chat_id}")
            content = dict(content)
            if reply_to is not None:
                content |= self._reply(chat_id, reply_to)
            if thread_id is not None:
                content |= {"message_thread_id": thread_id, "is_topic_message": True}
            if forward is not None:
                content["forward_origin"] = self._origin(forward)
            message = world.post(chat_id, person, content)
            self._api.updates.add({"message": message})
            return message

    def edit(self, message: Message, text: str) -> Message:
        """A person edits their message."""
        with self._api.world.changed:
            kept = {key: value for key, value in message.items() if key not in ("text", "entities")}
            edited = self._api.world.replace(kept | text_of(text))
            self._api.updates.add({"edited_message": edited})
            return edited

    def press(self, message: Message, data_or_label: str, *, user_id: int) -> str:
        """Press the inline button of that data or label; the callback query's id. Raise NoSuchButton.

        `message` is what the person sees: a button that is just being taken away can be pressed there still.
        """
        world = self._api.world
        with world.changed:
            live = world.find(message["chat"]["id"], message["message_id"]) or message
            query: dict[str, Any] = {
                "id": str(uuid4().int % 10**18),
                "from": self.person(user_id),
                "message": live,
                "chat_instance": str(live["chat"]["id"]),
                "data": _data(live, message, data_or_label),
            }
            self._api.queries[query["id"]] = query
            self._api.updates.add({"callback_query": query})
            return str(query["id"])

    def ask(self, text: str, *, user_id: int, offset: str = "", chat_type: str = "private") -> str:
        """Name the bot in a chat, with these words behind it; the inline query's id.

        `chat_type` is the chat's, "sender" for the private one with the bot, as in InlineQuery.
        """
        world = self._api.world
        with world.changed:
            query: dict[str, Any] = {
                "id": str(uuid4().int % 10**18),
                "from": self.person(user_id),
                "query": text[:INLINE_QUERY_LIMIT],
                "offset": offset,
                "chat_type": chat_type,
            }
            self._api.queries[query["id"]] = query
            self._api.updates.add({"inline_query": query})
            return str(query["id"])

    def choose(self, result: dict[str, Any], *, user_id: int, chat_id: int | None = None) -> Message:
        """Send one of the results that were offered; it is the person's own message."""
        return self.write(
            message_of(self._api, result) | {"via_bot": self._api.world.bot}, user_id=user_id, chat_id=chat_id
        )

    def block(self, user_id: int, blocked: bool) -> None:
        """Block or unblock the bot; it learns by my_chat_member."""
        world = self._api.world
        with world.changed:
            person = self.person(user_id)
            if blocked:
                world.blocked.add(user_id)
            else:
                world.blocked.discard(user_id)
            now, before = ("kicked", "member") if blocked else ("member", "kicked")
            change = {
                "chat": world.chats[user_id],
                "from": person,
                "date": int(world.now()),
                "old_chat_member": self._membership(before),
                "new_chat_member": self._membership(now),
            }
            self._api.updates.add({"my_chat_member": change})

    def photo(self) -> dict[str, Any]:
        """A small picture of a person's, for messages whose caption matters."""
        path = self._folder / f"photo-{uuid4().hex}.png"
        path.write_bytes(_PNG)
        _, media = self._api.desk.take("photo", Upload(path.name, len(_PNG), "", str(path)), {}, {})
        return {"photo": media}

    def _membership(self, status: str) -> dict[str, Any]:
        member = {"user": self._api.world.bot, "status": status}
        return member | ({"until_date": 0} if status == "kicked" else {})

    def _reply(self, chat_id: int, reply_to: Message | int) -> dict[str, Any]:
        message_id = reply_to if isinstance(reply_to, int) else reply_to["message_id"]
        answered = self._api.world.find(chat_id, message_id)
        if answered is None:
            raise LookupError(f"no message {message_id} in chat {chat_id}")
        return {"reply_to_message": without_reply(answered)}

    def _origin(self, forward: Forward) -> dict[str, Any]:
        """A channel of that title, or the MessageOrigin given."""
        if isinstance(forward, dict):
            return forward
        channel = {"id": -1001234567890, "type": "channel", "title": forward}
        return {"type": "channel", "chat": channel, "message_id": 1, "date": int(self._api.world.now())}


def text_of(text: str, entities: list[dict[str, Any]] | None = None, field: str = "text") -> dict[str, Any]:
    """A message's text (or caption) with its entities, found ones included."""
    found = with_found(text, entities or [])
    name = "entities" if field == "text" else "caption_entities"
    return {field: text} | ({name: found} if found else {})


def _data(live: Message, seen: Message, data_or_label: str) -> str:
    rows = [row for one in (live, seen) for row in one.get("reply_markup", {}).get("inline_keyboard", [])]
    buttons = [button for row in rows for button in row if "callback_data" in button]
    for name in ("callback_data", "text"):
        for button in buttons:
            if button[name] == data_or_label:
                return str(button["callback_data"])
    there = list(dict.fromkeys((button["text"], button["callback_data"]) for button in buttons))
    raise NoSuchButton(f"no button {data_or_label!r} at message {live['message_id']}, only {there}")


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


_PNG = (
    b"\x89PNG\r\n\x1a\n"
    + _png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    + _png_chunk(b"IEND", b"")
)
