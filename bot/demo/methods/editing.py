"""Methods that change or remove a message."""

from __future__ import annotations

from bot.demo.botapi import BotApi
from bot.demo.entities import formatted
from bot.demo.limits import TEXT_LIMIT, bad_request
from bot.demo.parameters import Parameters
from bot.demo.world import Message

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def edit_message_text(api: BotApi, parameters: Parameters) -> Message:
    chat = api.world.chat(parameters.chat_id())
    text, _ = formatted(parameters, "text", TEXT_LIMIT, "message is too long")
    with api.world.changed:
        old = api.world.find(chat["id"], parameters.integer("message_id"))
        if old is None:
            raise bad_request("message to edit not found")
        new = {key: value for key, value in old.items() if key not in ("text", "reply_markup")}
        new["text"] = text
        if markup := parameters.structure("reply_markup"):
            new["reply_markup"] = markup
        if new == old:
            raise bad_request(NOT_MODIFIED)
        return api.world.replace(new)


def delete_message(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    with api.world.changed:
        if api.world.find(chat["id"], parameters.integer("message_id")) is None:
            raise bad_request("message to delete not found")
        api.world.delete(chat["id"], parameters.integer("message_id"))
        return True


METHODS = {"editMessageText": edit_message_text, "deleteMessage": delete_message}
