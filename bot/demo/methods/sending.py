"""Methods that put new messages into a chat."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from bot.demo.botapi import BotApi
from bot.demo.limits import ALBUM_SIZES, bad_request
from bot.demo.markup import inline_keyboard
from bot.demo.methods.content import CAPTIONED, caption_content, options, text_content
from bot.demo.parameters import Parameters
from bot.demo.world import Message

ALBUM_KINDS = frozenset({"photo", "video", "audio", "document"})


def send_message(api: BotApi, parameters: Parameters) -> Message:
    chat = api.world.chat(parameters.chat_id())
    content = text_content(parameters) | options(api, parameters, chat["id"])
    return api.world.post(chat["id"], api.world.bot, content)


def _sender(kind: str) -> Callable[[BotApi, Parameters], Message]:
    """send… of one kind of file."""

    def send_file(api: BotApi, parameters: Parameters) -> Message:
        chat = api.world.chat(parameters.chat_id())
        content = caption_content(parameters) | options(api, parameters, chat["id"])
        return api.world.post(chat["id"], api.world.bot, media_content(api, kind, parameters) | content)

    return send_file


def media_content(api: BotApi, kind: str, parameters: Parameters) -> dict[str, Any]:
    """The message's fields for the file in a call's field of that name."""
    details = parameters.values | parameters.uploads
    field, media = api.desk.take(kind, details.get(kind), details, parameters.uploads)
    if field == "animation":
        return {"animation": media, "document": media}  # both, for old bots, as the real server does
    return {field: media}


def send_media_group(api: BotApi, parameters: Parameters) -> list[Message]:
    chat = api.world.chat(parameters.chat_id())
    items = parameters.structure("media")
    if not isinstance(items, list) or not items:
        raise bad_request("there are no messages to send")
    if len(items) not in ALBUM_SIZES:
        raise bad_request("group send failed: expected from 2 to 10 media")
    kinds = {str(item.get("type")) for item in items}
    if not kinds <= ALBUM_KINDS:
        raise bad_request("can't use the media of the specified type in the album")
    for kind in ("audio", "document"):
        if kind in kinds and len(kinds) > 1:
            raise bad_request(f"{kind} can't be mixed with other media types")
    contents = [item_content(api, item, parameters) for item in items]
    shared = options(api, parameters, chat["id"]) | {"media_group_id": str(uuid4().int % 10**17)}
    shared.pop("reply_markup", None)  # an album has no keyboard
    with api.world.changed:
        return [api.world.post(chat["id"], api.world.bot, content | shared) for content in contents]


def item_content(api: BotApi, item: dict[str, Any], parameters: Parameters) -> dict[str, Any]:
    """The message's fields for one InputMedia."""
    kind = str(item.get("type"))
    if kind not in CAPTIONED:
        raise bad_request("can't parse InputMedia: type must be known")
    own = Parameters({key: value for key, value in item.items() if key != "media"}, parameters.uploads)
    own.values[kind] = item.get("media")
    return media_content(api, kind, own) | caption_content(own)


def copy_message(api: BotApi, parameters: Parameters) -> dict[str, int]:
    """A new message with the old one's content; a given caption replaces the old one."""
    chat = api.world.chat(parameters.chat_id())
    source = _source(api, parameters, "message to copy not found")
    content = _content_of(source)
    if "caption" in parameters.values and CAPTIONED & content.keys():
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= caption_content(parameters)
    content |= options(api, parameters, chat["id"]) | inline_keyboard(parameters)
    return {"message_id": api.world.post(chat["id"], api.world.bot, content)["message_id"]}


def forward_message(api: BotApi, parameters: Parameters) -> Message:
    chat = api.world.chat(parameters.chat_id())
    source = _source(api, parameters, "message to forward not found")
    origin = {"type": "user", "sender_user": source["from"], "date": source["date"]}
    content = _content_of(source) | {"forward_origin": source.get("forward_origin", origin)}
    return api.world.post(chat["id"], api.world.bot, content)


def _source(api: BotApi, parameters: Parameters, refusal: str) -> Message:
    source_chat = api.world.chat(parameters.chat_id("from_chat_id"))
    source = api.world.find(source_chat["id"], parameters.integer("message_id"))
    if source is None:
        raise bad_request(refusal)
    if source.get("has_protected_content"):
        raise bad_request("message has protected content and can't be forwarded")
    return source


def _content_of(message: Message) -> dict[str, Any]:
    kept = CAPTIONED | {"text", "entities", "caption", "caption_entities", "link_preview_options"}
    return {key: value for key, value in message.items() if key in kept}


METHODS: dict[str, Callable[[BotApi, Parameters], Any]] = {
    "sendMessage": send_message,
    "sendMediaGroup": send_media_group,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
} | {f"send{kind.capitalize()}": _sender(kind) for kind in CAPTIONED}
