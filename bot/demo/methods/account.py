"""Methods about the bot itself: its profile, commands and webhook."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.limits import COMMANDS_LIMIT, bad_request
from bot.demo.parameters import Parameters

DEFAULT_SCOPE = '{"type": "default"}'


def get_me(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    return api.world.bot


def done(api: BotApi, parameters: Parameters) -> bool:
    return True


def set_webhook(api: BotApi, parameters: Parameters) -> bool:
    if parameters.flag("drop_pending_updates"):
        api.updates.clear()
    api.updates.webhook = parameters.text("url")
    return True


def delete_webhook(api: BotApi, parameters: Parameters) -> bool:
    return set_webhook(api, Parameters(parameters.values | {"url": ""}))


def get_webhook_info(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    pending = {"has_custom_certificate": False, "pending_update_count": len(api.updates)}
    return {"url": api.updates.webhook} | pending


def set_my_commands(api: BotApi, parameters: Parameters) -> bool:
    commands = parameters.structure("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse list of commands")
    if len(commands) > COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        name = str(command.get("command", ""))
        if not (1 <= len(name) <= 32 and name.isascii() and name.replace("_", "a").isalnum()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    with api.world.changed:
        api.commands[_scope(parameters)] = commands
        api.world.record("commands", 0)
    return True


def get_my_commands(api: BotApi, parameters: Parameters) -> list[dict[str, Any]]:
    return api.commands.get(_scope(parameters), [])


def delete_my_commands(api: BotApi, parameters: Parameters) -> bool:
    with api.world.changed:
        api.commands.pop(_scope(parameters), None)
        api.world.record("commands", 0)
    return True


def private_commands(api: BotApi, chat_id: int, language: str) -> list[dict[str, Any]]:
    """The commands a person sees in a private chat: https://core.telegram.org/bots/api#determining-list-of-commands."""
    scopes = ({"type": "chat", "chat_id": chat_id}, {"type": "all_private_chats"}, {"type": "default"})
    for scope in scopes:
        for code in (language, ""):
            if commands := api.commands.get((_canonical(scope), code)):
                return commands
    return []


def _scope(parameters: Parameters) -> tuple[str, str]:
    scope = parameters.structure("scope") or json.loads(DEFAULT_SCOPE)
    return _canonical(scope), parameters.text("language_code")


def _canonical(scope: dict[str, Any]) -> str:
    return json.dumps({name: str(value) for name, value in scope.items()}, sort_keys=True)


def _setter(field: str, limit: int) -> Callable[[BotApi, Parameters], bool]:
    """setMy… of one text; `limit` in characters."""

    def set_text(api: BotApi, parameters: Parameters) -> bool:
        text = parameters.text(field)
        if len(text) > limit:
            raise bad_request(f"bot {field.replace('_', ' ')} is too long")
        api.profile[field, parameters.text("language_code")] = text
        return True

    return set_text


def _getter(field: str) -> Callable[[BotApi, Parameters], dict[str, str]]:
    def get_text(api: BotApi, parameters: Parameters) -> dict[str, str]:
        default = api.world.bot["first_name"] if field == "name" else ""
        return {field: api.profile.get((field, parameters.text("language_code")), default)}

    return get_text


METHODS: dict[str, Callable[[BotApi, Parameters], Any]] = {
    "getMe": get_me,
    "logOut": done,
    "close": done,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
    "setChatMenuButton": done,
    "setMyDefaultAdministratorRights": done,
}
