"""Formatted text: parse modes, given entities, and what the server finds by itself."""

from __future__ import annotations

from typing import Any

from bot.demo.limits import bad_request
from bot.demo.parameters import Parameters

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """Length as Telegram counts it.

    >>> utf16_length("a😀")
    3
    """
    return len(text.encode("utf-16-le")) // 2


def formatted(parameters: Parameters, field: str, limit: int, refusal: str) -> tuple[str, list[Entity]]:
    text = parameters.text(field).strip()
    if utf16_length(text) > limit:
        raise bad_request(refusal)
    return text, []
