"""Methods about the bot itself."""

from __future__ import annotations

from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.parameters import Parameters


def get_me(api: BotApi, parameters: Parameters) -> dict[str, Any]:
    return api.world.bot


def done(api: BotApi, parameters: Parameters) -> bool:
    return True


METHODS = {"getMe": get_me, "logOut": done, "close": done, "deleteWebhook": done, "setMyCommands": done}
