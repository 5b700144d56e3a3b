"""parse_mode=MarkdownV2: https://core.telegram.org/bots/api#markdownv2-style, refusals in TDLib's words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.demo.text.growing import Entity, GrowingText, byte_offset
from bot.demo.text.markdown import CODE_HEAD

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
# Opening sign → the name the server gives the entity; the longer sign first.
SIGNS = {"```": "Pre", "__": "Underline", "||": "Spoiler", "![": "CustomEmoji", "_": "Italic", "*": "Bold"} | {
    "~": "Strikethrough",
    "[": "TextUrl",
    "`": "Code",
}
CLOSING = {"TextUrl": "]", "CustomEmoji": "]"} | {
    name: sign for sign, name in SIGNS.items() if name not in ("TextUrl", "CustomEmoji")
}


@dataclass(frozen=True, slots=True)
class _Open:
    """An entity that waits for its end."""

    name: str
    start: int  # UTF-16 units
    index: int  # in the source
    piece: int  # pieces of text before it
    language: str = ""


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Text and entities; raise ValueError with the server's words.

    >>> parse_markdown_v2("*a _b_*")[1]
    [{'type': 'bold', 'offset': 0, 'length': 3}, {'type': 'italic', 'offset': 2, 'length': 1}]
    """
    return _Parser(source).parse()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._index = 0
        self._text = GrowingText()
        self._nested: list[_Open] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._index < len(self._source):
            self._step()
        self._end_quote()
        if self._nested:
            raise self._unclosed(self._nested[-1])
        return self._text.result()

    def _step(self) -> None:
        """Read an escaped sign, the end or beginning of an entity, or a plain character."""
        sign = self._source[self._index]
        top = self._nested[-1] if self._nested else None
        following = self._source[self._index + 1 : self._index + 2]
        if sign == "\\" and following and ord(following) <= 126:
            self._plain(following, 2)
        elif sign == "\n":
            self._line_end()
        elif top is not None and self._closes(top):
            self._close(self._nested.pop())
        elif top is not None and top.name in ("Code", "Pre") and sign != "`":
            self._plain(sign, 1)
        elif sign == ">" and self._at_line_start():
            self._index += 1
            if not self._in_quote():
                self._open("BlockQuote", 0)
        elif sign in RESERVED:
            self._begin()
        else:
            self._plain(sign, 1)

    def _plain(self, character: str, width: int) -> None:
        self._text.add(character)
        self._index += width

    def _at_line_start(self) -> bool:
        return self._index == 0 or self._source[self._index - 1] == "\n"

    def _in_quote(self) -> bool:
        return any(opened.name == "BlockQuote" for opened in self._nested)

    def _line_end(self) -> None:
        """A quote ends with the last line that begins with `>`."""
        if self._in_quote() and not self._source.startswith(">", self._index + 1):
            self._end_quote()
            if self._in_quote():
                raise self._unclosed(self._nested[-1])
        self._plain("\n", 1)

    def _end_quote(self) -> None:
        if self._nested and self._nested[-1].name == "BlockQuote":
            self._text.mark("blockquote", self._nested.pop().start)

    def _closes(self, top: _Open) -> bool:
        closing = CLOSING.get(top.name, "")
        if not closing or not self._source.startswith(closing, self._index):
            return False
        return not (top.name == "Italic" and self._source.startswith("__", self._index))

    def _begin(self) -> None:
        for sign, name in SIGNS.items():
            if self._source.startswith(sign, self._index):
                self._open(name, len(sign))
                return
        sign = self._source[self._index]
        raise ValueError(f"Character '{sign}' is reserved and must be escaped with the preceding '\\'")

    def _open(self, name: str, width: int) -> None:
        begin = self._index
        self._index += width
        language = ""
        if name == "Pre" and (head := CODE_HEAD.match(self._source, self._index)):
            language, self._index = head.group(1) or "", head.end()
        self._nested.append(_Open(name, self._text.length, begin, self._text.pieces(), language))

    def _close(self, opened: _Open) -> None:
        self._index += len(CLOSING[opened.name])
        if opened.name == "TextUrl":
            address = self._address("a URL") if self._source.startswith("(", self._index) else None
            self._text.mark_link(opened.start, address or self._text.since(opened.piece))
        elif opened.name == "CustomEmoji":
            if not self._source.startswith("(", self._index):
                raise ValueError("Custom emoji entity must contain a tg://emoji URL")
            address = self._address("a custom emoji URL")
            self._text.mark("custom_emoji", opened.start, custom_emoji_id=address.partition("id=")[2])
        else:
            self._text.mark(opened.name.lower(), opened.start, language=opened.language)

    def _address(self, what: str) -> str:
        """The address in parentheses, unescaped; the index moves behind it."""
        self._index += 1
        begin, address = self._index, ""
        while self._index < len(self._source):
            sign = self._source[self._index]
            if sign == ")":
                self._index += 1
                return address
            if sign == "\\" and self._index + 1 < len(self._source):
                self._index += 1
                sign = self._source[self._index]
            address += sign
            self._index += 1
        raise ValueError(f"Can't find end of {what} at byte offset {byte_offset(self._source, begin)}")

    def _unclosed(self, opened: _Open) -> ValueError:
        at = byte_offset(self._source, opened.index)
        name = "PreCode" if opened.name == "Pre" and opened.language else opened.name
        return ValueError(f"Can't find end of {name} entity at byte offset {at}")
