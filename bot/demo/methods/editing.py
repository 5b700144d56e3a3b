"""Methods that change or remove messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.limits import DELETE_AT_ONCE, DELETE_WITHIN, bad_request
from bot.demo.markup import inline_keyboard
from bot.demo.methods.content import CAPTIONED, caption_content, text_content
from bot.demo.methods.sending import item_content
from bot.demo.parameters import Parameters
from bot.demo.world import Message

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
TEXT_FIELDS = frozenset({"text", "entities", "link_preview_options"})
CAPTION_FIELDS = frozenset({"caption", "caption_entities", "show_caption_above_media", "has_media_spoiler"})


def edit_message_text(api: BotApi, parameters: Parameters) -> Message:
    content = text_content(parameters) | inline_keyboard(parameters)
    return _edit(api, parameters, TEXT_FIELDS, content, needs="text")


def edit_message_caption(api: BotApi, parameters: Parameters) -> Message:
    content = caption_content(parameters) | inline_keyboard(parameters)
    return _edit(api, parameters, CAPTION_FIELDS, content, needs="caption")


def edit_message_reply_markup(api: BotApi, parameters: Parameters) -> Message:
    return _edit(api, parameters, frozenset(), inline_keyboard(parameters))


def edit_message_media(api: BotApi, parameters: Parameters) -> Message:
    item = parameters.structure("media")
    if not isinstance(item, dict):
        raise bad_request("can't parse input media JSON object")
    _target(api, parameters)  # before the file is taken in
    content = item_content(api, item, parameters) | inline_keyboard(parameters)
    return _edit(api, parameters, CAPTIONED | CAPTION_FIELDS | TEXT_FIELDS, content)


def _edit(
    api: BotApi, parameters: Parameters, replaced: frozenset[str], content: dict[str, Any], needs: str = ""
) -> Message:
    """Put `content` in the place of the fields `replaced`; the keyboard always goes along."""
    with api.world.changed:
        old = _target(api, parameters)
        if needs == "text" and "text" not in old:
            raise bad_request("there is no text in the message to edit")
        if needs == "caption" and not CAPTIONED & old.keys():
            raise bad_request("there is no caption in the message to edit")
        gone = replaced | {"reply_markup"}
        new = {name: value for name, value in old.items() if name not in gone} | content
        if _shown(new) == _shown(old):
            raise bad_request(NOT_MODIFIED)
        return api.world.replace(new)


def _shown(message: Message) -> Message:
    """Without options that change no content, which an edit may leave out; what is previewed is content."""
    preview = message.get("link_preview_options", {})
    shown = {name: value for name, value in message.items() if name != "link_preview_options"}
    return shown | {"previewed": None if preview.get("is_disabled") else preview.get("url")}


def _target(api: BotApi, parameters: Parameters) -> Message:
    """The message to edit; raise ApiError unless it is there and the bot's own."""
    if parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = api.world.chat(parameters.chat_id())
    if not parameters.text("message_id"):
        raise bad_request("message identifier is not specified")
    message = api.world.find(chat["id"], parameters.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != api.world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def delete_message(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    with api.world.changed:
        message = api.world.find(chat["id"], parameters.integer("message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        if refusal := _undeletable(api, message):
            raise bad_request(refusal)
        api.world.delete(chat["id"], message["message_id"])
    return True


def delete_messages(api: BotApi, parameters: Parameters) -> bool:
    """Delete several at once; those that are not there are skipped."""
    chat = api.world.chat(parameters.chat_id())
    ids = parameters.structure("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > DELETE_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    with api.world.changed:
        for message_id in ids:
            message = api.world.find(chat["id"], int(message_id))
            if message is not None and not _undeletable(api, message):
                api.world.delete(chat["id"], message["message_id"])
    return True


def _undeletable(api: BotApi, message: Message) -> str:
    """Why the bot may not delete it, if so: too old, or someone else's where the bot is no administrator."""
    if api.world.now() - message["date"] > DELETE_WITHIN:
        return "message can't be deleted for everyone"
    if message["chat"]["type"] != "private" and message["from"]["id"] != api.world.bot["id"]:
        return "message can't be deleted"
    return ""


METHODS: dict[str, Callable[[BotApi, Parameters], Any]] = {
    "editMessageText": edit_message_text,
    "editMessageCaption": edit_message_caption,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "editMessageMedia": edit_message_media,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
}
