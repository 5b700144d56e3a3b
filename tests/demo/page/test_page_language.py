"""English, Persian, Russian: words, direction, the person's language; all words are there."""

import re
from pathlib import Path

import pytest
from playwright.async_api import expect

import bot.demo
from bot import i18n
from tests.demo.page.conftest import PERSON, Chat

PAGE = Path(bot.demo.__file__).parent / "page"


@pytest.mark.browser
async def test_persian_turns_the_page_and_is_what_the_bot_hears(chat: Chat) -> None:
    message = chat.bot.say("Hello")
    await chat.page.locator("#sidebar [data-language=fa]").click()
    root = chat.page.locator("html")
    await expect(root).to_have_attribute("dir", "rtl")
    await expect(root).to_have_attribute("lang", "fa")
    await expect(chat.page.locator("#text")).to_have_attribute("placeholder", "پیام یا پیوند")
    await expect(chat.page.locator(".chip").first).to_have_text("صفحه‌ای با یک ویدیو")
    await chat.page.fill("#text", "سلام")
    await chat.page.keyboard.press("Enter")
    await expect(chat.bubble(message)).to_be_visible()
    await chat.page.wait_for_function(  # a bubble is built anew when its message is there
        """() => {
            const [own, others] = [".message.own .bubble", ".message:not(.own) .bubble"].map((found) =>
                document.querySelector(found)?.getBoundingClientRect());
            return own && others && own.x < others.x;
        }"""
    )
    own = chat.page.locator(".message.own .bubble")
    await expect(own.locator("time")).to_have_text(re.compile("^[۰-۹]{2}:[۰-۹]{2}$"))
    [update] = chat.bot("getUpdates")
    assert update["message"]["from"]["language_code"] == "fa"


@pytest.mark.browser
async def test_the_chosen_language_comes_back_with_the_page(chat: Chat) -> None:
    await chat.page.locator("#sidebar [data-language=ru]").click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "ru")
    chat.emulator.person(PERSON, language="en")  # as after a restart
    await chat.open()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "ru")
    await expect(chat.page.locator("#header-status")).to_have_text("бот")


@pytest.mark.browser
@pytest.mark.parametrize("context_options", [{"locale": "fa-IR"}], indirect=True)
async def test_the_first_visit_speaks_the_browsers_language(chat: Chat) -> None:
    await expect(chat.page.locator("html")).to_have_attribute("dir", "rtl")


@pytest.mark.browser
async def test_commands_come_in_the_chosen_language(chat: Chat) -> None:
    chat.bot("setMyCommands", commands=[{"command": "help", "description": "What I can do"}])
    persian = [{"command": "help", "description": "راهنما"}]
    chat.bot("setMyCommands", commands=persian, language_code="fa")
    await chat.page.locator("#sidebar [data-language=fa]").click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "fa")
    described = chat.page.locator("#commands [role=option] .description")
    await chat.page.locator("#menu").click()
    if not await described.is_visible():  # the new words came in at that moment, and closed it
        await chat.page.locator("#menu").click()
    await expect(described).to_have_text("راهنما")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_word_the_page_asks_for_is_in_the_catalogue_and_every_word_there_is_asked_for(language: str) -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.iterdir() if path.suffix in {".js", ".html"})
    asked = set(re.findall(r"demo-[a-z-]*[a-z]", source))
    words = i18n.texts(language, "demo-")
    assert all(words.values())
    # These are put together from parts, or asked for by the server.
    built = re.compile("demo-(action|language|sample)(-|$)|demo-you$")
    assert {key for key in words if not built.match(key)} == {key for key in asked if not built.match(key)}
