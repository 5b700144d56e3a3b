"""The picture of a link preview: shown in a box that doesn't jump, fetched from this computer only."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.demo.page.conftest import PERSON, Chat

pytestmark = [
    pytest.mark.browser,
    # So that a box can be measured: a new message moves up into its place.
    pytest.mark.parametrize("context_options", [{"reduced_motion": "reduce"}], indirect=True),
]


def picture(chat: Chat, media: Path) -> str:
    """The address of a picture that this computer serves."""
    sent = chat.bot("sendPhoto", files={"photo": media / "picture.jpg"}, chat_id=PERSON)
    return f"{chat.emulator.url}/page/file/{sent['photo'][0]['file_id']}"


def ask(chat: Chat, **options: Any) -> Any:
    """The bubble of a question with such a preview."""
    return chat.bubble(chat.bot.say("A boat leaves the harbour", link_preview_options=options)).locator(".bubble")


async def top(part: Any) -> float:
    box = await part.bounding_box()
    return float(box["y"])


async def test_a_large_picture_stands_above_the_text_in_a_box_of_a_known_shape(chat: Chat, media: Path) -> None:
    bubble = ask(chat, url=picture(chat, media), prefer_large_media=True, show_above_text=True)
    image = bubble.locator(".link-picture img")
    await expect(image).to_be_visible()
    assert await top(image) < await top(bubble.locator(".text"))
    box = await bubble.locator(".link-picture").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    await chat.see("document.querySelector('.link-picture img').naturalWidth > 0")
    assert await bubble.locator(".link-picture").bounding_box() == box


async def test_without_that_wish_it_stands_below(chat: Chat, media: Path) -> None:
    bubble = ask(chat, url=picture(chat, media))
    await expect(bubble.locator(".link-picture")).to_be_visible()
    assert await top(bubble.locator(".link-picture")) > await top(bubble.locator(".text"))


async def test_a_disabled_preview_and_one_from_elsewhere_show_and_fetch_nothing(chat: Chat, media: Path) -> None:
    here = picture(chat, media)
    for options in (
        {"url": here, "is_disabled": True},
        {"url": "https://example.com/a.jpg"},
        {"url": "http://192.0.2.1/a.jpg"},
        {"url": "https://127.0.0.1/a.jpg"},
        {"url": "no address"},
        {"is_disabled": False},
    ):
        bubble = ask(chat, **options)
        await expect(bubble.locator(".text")).to_be_visible()
        await expect(bubble.locator(".link-picture")).to_have_count(0)
    # The fixture fails for whatever the page has fetched elsewhere.


async def test_an_edit_leaves_the_same_picture_alone_and_another_takes_it_away(chat: Chat, media: Path) -> None:
    options = {"url": picture(chat, media), "show_above_text": True}
    message = chat.bot.say("One", link_preview_options=options)
    bubble = chat.bubble(message)
    image = await bubble.locator(".link-picture img").element_handle()
    place = {"chat_id": PERSON, "message_id": message["message_id"]}
    chat.bot("editMessageText", text="Two", link_preview_options=options, **place)
    await expect(bubble.locator(".text")).to_contain_text("Two")
    assert await image.evaluate("image => image.isConnected")
    chat.bot("editMessageText", text="Three", link_preview_options={"is_disabled": True}, **place)
    await expect(bubble.locator(".text")).to_contain_text("Three")
    await expect(bubble.locator(".link-picture")).to_have_count(0)


async def test_a_picture_that_is_not_there_takes_its_box_along(chat: Chat) -> None:
    async with chat.page.expect_console_message(lambda said: "404" in said.text):  # the browser's own line
        bubble = ask(chat, url=f"{chat.emulator.url}/page/file/nowhere")
    await chat.see("document.querySelector('.link-picture')?.hidden")
    await expect(bubble.locator(".link-picture")).to_be_hidden()
    await expect(bubble.locator(".text")).to_be_visible()
    chat.troubles.clear()
