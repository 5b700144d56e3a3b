"""The page lives through the server's absence and through its restart."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import expect

from bot.demo.emulator import Emulator
from tests.demo.page.conftest import Bot, Chat

pytestmark = pytest.mark.browser


async def test_a_restarted_server_is_found_again_and_stale_messages_go(chat: Chat, tmp_path: Path) -> None:
    line = chat.page.locator("#connection")
    with Emulator(folder=tmp_path / "first") as chat.emulator:
        await chat.open()
        for number in range(5):
            Bot(chat.emulator).say(f"Old {number}")
        await expect(chat.page.locator(".message")).to_have_count(5)
        await expect(line).to_be_hidden()
        port = urlsplit(chat.emulator.url).port
    await expect(line).to_have_text("Connection lost. Trying again…")
    with Emulator(folder=tmp_path / "second", port=port) as second:
        Bot(second).say("New")
        await expect(chat.page.locator(".message .text")).to_have_count(1)
        await expect(chat.page.locator(".message .text")).to_contain_text("New")
        await expect(line).to_be_hidden()
        Bot(second).say("And on it goes")
        await expect(chat.page.locator(".message .text").nth(1)).to_contain_text("And on it goes")
        await chat.page.goto("about:blank")
    chat.troubles.clear()  # the browser itself notes each failed request


async def test_a_lower_number_means_another_run_and_a_reload(chat: Chat) -> None:
    for text in ("One", "Two"):
        chat.bot.say(text)
    await expect(chat.page.locator(".message")).to_have_count(2)
    state = chat.page.expect_request(lambda request: request.url.endswith("after=0&wait=0"))
    await chat.page.route(
        "**/page/events?after=*&wait=25", lambda route: route.fulfill(json={"seq": 1, "events": []}), times=1
    )
    async with state:
        chat.bot.say("Three")
        chat.bot.say("Four")
    await expect(chat.page.locator(".message")).to_have_count(4)


async def test_one_event_that_cannot_be_shown_does_not_stop_the_next(chat: Chat) -> None:
    chat.bot.say("First")
    await expect(chat.page.locator(".message")).to_have_count(1)
    broken = {"seq": 2, "events": [{"seq": 2, "kind": "message", "chat_id": 1001, "message": {}}]}
    await chat.page.route("**/page/events?after=*&wait=25", lambda route: route.fulfill(json=broken), times=1)
    chat.bot.say("lost")
    chat.bot.say("Third")
    await expect(chat.page.locator(".message").last).to_contain_text("Third")
    assert any("could not be shown" in trouble for trouble in chat.troubles)
    chat.troubles.clear()
