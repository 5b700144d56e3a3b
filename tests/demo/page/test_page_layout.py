"""From a small phone to a wide screen, by day and by night, for keyboard and screen reader."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from tests.demo.page.conftest import GROUP, PERSON, Chat

pytestmark = pytest.mark.browser

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
BUTTONS = [
    [{"text": "A rather long label of a button", "callback_data": "1"}, {"text": "Another", "callback_data": "2"}]
]


def fill(chat: Chat, media: Path) -> None:
    """Something of everything, wide things among it."""
    chat.bot.say("https://example.com/" + "a-very-long-path/" * 12, reply_markup={"inline_keyboard": BUTTONS})
    chat.bot.say(f"<pre>{'x' * 200}</pre>", parse_mode="HTML")
    files = {"video": media / "clip.mp4"}
    first = chat.bot("sendVideo", files=files, chat_id=PERSON, width=1920, height=1080, caption="W" * 100)
    files = {"document": media / "notes.txt"}
    reply = {"reply_parameters": f'{{"message_id": {first["message_id"]}}}'}
    chat.bot("sendDocument", files=files, chat_id=PERSON, **reply)
    chat.bot("sendAudio", files={"audio": media / "tone.mp3"}, chat_id=PERSON, title="T" * 80)


@pytest.mark.parametrize("context_options", [PHONE, PHONE | {"locale": "fa"}], indirect=True, ids=["en", "fa"])
async def test_on_the_smallest_phone_nothing_is_cut_off(chat: Chat, media: Path) -> None:
    fill(chat, media)
    await expect(chat.page.locator(".message")).to_have_count(5)
    wide = await chat.page.evaluate("""() => [...document.querySelectorAll(
        ".bubble, .key, .visual, .document, .song, #header > *, #composer > *, #composer .row > *"
    )].filter(node => node.checkVisibility()).map(node => [node.className || node.id, node.getBoundingClientRect()])
      .filter(([, box]) => box.left < 0 || box.right > innerWidth).map(([name]) => name)""")
    assert wide == []
    assert await chat.page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("context_options", [PHONE], indirect=True)
async def test_on_a_phone_the_list_of_chats_is_a_step_back(chat: Chat) -> None:
    sidebar = chat.page.locator("#sidebar")
    await expect(sidebar).to_be_hidden()
    chat.emulator.write("Psst", user_id=7, chat_id=GROUP)
    await expect(chat.page.locator("#back-count")).to_have_text("1")
    await chat.page.locator("#back").tap()
    await expect(sidebar).to_be_visible()
    await chat.page.locator(f".chat-row[data-chat='{GROUP}']").tap()
    await expect(chat.page.locator("#header-title")).to_have_text("Friends")
    await expect(sidebar).to_be_hidden()
    await expect(chat.page.locator("#back-count")).to_be_empty()


@pytest.mark.parametrize("context_options", [PHONE | {"viewport": {"width": 390, "height": 844}}], indirect=True)
async def test_the_newest_message_stays_in_sight_when_the_keyboard_comes_up(chat: Chat) -> None:
    for number in range(30):
        last = chat.bot.say(f"Message {number}")
    await expect(chat.bubble(last)).to_be_in_viewport()
    await chat.page.set_viewport_size({"width": 390, "height": 420})
    await expect(chat.bubble(last)).to_be_in_viewport()
    field = await chat.page.locator("#composer").bounding_box()
    assert field["y"] + field["height"] <= 420


@pytest.mark.parametrize("context_options", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
async def test_text_is_easy_to_read_by_day_and_by_night(chat: Chat) -> None:
    """Contrast of at least 4.5 (WCAG 2.2, 1.4.3), on both kinds of bubbles."""
    bot = chat.bubble(chat.bot.say("Readable"))
    own = chat.bubble(chat.emulator.write("Readable"))
    await expect(own).to_be_visible()
    for message in (bot, own):
        ratio = await message.locator(".bubble").evaluate("""node => {
            const light = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part => part / 255)
                .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
                .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
            const style = getComputedStyle(node);
            const [one, two] = [light(style.color), light(style.backgroundColor)].sort((a, b) => b - a);
            return (one + 0.05) / (two + 0.05);
        }""")
        assert ratio >= 4.5


async def test_every_control_has_a_name_and_the_messages_are_a_log(chat: Chat, media: Path) -> None:
    fill(chat, media)
    await expect(chat.page.locator(".message")).to_have_count(5)
    await expect(chat.page.get_by_role("log", name="Messages").first).to_be_visible()
    nameless = await chat.page.evaluate("""() => [...document.querySelectorAll("button, a, input, textarea")]
        .filter(node => node.checkVisibility() && !node.textContent.trim() && !node.ariaLabel)
        .map(node => node.outerHTML)""")
    assert nameless == []


@pytest.mark.parametrize("context_options", [{"reduced_motion": "reduce"}], indirect=True)
async def test_nothing_moves_for_those_who_want_less_motion(chat: Chat) -> None:
    message = chat.bot.say("Here")
    await expect(chat.bubble(message)).to_be_visible()
    assert await chat.page.evaluate("document.getAnimations().length") == 0
    chat.bot("deleteMessage", chat_id=PERSON, message_id=message["message_id"])
    await expect(chat.page.locator(".message")).to_have_count(0)
