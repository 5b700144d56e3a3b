"""Methods that put a new message into a chat."""

from __future__ import annotations

from bot.demo.botapi import BotApi
from bot.demo.entities import formatted
from bot.demo.limits import TEXT_LIMIT, bad_request
from bot.demo.parameters import Parameters
from bot.demo.world import Message


def send_message(api: BotApi, parameters: Parameters) -> Message:
    chat = api.world.chat(parameters.chat_id())
    text, entities = formatted(parameters, "text", TEXT_LIMIT, "message is too long")
    if not text:
        raise bad_request("message text is empty")
    content: Message = {"text": text}
    if entities:
        content["entities"] = entities
    if markup := parameters.structure("reply_markup"):
        content["reply_markup"] = markup
    return api.world.post(chat["id"], api.world.bot, content)


def send_chat_action(api: BotApi, parameters: Parameters) -> bool:
    chat = api.world.chat(parameters.chat_id())
    api.world.record("action", chat["id"], action=parameters.text("action"))
    return True


METHODS = {"sendMessage": send_message, "sendChatAction": send_chat_action}
