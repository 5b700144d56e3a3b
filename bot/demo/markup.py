"""Inline keyboards and their rules: https://core.telegram.org/bots/api#inlinekeyboardbutton."""

from __future__ import annotations

from typing import Any

from bot.demo.limits import BUTTONS_LIMIT, CALLBACK_DATA_LIMIT, bad_request
from bot.demo.parameters import Parameters

ACTIONS = frozenset(
    {"url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay"}
    | {"switch_inline_query", "switch_inline_query_current_chat", "switch_inline_query_chosen_chat"}
)
SCHEMES = ("http://", "https://", "tg://", "ton://")


def inline_keyboard(parameters: Parameters) -> dict[str, Any]:
    """{"reply_markup": …} when the call brings an inline keyboard with buttons, else nothing.

    Raise ApiError for one the server refuses. Other keyboards are accepted; messages do not show them.
    """
    markup = parameters.structure("reply_markup")
    if markup is None:
        return {}
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard")
    if rows is None:
        return {}
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    rows = [[_checked(button) for button in row] for row in rows if row]
    if sum(map(len, rows)) > BUTTONS_LIMIT:
        raise bad_request("reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if rows else {}


def _checked(button: Any) -> dict[str, Any]:
    prefix = "can't parse inline keyboard button"
    if not isinstance(button, dict):
        raise bad_request(f"{prefix}: InlineKeyboardButton must be an Object")
    if not button.get("text"):
        raise bad_request(f'{prefix}: can\'t find field "text"')
    if not ACTIONS & button.keys():
        raise bad_request(f"{prefix}: text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= CALLBACK_DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not str(url).startswith(SCHEMES):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return button
