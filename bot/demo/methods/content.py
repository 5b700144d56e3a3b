"""What sending and editing share: texts, captions, replies and the other options of a message."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.limits import CAPTION_LIMIT, TEXT_LIMIT, bad_request
from bot.demo.markup import inline_keyboard
from bot.demo.parameters import Parameters
from bot.demo.text import formatted
from bot.demo.world import Message

CAPTIONED = frozenset({"photo", "video", "audio", "animation", "document", "voice"})


def text_content(parameters: Parameters) -> dict[str, Any]:
    """`text` and `entities`; raise ApiError when there is none or too much."""
    text, entities = formatted(parameters, "text", "entities", limit=TEXT_LIMIT, refusal="message is too long")
    if not text:
        raise bad_request("message text is empty")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    preview = parameters.structure("link_preview_options")
    if preview:
        content["link_preview_options"] = preview
    return content


def caption_content(parameters: Parameters) -> dict[str, Any]:
    """`caption` and `caption_entities`, or nothing."""
    caption, entities = formatted(
        parameters, "caption", "caption_entities", limit=CAPTION_LIMIT, refusal="message caption is too long"
    )
    content: dict[str, Any] = {"caption": caption} if caption else {}
    if entities:
        content["caption_entities"] = entities
    if parameters.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    if parameters.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def options(api: BotApi, parameters: Parameters, chat_id: int) -> dict[str, Any]:
    """Reply, topic, protection and keyboard of a new message."""
    content = _reply(api, parameters, chat_id) | inline_keyboard(parameters)
    if thread_id := parameters.integer("message_thread_id"):
        content |= {"message_thread_id": thread_id, "is_topic_message": True}
    if parameters.flag("protect_content"):
        content["has_protected_content"] = True
    return content


def _reply(api: BotApi, parameters: Parameters, chat_id: int) -> dict[str, Any]:
    reply = parameters.structure("reply_parameters") or {}
    message_id = int(reply.get("message_id") or parameters.integer("reply_to_message_id"))
    if not message_id:
        return {}
    answered = api.world.find(int(reply.get("chat_id") or chat_id), message_id)
    if answered is None:
        lenient = reply.get("allow_sending_without_reply") or parameters.flag("allow_sending_without_reply")
        if lenient:
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": without_reply(answered)}


def without_reply(message: Message) -> Message:
    """A message as it stands inside another one: replies are not nested."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}
