"""Methods about chats, people, files and queries."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.limits import CALLBACK_ANSWER_LIMIT, DOWNLOAD_LIMIT, bad_request
from bot.demo.parameters import Parameters
from bot.demo.world import PAGE_PERSON

ACTIONS = frozenset(
    {"typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"}
    | {"upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"}
)
QUERY_GONE = "query is too old and response timeout expired or query ID is invalid"


def send_chat_action(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    action = parameters.text("action")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    api.world.record("action", chat["id"], action=action)
    return True


def answer_callback_query(api: BotApi, parameters: Parameters) -> bool:
    """Answer a button that was pressed; only once, as it is gone then."""
    text = parameters.text("text")
    if len(text) > CALLBACK_ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    with api.world.changed:
        query = api.queries.pop(parameters.text("callback_query_id"), None)
        if query is None:
            raise bad_request(QUERY_GONE)
        api.world.record(
            "answer",
            query["message"]["chat"]["id"],
            callback_query_id=query["id"],
            text=text,
            show_alert=parameters.flag("show_alert"),
        )
    return True


def get_file(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    stored = api.files.find(parameters.text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    if stored.size > DOWNLOAD_LIMIT and not api.local:
        raise bad_request("file is too big")
    path = str(stored.path) if api.local else stored.remote_path
    identity = {"file_id": stored.file_id, "file_unique_id": stored.unique_id}
    return identity | {"file_size": stored.size, "file_path": path}


def get_chat(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    chat = api.world.chat(parameters.chat_id())
    gifts = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return chat | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}


def get_chat_member(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    """Groups belong to the person of the page."""
    chat = api.world.chat(parameters.chat_id())
    user_id = parameters.integer("user_id")
    people = api.world.people | {api.world.bot["id"]: api.world.bot}
    if user_id not in people:
        raise bad_request("invalid user_id specified")
    if chat["type"] != "private" and user_id == PAGE_PERSON:
        return {"user": people[user_id], "status": "creator", "is_anonymous": False}
    return {"user": people[user_id], "status": "member"}


def set_message_reaction(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    if api.world.find(chat["id"], parameters.integer("message_id")) is None:
        raise bad_request("message to react not found")
    return True


def pin_chat_message(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    if api.world.find(chat["id"], parameters.integer("message_id")) is None:
        raise bad_request("message to pin not found")
    return True


def unpin_chat_message(api: BotApi, parameters: Parameters) -> bool:
    api.world.chat(parameters.chat_id())
    return True


METHODS = {
    "sendChatAction": send_chat_action,
    "answerCallbackQuery": answer_callback_query,
    "getFile": get_file,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
