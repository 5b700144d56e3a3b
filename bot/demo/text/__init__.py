"""Formatted text as the real server makes it: parse modes, given entities, and what it finds by itself."""

from __future__ import annotations

from typing import Any

from bot.demo.limits import bad_request
from bot.demo.parameters import Parameters
from bot.demo.text.detect import detect
from bot.demo.text.growing import Entity, in_order, utf16_length
from bot.demo.text.html import parse_html
from bot.demo.text.markdown import parse_markdown
from bot.demo.text.markdown_v2 import parse_markdown_v2

__all__ = ["Entity", "formatted", "utf16_length", "with_found"]

PARSERS = {"html": parse_html, "markdown": parse_markdown, "markdownv2": parse_markdown_v2}
# What the server finds never lies inside one of these.
WHOLE = frozenset({"text_link", "text_mention", "code", "pre", "mention", "url", "bot_command", "hashtag", "email"})
GIVEN = (
    WHOLE
    | {"bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "custom_emoji"}
    | {
        "expandable_blockquote",
        "cashtag",
        "phone_number",
    }
)


def formatted(
    parameters: Parameters, field: str, entities_field: str, *, limit: int, refusal: str
) -> tuple[str, list[Entity]]:
    """The text in a call's field, trimmed, with its entities.

    Raise ApiError when its markup is broken or it is longer than `limit` UTF-16 units.
    """
    text, entities = _parsed(parameters, field, entities_field)
    text, entities = _trimmed(text, entities)
    if utf16_length(text) > limit:
        raise bad_request(refusal)
    return text, with_found(text, entities)


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities and, beside them, the links, mentions, commands and hashtags of the text."""
    taken = [_span(entity) for entity in entities if entity["type"] in WHOLE]
    found = [entity for entity in detect(text) if not any(_meets(_span(entity), span) for span in taken)]
    return in_order(entities + found)


def _parsed(parameters: Parameters, field: str, entities_field: str) -> tuple[str, list[Entity]]:
    text = parameters.text(field)
    mode = parameters.text("parse_mode").lower()
    if mode in ("", "none"):
        return text, _given(parameters.structure(entities_field))
    if mode not in PARSERS:
        raise bad_request("unsupported parse_mode")
    try:
        return PARSERS[mode](text)
    except ValueError as error:
        raise bad_request(f"can't parse entities: {error}") from None


def _given(entities: Any) -> list[Entity]:
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array")
    known = [entity for entity in entities if isinstance(entity, dict) and entity.get("type") in GIVEN]
    return in_order([entity for entity in known if int(entity.get("length", 0)) > 0])


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space around it; entities move and shrink along."""
    left = utf16_length(text[: len(text) - len(text.lstrip())])
    text = text.strip()
    end = utf16_length(text)
    kept = []
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        stop = min(entity["offset"] - left + entity["length"], end)
        if stop > start:
            kept.append(entity | {"offset": start, "length": stop - start})
    return text, kept


def _span(entity: Entity) -> tuple[int, int]:
    return entity["offset"], entity["offset"] + entity["length"]


def _meets(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
