"""Every sentence stands in every language with the same placeholders, and none that is asked for is missing."""

import re
import unicodedata
from pathlib import Path

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


def messages(language: str) -> dict[str, set[str]]:
    """Keys and their placeholders; a key that stands twice is an error."""
    found: dict[str, set[str]] = {}
    for path in sorted((i18n.FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content[:80]}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, entry.id.name
                visitor = Placeholders()
                visitor.visit(entry)
                found[entry.id.name] = visitor.names
    return found


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


@pytest.mark.parametrize("why", ["off", "larger", "out"])
@pytest.mark.parametrize("parts", ["playable", "numbered"])
def test_each_line_of_the_question_has_its_direction_from_words_outside_isolates(why, parts):
    """An isolate is passed over when a line's direction is found (unicode.org/reports/tr9, P2)."""
    text = say("fa", "large-question", why=why, size="1", limit="2", parts=parts)
    for line in text.splitlines():
        outside, depth = [], 0
        for sign in line:
            depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
            if not depth:
                outside.append(unicodedata.bidirectional(sign))
        assert next(kind for kind in outside if kind in ("L", "R", "AL")) == "AL"
