"""The Bot API's methods, by name in lower case (the real server does not mind the case either)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.demo.botapi import BotApi
from bot.demo.methods import account, chats, editing, inline, sending
from bot.demo.parameters import Parameters

Method = Callable[[BotApi, Parameters], Any]

METHODS: dict[str, Method] = {
    name.lower(): method
    for module in (account, chats, editing, inline, sending)
    for name, method in module.METHODS.items()
}
