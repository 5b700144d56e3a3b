"""Every sentence a person reads, in every language.

One folder per language, one Fluent file per room (https://projectfluent.org). Placeholders are isolated, so that names
from the web read right in both directions, and escaped, so that they can't break a message's HTML. Every line reads in
the direction of its language, whatever it begins with.
"""

import html
import logging
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fluent.runtime import FluentBundle, FluentResource

log = logging.getLogger(__name__)

LANGUAGES = ("en", "fa", "ru")
RIGHT_TO_LEFT = frozenset({"fa"})
FOLDER = Path(__file__).parent

_RIGHT_TO_LEFT_MARK = "\u200f"
_TAG = re.compile("<[^>]*>")

# Numbers are written in the digits of their language; digits inside a value (a name, an id) stay as they are.
# The runtime can't: it writes every number in Latin digits (fluent.runtime 0.4.0, FluentNumber.format).
_SHELTER = str.maketrans("0123456789", "".join(map(chr, range(0xE000, 0xE00A))))  # private use, meanwhile
DIGITS = {"fa": str.maketrans("0123456789" + "".join(map(chr, range(0xE000, 0xE00A))), "۰۱۲۳۴۵۶۷۸۹0123456789")}


class Html(str):
    """Text that is HTML already and goes in as it is."""

    __slots__ = ()


def pick(code: str | None) -> str:
    """The language of ours nearest to an IETF tag as Telegram gives it.

    >>> pick("fa-IR"), pick("de"), pick(None)
    ('fa', 'en', 'en')
    """
    short = (code or "").partition("-")[0].lower()
    return short if short in LANGUAGES else "en"


def say(language: str, key: str, /, **values: Any) -> str:
    """A sentence as HTML, for a message or caption. Values of type `Html` go in as they are."""
    return _directed(language, _format(language, key, {name: _escaped(value) for name, value in values.items()}))


def plain(language: str, key: str, /, **values: Any) -> str:
    """A sentence as plain text, for a button, an alert, a command's description."""
    return _directed(language, _format(language, key, values))


def texts(language: str, prefix: str) -> dict[str, str]:
    """Every sentence whose key begins so, by key; for pages, which fill in no values and have their own direction."""
    return {key: _format(language, key, {}) for key in keys(language) if key.startswith(prefix)}


def keys(language: str) -> list[str]:
    """All keys of a language's catalogue."""
    return sorted(_bundle(language)._messages)  # the runtime offers no list of its own


def _format(language: str, key: str, values: Mapping[str, Any]) -> str:
    bundle = _bundle(language)
    message = bundle.get_message(key)
    if message.value is None:
        raise KeyError(key)
    digits = DIGITS.get(language)
    text, errors = bundle.format_pattern(message.value, _sheltered(values) if digits else dict(values))
    if errors:
        log.error("sentence incomplete language=%s key=%s errors=%s", language, key, errors)
    return str(text).translate(digits or {})


def _directed(language: str, text: str) -> str:
    """In a language written from right to left, mark each line that its own words don't make read so."""
    if language not in RIGHT_TO_LEFT:
        return text
    lines = text.split("\n")
    return "\n".join(line if _reads_right_to_left(line) or not line else _RIGHT_TO_LEFT_MARK + line for line in lines)


def _reads_right_to_left(line: str) -> bool:
    """By its first strong letter outside isolates and tags (unicode.org/reports/tr9, P2)."""
    depth = 0
    for kind in map(unicodedata.bidirectional, _TAG.sub("", line)):
        depth += (kind in {"LRI", "RLI", "FSI"}) - (kind == "PDI")
        if depth == 0 and kind in {"L", "R", "AL"}:
            return kind != "L"
    return False


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language])
    for path in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _escaped(value: Any) -> Any:
    return html.escape(value, quote=False) if isinstance(value, str) and not isinstance(value, Html) else value


def _sheltered(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.translate(_SHELTER) if isinstance(value, str) else value for name, value in values.items()}
