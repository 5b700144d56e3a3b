"""Inline keyboards: a press spins until the bot's answer, which is a toast, an alert, or nothing."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.demo.page.conftest import PERSON, Chat

pytestmark = pytest.mark.browser


def ask(chat: Chat, *row: dict[str, Any]) -> Any:
    """The keyboard of a question of the bot's."""
    keyboard = {"inline_keyboard": [list(row), [{"text": "No", "callback_data": "no"}]]}
    return chat.bubble(chat.bot.say("Sure?", reply_markup=keyboard)).locator(".keyboard")


def pressed(chat: Chat) -> dict[str, Any]:
    """The callback query the bot gets."""
    [update] = chat.bot("getUpdates", timeout=30, allowed_updates=["callback_query"])
    query: dict[str, Any] = update["callback_query"]
    return query


async def test_a_press_spins_until_the_answer_comes_as_a_toast(chat: Chat) -> None:
    keyboard = ask(chat, {"text": "Keep", "callback_data": "keep"})
    button = keyboard.locator(".key", has_text="Keep")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await expect(button.locator(".spinner")).to_be_visible()
    query = pressed(chat)
    assert query["data"] == "keep"
    chat.bot("answerCallbackQuery", callback_query_id=query["id"], text="Kept for 30 days")
    await expect(chat.page.locator("#toast")).to_have_text("Kept for 30 days")
    await expect(button.locator(".spinner")).to_be_hidden()


async def test_an_alert_waits_for_ok(chat: Chat) -> None:
    await ask(chat, {"text": "Why?", "callback_data": "why"}).locator(".key", has_text="Why?").click()
    chat.bot("answerCallbackQuery", callback_query_id=pressed(chat)["id"], text="Because", show_alert=True)
    alert = chat.page.locator("dialog.alert")
    await expect(alert).to_contain_text("Because")
    await chat.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_second_press_waits_for_the_first_answer(chat: Chat) -> None:
    button = ask(chat, {"text": "Once", "callback_data": "once"}).locator(".key", has_text="Once")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await button.click()
    query = pressed(chat)
    chat.bot("answerCallbackQuery", callback_query_id=query["id"])
    await expect(button).not_to_have_attribute("aria-busy", "true")
    assert chat.bot("getUpdates", allowed_updates=["callback_query"])[1:] == []
    await expect(chat.page.locator("#toast")).to_be_empty()


async def test_a_spinning_button_goes_on_through_an_edit_of_the_text(chat: Chat) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Cancel", "callback_data": "cancel"}]]}
    message = chat.bot.say("1 %", reply_markup=keyboard)
    button = chat.bubble(message).locator(".key")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    place = {"chat_id": PERSON, "message_id": message["message_id"]}
    chat.bot("editMessageText", text="2 %", reply_markup=keyboard, **place)
    await expect(chat.bubble(message).locator(".text")).to_contain_text("2 %")
    await expect(button).to_have_attribute("aria-busy", "true")
    chat.bot("editMessageText", text="Done", **place)
    await expect(button).to_have_count(0)


async def test_a_button_with_an_address_is_a_link_to_a_new_tab(chat: Chat) -> None:
    key = ask(chat, {"text": "Open", "url": "https://example.com/"}).locator("a.key")
    await expect(key).to_have_attribute("href", "https://example.com/")
    await expect(key).to_have_attribute("target", "_blank")


async def test_a_button_can_be_reached_and_pressed_by_keyboard(chat: Chat) -> None:
    button = ask(chat, {"text": "Yes", "callback_data": "yes"}).locator(".key", has_text="Yes")
    await button.focus()
    await chat.page.keyboard.press("Enter")
    await expect(button).to_have_attribute("aria-busy", "true")
    assert pressed(chat)["data"] == "yes"
