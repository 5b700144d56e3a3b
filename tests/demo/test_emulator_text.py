"""Parse modes and the entities the emulator finds, against what the real server answers."""

import json
import re

import pytest

from bot.demo.limits import ApiError
from bot.demo.parameters import Parameters
from bot.demo.text import formatted, with_found
from bot.demo.text.detect import detect
from bot.demo.text.html import parse_html
from bot.demo.text.markdown import parse_markdown
from bot.demo.text.markdown_v2 import parse_markdown_v2


def shape(entities):
    return [(entity["type"], entity["offset"], entity["length"]) for entity in entities]


def found(text):
    raw = text.encode("utf-16-le")
    return [
        (entity["type"], raw[entity["offset"] * 2 : (entity["offset"] + entity["length"]) * 2].decode("utf-16-le"))
        for entity in detect(text)
    ]


def test_offsets_count_utf16_units():
    text, entities = parse_html("😀<b>б</b>")
    assert (text, shape(entities)) == ("😀б", [("bold", 2, 1)])


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("em", "italic"),
        ("ins", "underline"),
        ("del", "strikethrough"),
        ("code", "code"),
        ("tg-spoiler", "spoiler"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_html_tags_become_entities(tag, kind):
    assert shape(parse_html(f"<{tag}>ab</{tag}>")[1]) == [(kind, 0, 2)]


def test_html_nests_and_decodes():
    text, entities = parse_html("<b>a <i>b</i></b> &lt;&amp;&quot;&#65;&#x42; &nbsp;")
    assert text == 'a b <&"AB &nbsp;'
    assert shape(entities) == [("bold", 0, 3), ("italic", 2, 1)]


def test_html_links_get_their_path_and_nonsense_is_no_link():
    assert parse_html('<a href="http://e.com">x</a>')[1][0]["url"] == "http://e.com/"
    assert parse_html('<a href="e.com/a?b=1&amp;c=2">x</a>')[1][0]["url"] == "http://e.com/a?b=1&c=2"
    assert parse_html('<a href="nonsense">x</a>') == ("x", [])


def test_html_knows_languages_spoilers_emoji_and_long_quotes():
    source = (
        '<pre><code class="language-py">a</code></pre><span class="tg-spoiler">b</span>'
        '<tg-emoji emoji-id="5">c</tg-emoji><blockquote expandable>d</blockquote>'
    )
    entities = parse_html(source)[1]
    assert shape(entities) == [
        ("pre", 0, 1),
        ("spoiler", 1, 1),
        ("custom_emoji", 2, 1),
        ("expandable_blockquote", 3, 1),
    ]
    assert (entities[0]["language"], entities[2]["custom_emoji_id"]) == ("py", "5")


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a ", "Unclosed start tag at byte offset 0"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<a ='x'>a</a>", 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href>a</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ],
)
def test_broken_html_is_refused_in_the_servers_words(source, refusal):
    with pytest.raises(ValueError, match=f"^{re.escape(refusal)}$"):
        parse_html(source)


def test_markdown_v2_nests_and_unescapes():
    text, entities = parse_markdown_v2(r"*a _b_ __c__* ~d~ ||e|| `f\`` [g](http://h.i/\)) \.")
    assert text == "a b c d e f` g ."
    assert shape(entities) == [
        ("bold", 0, 5),
        ("italic", 2, 1),
        ("underline", 4, 1),
        ("strikethrough", 6, 1),
        ("spoiler", 8, 1),
        ("code", 10, 2),
        ("text_link", 13, 1),
    ]
    assert entities[-1]["url"] == "http://h.i/)"


def test_markdown_v2_reads_code_blocks_quotes_and_emoji():
    text, entities = parse_markdown_v2(">a\n>b\nc ```py\nx_y\n``` ![d](tg://emoji?id=5)")
    assert text == "a\nb\nc x_y\n d"
    assert shape(entities) == [("blockquote", 0, 3), ("pre", 6, 4), ("custom_emoji", 11, 1)]
    assert (entities[1]["language"], entities[2]["custom_emoji_id"]) == ("py", "5")


def test_markdown_v2_a_link_without_address_is_its_own_address():
    assert parse_markdown_v2("[http://a\\.b/c]")[1][0]["url"] == "http://a.b/c"


def test_markdown_v2_tells_italic_from_underline():
    assert shape(parse_markdown_v2("__a_b_c__")[1]) == [("underline", 0, 3), ("italic", 1, 1)]


@pytest.mark.parametrize(
    ("source", "refusal"),
    [
        ("a.b", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("é*b", "Can't find end of Bold entity at byte offset 2"),
        ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
        (">*a\nb*", "Can't find end of Bold entity at byte offset 1"),
        ("[a](http://b", "Can't find end of a URL at byte offset 4"),
        ("![a](tg://emoji?id=1", "Can't find end of a custom emoji URL at byte offset 5"),
        ("![a]", "Custom emoji entity must contain a tg://emoji URL"),
    ],
)
def test_broken_markdown_v2_is_refused_in_the_servers_words(source, refusal):
    with pytest.raises(ValueError, match=f"^{re.escape(refusal)}$"):
        parse_markdown_v2(source)


def test_old_markdown_reads_its_four_kinds():
    text, entities = parse_markdown("*a* _b_ `c` [d](http://e.f/) ```py\ng``` \\_ [http://h.i/]")
    assert text == "a b c d g _ http://h.i/"
    kinds = ["bold", "italic", "code", "text_link", "pre", "text_link"]
    assert shape(entities) == list(zip(kinds, [0, 2, 4, 6, 8, 12], [1, 1, 1, 1, 1, 11], strict=True))
    assert entities[4]["language"] == "py"


def test_broken_old_markdown_is_refused_with_its_place():
    with pytest.raises(ValueError, match="Can't find end of the entity starting at byte offset 3"):
        parse_markdown("é _a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://e.com/x?y=1, ok", [("url", "https://e.com/x?y=1")]),
        ("(https://e.org/a_(b))", [("url", "https://e.org/a_(b)")]),
        ("😀 http://127.0.0.1:8000/v.mp4.", [("url", "http://127.0.0.1:8000/v.mp4")]),
        ("go to example.com/a now", [("url", "example.com/a")]),
        ("http://localhost:1/a", [("url", "http://localhost:1/a")]),
        ("http://[::1]:80/a", [("url", "http://[::1]:80/a")]),
        ("https://пример.рф/путь", [("url", "https://пример.рф/путь")]),
        ("mail a.b@c.org", [("email", "a.b@c.org")]),
        ("@ferry_demo_bot hi", [("mention", "@ferry_demo_bot")]),
        ("/get@ferry_demo_bot x", [("bot_command", "/get@ferry_demo_bot")]),
        ("#tag #1 a#b", [("hashtag", "#tag")]),
        ("and/or 1/2 file.txt e.g. v1.2", []),
    ],
)
def test_links_mentions_and_commands_are_found(text, expected):
    assert found(text) == expected


def test_nothing_is_found_inside_code_or_a_text_link():
    code = [{"type": "code", "offset": 0, "length": 12}]
    assert with_found("http://a.b/c http://d.e/f", code) == [*code, {"type": "url", "offset": 13, "length": 12}]


def test_bold_and_a_found_link_lie_over_each_other():
    bold = [{"type": "bold", "offset": 0, "length": 12}]
    assert shape(with_found("http://a.b/c", bold)) == [("bold", 0, 12), ("url", 0, 12)]


def read(limit=100, **values):
    return formatted(Parameters(values), "text", "entities", limit=limit, refusal="too long")


def test_white_space_around_a_text_goes_and_entities_move_along():
    text, entities = read(text=" \n<b> a </b> ", parse_mode="HTML")
    assert (text, shape(entities)) == ("a", [("bold", 0, 1)])


def test_the_limit_counts_after_the_markup_is_gone():
    assert read(text="<b>😀</b>", parse_mode="HTML", limit=2)[0] == "😀"
    with pytest.raises(ApiError, match="Bad Request: too long"):
        read(text="<b>😀a</b>", parse_mode="HTML", limit=2)


def test_given_entities_are_taken_without_empty_or_unknown_ones():
    given = [{"type": kind, "offset": 0, "length": length} for kind, length in (("bold", 1), ("bold", 0), ("x", 1))]
    assert shape(read(text="ab", entities=json.dumps(given))[1]) == [("bold", 0, 1)]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"parse_mode": "XML"}, "Bad Request: unsupported parse_mode"),
        ({"entities": '{"a":1}'}, "Bad Request: can't parse entities: expected an Array"),
        ({"entities": "["}, "Bad Request: can't parse entities JSON object"),
        ({"parse_mode": "html", "text": "<b>"}, "Bad Request: can't parse entities: Can't find end tag"),
    ],
)
def test_unusable_formatting_is_refused(values, refusal):
    with pytest.raises(ApiError) as caught:
        read(**{"text": "a"} | values)
    assert caught.value.description.startswith(refusal)
