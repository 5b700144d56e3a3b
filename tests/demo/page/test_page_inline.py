"""Inline mode: "@bot words" asks the bot, its offers stand over the input, and the one picked is sent."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.demo.page.conftest import GROUP, PERSON, Chat

pytestmark = pytest.mark.browser


def article(number: int, title: str) -> dict[str, Any]:
    written = {"message_text": f"http://example.com/{number}"}
    return {
        "type": "article",
        "id": str(number),
        "title": title,
        "description": "example.com",
        "input_message_content": written,
    }


def asked(chat: Chat) -> dict[str, Any]:
    """The next inline query the bot gets."""
    update: dict[str, Any] = chat.bot("getUpdates", timeout=30, allowed_updates=["inline_query"])[0]
    chat.bot("getUpdates", offset=update["update_id"] + 1)
    query: dict[str, Any] = update["inline_query"]
    return query


def answer(chat: Chat, query: dict[str, Any], *results: dict[str, Any], **more: Any) -> Locator:
    chat.bot("answerInlineQuery", inline_query_id=query["id"], results=list(results), **more)
    return chat.page.locator("#offers [role=option]")


async def type_(chat: Chat, text: str) -> None:
    """Type in a chat in which something has happened before, as it has in any with a bot that runs."""
    if not chat.emulator.history(PERSON):
        chat.bot.say("Hello")
        await expect(chat.page.locator(".chat-row .preview", has_text="Hello")).to_be_visible()
    await chat.page.locator("#text").press_sequentially(text)


async def test_the_bot_is_asked_once_when_the_typing_pauses(chat: Chat) -> None:
    chat.bot("getUpdates", allowed_updates=["inline_query"])
    await type_(chat, "@ferry_demo_bot harbour")
    query = asked(chat)
    assert (query["query"], query["offset"], query["chat_type"]) == ("harbour", "", "sender")
    assert chat.bot("getUpdates") == []


async def test_what_it_offers_stands_over_the_input_and_a_click_sends_it(chat: Chat) -> None:
    await type_(chat, "@ferry_demo_bot b")
    rows = answer(chat, asked(chat), article(1, "A boat"), article(2, "A bay"))
    await expect(rows).to_have_count(2)
    await expect(rows.nth(1).locator(".name")).to_have_text("A bay")
    await expect(rows.nth(1).locator(".description")).to_have_text("example.com")
    await rows.nth(1).click()
    sent = chat.page.locator(".message.own")
    await expect(sent.locator(".text")).to_contain_text("http://example.com/2")
    await expect(sent.locator(".forward")).to_have_text("via @ferry_demo_bot")
    await expect(rows).to_have_count(0)
    assert await chat.page.locator("#text").input_value() == ""
    message = chat.emulator.messages()[-1]
    assert (message["from"]["id"], message["via_bot"]["username"]) == (PERSON, "ferry_demo_bot")


async def test_the_keyboard_goes_through_the_offers_and_enter_sends_one(chat: Chat) -> None:
    await type_(chat, "@ferry_demo_bot b")
    rows = answer(chat, asked(chat), article(1, "A boat"), article(2, "A bay"))
    await expect(rows.first).to_have_attribute("aria-selected", "true")
    await chat.page.keyboard.press("ArrowDown")
    await expect(rows.nth(1)).to_have_attribute("aria-selected", "true")
    assert await chat.page.locator("#text").get_attribute("aria-activedescendant") == "offers-1"
    await chat.page.keyboard.press("Enter")
    await expect(chat.page.locator(".message.own .text")).to_contain_text("http://example.com/2")


async def test_a_file_telegram_has_shows_its_title_and_picture_and_is_sent_as_what_it_is(
    chat: Chat, media: Path
) -> None:
    files = {"audio": media / "tone.mp3", "thumbnail": media / "thumb.jpg"}
    song = chat.bot("sendAudio", files=files, chat_id=GROUP, title="Tone", duration=2)["audio"]
    await type_(chat, "@ferry_demo_bot tone")
    rows = answer(chat, asked(chat), {"type": "audio", "id": "1", "audio_file_id": song["file_id"]})
    await expect(rows.locator(".name")).to_have_text("Tone")
    await chat.see("document.querySelector('#offers img')?.naturalWidth > 0")
    await rows.click()
    await expect(chat.page.locator(".message.own .song .name")).to_have_text("Tone")


async def test_more_is_asked_for_at_the_end_of_the_list(chat: Chat) -> None:
    await type_(chat, "@ferry_demo_bot ")
    rows = answer(chat, asked(chat), *(article(number, f"N{number}") for number in range(20)), next_offset="20")
    await expect(rows).to_have_count(20)
    await rows.last.scroll_into_view_if_needed()
    query = asked(chat)
    assert (query["query"], query["offset"]) == ("", "20")
    answer(chat, query, article(21, "N21"))
    await expect(rows).to_have_count(21)
    await expect(rows.first.locator(".name")).to_have_text("N0")


async def test_an_answer_to_words_that_have_changed_is_not_shown(chat: Chat) -> None:
    await type_(chat, "@ferry_demo_bot a")
    old = asked(chat)
    await type_(chat, "b")
    new = asked(chat)
    rows = answer(chat, old, article(1, "Old"))
    answer(chat, new, article(2, "New"))
    await expect(rows.locator(".name")).to_have_text(["New"])
    await chat.page.locator("#text").fill("something else")
    await expect(rows).to_have_count(0)


async def test_with_nothing_to_offer_the_button_leads_to_the_bot(chat: Chat) -> None:
    await chat.page.locator(f"[data-chat='{GROUP}']").click()
    await type_(chat, "@ferry_demo_bot x")
    query = asked(chat)
    assert query["chat_type"] == "supergroup"
    rows = answer(chat, query, button={"text": "Send a link first", "start_parameter": "inline"})
    await expect(rows).to_have_text(["Send a link first"])
    await rows.click()
    await expect(chat.page.locator(".timeline:not([hidden]) .message.own .text")).to_contain_text("/start inline")
    assert chat.emulator.messages(PERSON)[-1]["text"] == "/start inline"


async def test_what_is_picked_in_the_group_is_sent_there(chat: Chat) -> None:
    await chat.page.locator(f"[data-chat='{GROUP}']").click()
    await type_(chat, "@ferry_demo_bot x")
    await answer(chat, asked(chat), article(1, "A boat")).click()
    await expect(chat.page.locator(".timeline:not([hidden]) .message.own .text")).to_contain_text("example.com/1")
    assert [message["text"] for message in chat.emulator.messages(GROUP)] == ["http://example.com/1"]
