"""Every sentence a person reads, in every language.

One folder per language, one Fluent file per room (https://projectfluent.org). Placeholders are isolated, so that names
from the web read right in both directions, and escaped, so that they can't break a message's HTML.
"""

import html
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import FluentFloat, FluentInt, NumberFormatOptions

log = logging.getLogger(__name__)

LANGUAGES = ("en", "fa", "ru")
RIGHT_TO_LEFT = frozenset({"fa"})
FOLDER = Path(__file__).parent
DIGITS = {"fa": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")}  # Babel knows the signs of a numbering, not its digits


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
    return _format(language, key, {name: _escaped(value) for name, value in values.items()})


def plain(language: str, key: str, /, **values: Any) -> str:
    """A sentence as plain text, for a button, an alert, a command's description."""
    return _format(language, key, values)


def texts(language: str, prefix: str) -> dict[str, str]:
    """Every sentence whose key begins so, by key; for pages, which fill in no values."""
    return {key: plain(language, key) for key in keys(language) if key.startswith(prefix)}


def keys(language: str) -> list[str]:
    """All keys of a language's catalogue."""
    return sorted(_bundle(language)._messages)  # the runtime offers no list of its own


def _format(language: str, key: str, values: Mapping[str, Any]) -> str:
    bundle = _bundle(language)
    message = bundle.get_message(key)
    if message.value is None:
        raise KeyError(key)
    text, errors = bundle.format_pattern(message.value, {name: _numbered(value) for name, value in values.items()})
    if errors:
        log.error("sentence incomplete language=%s key=%s errors=%s", language, key, errors)
    return str(text)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language])
    for path in sorted((FOLDER / language).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def _escaped(value: Any) -> Any:
    return html.escape(value, quote=False) if isinstance(value, str) and not isinstance(value, Html) else value


def _numbered(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return _Int(value)
    return _Float(value) if isinstance(value, float) else value


class _Int(FluentInt):
    """A number in the digits of its language."""

    def format(self, locale: Locale) -> str:
        return _in_own_digits(self, locale)


class _Float(FluentFloat):
    """The same, with one decimal at most."""

    default_number_format_options = NumberFormatOptions(maximumFractionDigits=1)

    def format(self, locale: Locale) -> str:
        return _in_own_digits(self, locale)


def _in_own_digits(number: _Int | _Float, locale: Locale) -> str:
    pattern = number._apply_options(locale.decimal_formats[None])
    text = str(pattern.apply(number, locale, numbering_system="default"))
    return text.translate(DIGITS.get(locale.language, {}))
