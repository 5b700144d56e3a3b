"""Every sentence stands in every language with the same placeholders, and none that is asked for is missing."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot import errors, i18n
from bot.i18n import Html, plain, say
from bot.i18n.format import size

ROOT = Path(i18n.__file__).parents[1]
OTHERS = [language for language in i18n.LANGUAGES if language != "en"]


class Placeholders(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.names.add(node.id.name)


@cache
def entries(language: str) -> dict[str, ast.Message]:
    """The sentences by key; a key that stands twice is an error."""
    found: dict[str, ast.Message] = {}
    for path in sorted((i18n.FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content[:80]}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, entry.id.name
                found[entry.id.name] = entry
    return found


def placeholders(entry: ast.Message) -> set[str]:
    visitor = Placeholders()
    visitor.visit(entry)
    return visitor.names


def messages(language: str) -> dict[str, set[str]]:
    """Keys and their placeholders."""
    return {key: placeholders(entry) for key, entry in entries(language).items()}


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_stands_in_every_language_with_the_same_placeholders(language: str) -> None:
    english, other = messages("en"), messages(language)
    assert other.keys() == english.keys()
    assert {key: names for key, names in other.items() if names != english[key]} == {}


def test_every_sentence_the_code_asks_for_is_in_the_catalogue() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    asked = set(re.findall(r'(?:say|plain)\(\s*[\w.()]+,\s*"([a-z-]+)"', source))
    assert len(asked) > 40
    assert asked <= set(i18n.keys("en"))


def test_every_error_has_its_sentence() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.FerryError)]
    assert {kind.code for kind in kinds} <= set(i18n.keys("en"))


def test_every_command_of_the_menu_has_a_description_that_telegram_takes() -> None:
    for language in i18n.LANGUAGES:
        for key, text in i18n.texts(language, "command-").items():
            assert 1 <= len(text) <= 256, key


def test_a_value_cannot_break_the_html() -> None:
    assert "&lt;b&gt;" in say("en", "delivery-caption", title="<b>", size="1", host="h")


def test_html_goes_in_as_it_is() -> None:
    assert "<i>x</i>" in say("en", "delivery-failed", reason=Html("<i>x</i>"))


def test_plain_text_is_not_escaped() -> None:
    assert "<user id>" in plain("en", "command-check")


def test_a_name_of_the_other_direction_is_isolated() -> None:
    assert "\u2068خبر\u2069" in say("en", "delivery-caption", title="خبر", size="1", host="h")


def test_persian_numbers_have_persian_digits() -> None:
    assert "۱۲٫۳" in size("fa", 12_900_000)
    assert "۲۲" in plain("fa", "time-days", n=22)


def test_digits_of_a_name_or_an_id_stay_as_they_are() -> None:
    assert "123" in say("fa", "access-denied", id="123")


@pytest.mark.parametrize(("count", "word"), [(1, "день"), (3, "дня"), (5, "дней"), (21, "день")])
def test_russian_plurals_follow_the_number(count: int, word: str) -> None:
    assert plain("ru", "time-days", n=count).endswith(word)


@pytest.mark.parametrize(
    ("count", "words"),
    [(1, "1 часть из 9 дошла"), (2, "2 части из 9 дошли"), (5, "5 частей из 9 дошли"), (21, "21 часть из 9 дошла")],
)
def test_russian_parts_agree_with_their_number(count: int, words: str) -> None:
    text = say("ru", "large-arrived", arrived=count, count=9)
    assert text.translate({0x2068: None, 0x2069: None}).startswith(words)


def test_a_sentence_without_its_value_is_shown_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert "place" in say("en", "delivery-queued")
    assert "delivery-queued" in caplog.text


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("en", "no-such-sentence")


@pytest.mark.parametrize(("code", "language"), [("fa-IR", "fa"), ("RU", "ru"), ("de", "en"), (None, "en"), ("", "en")])
def test_a_language_we_do_not_speak_becomes_english(code: str | None, language: str) -> None:
    assert i18n.pick(code) == language


PERSIAN = [key for key in i18n.keys("fa") if not key.startswith(("demo-", "web-"))]  # those are for pages


class Selectors(Visitor):
    """What decides between variants, with a value for each of them."""

    def __init__(self) -> None:
        self.values: dict[str, list[Any]] = {}

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        if isinstance(node.selector, ast.VariableReference):
            self.values[node.selector.id.name] = [_chosen(variant.key) for variant in node.variants]
        self.generic_visit(node)


def _chosen(key: ast.Identifier | ast.NumberLiteral) -> Any:
    if isinstance(key, ast.NumberLiteral):
        return int(key.value)
    return {"one": 1, "other": 7}.get(key.name, key.name)


def variants(key: str) -> Iterator[dict[str, Any]]:
    """Values for each variant of a Persian sentence. What is only shown reads from left to right."""
    visitor = Selectors()
    visitor.visit(entries("fa")[key])
    every = {name: visitor.values.get(name, ["Boat"]) for name in placeholders(entries("fa")[key])}
    return (dict(zip(every, chosen, strict=True)) for chosen in product(*every.values()))


def direction(line: str) -> str:
    """That of the first strong letter outside isolates, as a client finds it (unicode.org/reports/tr9, P2)."""
    outside, depth = [], 0
    for sign in line:
        depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
        if not depth:
            outside.append(unicodedata.bidirectional(sign))
    return next((kind for kind in outside if kind in ("L", "R", "AL")), "none")


@pytest.mark.parametrize("key", PERSIAN)
def test_every_line_of_every_persian_sentence_reads_from_right_to_left(key: str) -> None:
    for values in variants(key):
        shown = re.sub("<[^>]*>", "", say("fa", key, **values))
        for line in (*shown.splitlines(), *plain("fa", key, **values).splitlines()):
            assert not line or direction(re.sub("</?[a-z]+>", "", line)) in ("R", "AL"), line


def test_a_line_has_no_mark_where_its_words_or_its_language_need_none() -> None:
    assert "\u200f" not in say("fa", "start", name="Ann", limit="1", days=2)
    assert not any("\u200f" in text for text in i18n.texts("fa", "demo-").values())
    assert "\u200f" not in say("en", "delivery-failed", reason="خبر")
    assert plain("fa", "delivery-failed", reason="Boat").count("\u200f") == 1


def test_a_tag_is_no_word_that_gives_a_direction() -> None:
    assert say("fa", "links-item", number=1, name="Boat").startswith("\u200f<b>")
    assert say("fa", "links-list", total=1).startswith("🔗 <b>")
