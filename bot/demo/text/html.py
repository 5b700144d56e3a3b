"""parse_mode=HTML: https://core.telegram.org/bots/api#html-style, refusals as TDLib's parse_html words them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.demo.text.growing import Entity, GrowingText, byte_offset

TAGS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline"} | {
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)\b);?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
PLAIN = re.compile(r"[^<&]+")
START = re.compile(r"<([^\s>]*)")
ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)(?:\s*(=)\s*("[^"]*"?|'[^']*'?|[a-zA-Z0-9.-]*))?""")
END = re.compile(r"</([^\s>]*)\s*(>?)")


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    start: int  # UTF-16 units


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raise ValueError with the server's words.

    >>> parse_html("<b>a</b> &lt;")
    ('a <', [{'type': 'bold', 'offset': 0, 'length': 1}])
    """
    text = GrowingText()
    nested: list[_Open] = []
    index = 0
    while index < len(source):
        if source.startswith("</", index):
            index = _end(source, index, nested, text)
        elif source[index] == "<":
            index, opened = _start(source, index, text.length)
            nested.append(opened)
        elif reference := REFERENCE.match(source, index):
            text.add(_decoded(reference))
            index = reference.end()
        else:
            plain = PLAIN.match(source, index)
            run = plain.group() if plain else source[index]
            text.add(run)
            index += len(run)
    if nested:
        raise ValueError(f'Can\'t find end tag corresponding to start tag "{nested[-1].tag}"')
    return text.result()


def _start(source: str, index: int, length: int) -> tuple[int, _Open]:
    """Read a start tag: the index behind it, and what it opens."""
    at = byte_offset(source, index)
    head = START.match(source, index)
    if head is None or head.end() >= len(source):
        raise ValueError(f"Unclosed start tag at byte offset {at}")
    tag = head.group(1).lower()
    if tag not in TAGS:
        raise ValueError(f'Unsupported start tag "{tag}" at byte offset {at}')
    attributes, end = _attributes(source, head.end(), tag, at)
    argument = ""
    if tag == "a":
        argument = attributes.get("href", "")
    elif tag == "code":
        argument = attributes.get("class", "").removeprefix("language-")
    elif tag == "tg-emoji":
        argument = attributes.get("emoji-id", "")
    elif tag == "blockquote":
        argument = "expandable" if "expandable" in attributes else ""
    elif tag == "span" and attributes.get("class") != "tg-spoiler":
        raise ValueError(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return end, _Open(tag, argument, length)


def _attributes(source: str, index: int, tag: str, at: int) -> tuple[dict[str, str], int]:
    """Attributes up to the end of the tag, and the index behind it."""
    attributes: dict[str, str] = {}
    while True:
        while index < len(source) and source[index].isspace():
            index += 1
        if index >= len(source):
            raise ValueError(f"Unclosed start tag at byte offset {at}")
        if source[index] == ">":
            return attributes, index + 1
        found = ATTRIBUTE.match(source, index)
        if found is None or not found.group(1):
            raise ValueError(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        name, equals, value = found.groups()
        if not equals and not (tag == "blockquote" and name == "expandable"):
            raise ValueError(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {at}'
            )
        attributes[name.lower()] = REFERENCE.sub(_decoded, (value or "").strip("\"'"))
        index = found.end()


def _end(source: str, index: int, nested: list[_Open], text: GrowingText) -> int:
    """Read an end tag and mark its entity: the index behind it."""
    at = byte_offset(source, index)
    if not nested:
        raise ValueError(f"Unexpected end tag at byte offset {at}")
    found = END.match(source, index)
    if found is None or not found.group(2):
        raise ValueError(f"Unclosed end tag at byte offset {at}")
    opened = nested.pop()
    name = found.group(1).lower()
    if name not in ("", opened.tag):
        raise ValueError(f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{name}>"')
    _mark(opened, nested, text)
    return found.end()


def _mark(opened: _Open, nested: list[_Open], text: GrowingText) -> None:
    kind = TAGS[opened.tag]
    if kind == "text_link":
        text.mark_link(opened.start, opened.argument)
    elif kind == "custom_emoji":
        text.mark(kind, opened.start, custom_emoji_id=opened.argument)
    elif kind == "blockquote" and opened.argument:
        text.mark("expandable_blockquote", opened.start)
    elif kind == "code" and nested and nested[-1].tag == "pre" and nested[-1].start == opened.start:
        nested[-1] = _Open("pre", opened.argument, opened.start)  # <pre><code class="language-…">
    else:
        text.mark(kind, opened.start, language=opened.argument if kind == "pre" else "")


def _decoded(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else reference.group()
