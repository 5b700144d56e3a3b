"""Text with its entities: the right elements, foreign text as text only, links that are safe."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.demo.page.conftest import PERSON, Chat

pytestmark = pytest.mark.browser


def entity(text: str, part: str, kind: str, **more: Any) -> dict[str, Any]:
    """An entity over a part of the text, in UTF-16 units."""
    units = len(text[: text.index(part)].encode("utf-16-le")) // 2
    return {"type": kind, "offset": units, "length": len(part.encode("utf-16-le")) // 2, **more}


async def show(chat: Chat, text: str, *entities: dict[str, Any]) -> Any:
    """The text element of a message of the bot's."""
    message = chat.bot.say(text, entities=list(entities))
    return chat.bubble(message).locator(".text")


@pytest.mark.parametrize(
    ("kind", "selector"),
    [
        ("bold", "strong"),
        ("italic", "em"),
        ("underline", "u"),
        ("strikethrough", "s"),
        ("code", "code"),
        ("blockquote", "blockquote"),
        ("hashtag", ".tag"),
        ("spoiler", ".spoiler"),
    ],
)
async def test_an_entity_becomes_its_element_behind_an_emoji(chat: Chat, kind: str, selector: str) -> None:
    text = "😀 سلام part end"
    shown = await show(chat, text, entity(text, "part", kind))
    await expect(shown.locator(selector)).to_have_text("part")


async def test_a_block_of_code_says_its_language_and_can_be_copied(chat: Chat) -> None:
    text = "Try:\nprint(1)\nthen go on"
    await chat.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown = await show(chat, text, entity(text, "print(1)", "pre", language="python"))
    await expect(shown.locator(".pre .language")).to_have_text("python")
    await expect(shown.locator("pre code")).to_have_text("print(1)")
    await shown.locator(".copy").click()
    await expect(chat.page.locator("#toast")).to_have_text("Copied")
    assert await chat.page.evaluate("navigator.clipboard.readText()") == "print(1)"


async def test_nested_and_overlapping_entities_keep_every_letter(chat: Chat) -> None:
    text = "one two three four"
    nested = await show(
        chat,
        text,
        entity(text, "one two three", "bold"),
        entity(text, "two", "italic"),
        entity(text, "three four", "underline"),
    )
    await expect(nested.locator("strong em")).to_have_text("two")
    await expect(nested.locator("strong u")).to_have_text("three")
    await expect(nested.locator(":scope > u")).to_have_text(" four")
    assert (await nested.text_content()).startswith(text)


async def test_a_spoiler_is_covered_until_pressed_and_its_link_not_followed_by_that(chat: Chat) -> None:
    text = "see https://example.com/secret now"
    link = "https://example.com/secret"
    shown = await show(chat, text, entity(text, link, "spoiler"), entity(text, link, "url"))
    inner = shown.locator(".spoiler-text")
    await expect(inner).to_be_hidden()
    pages = len(chat.page.context.pages)
    await shown.locator(".spoiler").click()
    await expect(inner).to_be_visible()
    assert len(chat.page.context.pages) == pages


async def test_foreign_markup_stays_text(chat: Chat) -> None:
    text = "<img src=x onerror=alert(1)><script>alert(2)</script> & <b>bold</b>"
    shown = await show(chat, text)
    assert (await shown.text_content()).startswith(text)
    assert await shown.locator("img, script, b").count() == 0


@pytest.mark.parametrize(
    ("given", "kind", "href"),
    [
        ("https://example.com/a?b=1", "url", "https://example.com/a?b=1"),
        ("example.com/a", "url", "http://example.com/a"),
        ("somebody@example.com", "email", "mailto:somebody@example.com"),
        ("javascript:alert(1)", "url", None),
    ],
)
async def test_only_addresses_that_are_safe_become_links(chat: Chat, given: str, kind: str, href: str | None) -> None:
    # The Bot API refuses such entities of a bot: they come from people, who may forward anything.
    text = f"go to {given} now"
    message = chat.emulator.write(text, entities=[entity(text, given, kind)])
    shown = chat.bubble(message).locator(".text")
    await expect(shown).to_contain_text(given)
    hrefs = [await link.get_attribute("href") for link in await shown.locator("a").all()]
    assert hrefs == ([href] if href else [])


async def test_a_text_link_opens_a_tab_of_its_own_that_cannot_reach_back(chat: Chat) -> None:
    text = "read this page"
    shown = await show(chat, text, entity(text, "this page", "text_link", url="https://example.com/x"))
    link = shown.locator("a")
    await expect(link).to_have_attribute("href", "https://example.com/x")
    await expect(link).to_have_attribute("target", "_blank")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


async def test_a_command_in_a_text_is_sent_when_pressed_and_a_mention_is_put_into_the_field(chat: Chat) -> None:
    message = chat.bot.say("Ask @ferry_demo_bot or press /help")
    await chat.bubble(message).locator(".mention").click()
    await expect(chat.page.locator("#text")).to_have_value("@ferry_demo_bot ")
    await chat.bubble(message).locator(".command").click()
    await expect(chat.page.locator(".message.own .text")).to_contain_text("/help")
    await expect(chat.page.locator("#text")).to_have_value("@ferry_demo_bot ")


async def test_html_of_the_bot_is_shown_as_the_emulator_understood_it(chat: Chat) -> None:
    html = "<b>Done</b>\n<blockquote expandable>long\nlong\nlong\nlong</blockquote>"
    shown = chat.bubble(chat.bot.say(html, parse_mode="HTML")).locator(".text")
    await expect(shown.locator("strong")).to_have_text("Done")
    quote = shown.locator("blockquote")
    low = (await quote.bounding_box())["height"]
    await quote.click()
    assert (await quote.bounding_box())["height"] > low


async def test_each_line_takes_its_own_direction(chat: Chat) -> None:
    shown = await show(chat, "سلام دنیا\nHello world, this one is longer")
    sides = await shown.evaluate("""node => {
        const text = node.firstChild, cut = text.data.indexOf("\\n"), range = document.createRange();
        const left = (from, to) => {
            range.setStart(text, from);
            range.setEnd(text, to);
            return range.getBoundingClientRect().left;
        };
        return [left(0, cut), left(cut + 1, text.length)];
    }""")
    assert sides[0] > sides[1] + 20  # the Persian line begins at the right, the English one at the left


async def test_a_forwarded_post_says_where_it_comes_from(chat: Chat) -> None:
    message = chat.emulator.write("News", forward="The Harbour")
    await expect(chat.bubble(message).locator(".forward")).to_have_text("Forwarded from The Harbour")
    assert message["chat"]["id"] == PERSON
