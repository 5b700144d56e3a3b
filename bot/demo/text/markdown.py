"""parse_mode=Markdown, the old one: https://core.telegram.org/bots/api#markdown-style."""

from __future__ import annotations

import re

from bot.demo.text.growing import Entity, GrowingText, byte_offset

KINDS = {"*": "bold", "_": "italic", "`": "code", "[": "text_link", "```": "pre"}
CODE_HEAD = re.compile(r"(?:([^\s`]+)(?=\s))?(?:\r\n|\n\r|\n|\r)?")  # language, one line break


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raise ValueError with the server's words. Entities do not nest here.

    >>> parse_markdown("*a* [b](http://c.d/)")[1][1]
    {'type': 'text_link', 'offset': 2, 'length': 1, 'url': 'http://c.d/'}
    """
    text = GrowingText()
    index = 0
    while index < len(source):
        sign = source[index]
        if sign == "\\" and source[index + 1 : index + 2] in tuple("_*`["):
            text.add(source[index + 1])
            index += 2
        elif sign in "_*`[":
            index = _entity(source, index, text)
        else:
            text.add(sign)
            index += 1
    return text.result()


def _entity(source: str, index: int, text: GrowingText) -> int:
    """Read one entity: the index behind it."""
    opening = "```" if source.startswith("```", index) else source[index]
    closing = "]" if opening == "[" else opening
    start = index + len(opening)
    language = ""
    if opening == "```" and (head := CODE_HEAD.match(source, start)):
        language, start = head.group(1) or "", head.end()
    end = source.find(closing, start)
    if end < 0:
        at = byte_offset(source, index)
        raise ValueError(f"Can't find end of the entity starting at byte offset {at}")
    inner, offset = source[start:end], text.length
    text.add(inner)
    end += len(closing)
    if opening != "[":
        text.mark(KINDS[opening], offset, language=language)
    elif source.startswith("(", end):
        close = source.find(")", end)
        close = len(source) if close < 0 else close
        text.mark_link(offset, source[end + 1 : close])
        end = close + 1
    else:
        text.mark_link(offset, inner)
    return end
