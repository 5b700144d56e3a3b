"""Albums: pictures and films of one group in one bubble, as a mosaic."""

import json
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


def send(chat: Chat, media: Path, count: int, captions: dict[int, str] | None = None) -> list[dict[str, Any]]:
    """An album of so many pictures, the last one a film."""
    items: list[dict[str, Any]] = [{"type": "photo", "media": "attach://picture"} for _ in range(count - 1)]
    items.append({"type": "video", "media": "attach://film", "width": 320, "height": 180, "duration": 2})
    for place, caption in (captions or {}).items():
        items[place]["caption"] = caption
    files = {"picture": media / "picture.jpg", "film": media / "clip.mp4"}
    sent: list[dict[str, Any]] = chat.bot("sendMediaGroup", files=files, chat_id=PERSON, media=json.dumps(items))
    return sent


@pytest.mark.parametrize("count", range(2, 11))
async def test_an_album_is_one_bubble_whose_cells_fill_its_rows(chat: Chat, media: Path, count: int) -> None:
    album = chat.bubble(send(chat, media, count)[0]).locator(".album")
    await expect(album.locator(".visual")).to_have_count(count)
    await expect(chat.page.locator(".message")).to_have_count(1)
    whole = await album.bounding_box()
    rows = [
        [await cell.bounding_box() for cell in await row.locator(".visual").all()]
        for row in await album.locator(".row").all()
    ]
    for cells in rows:
        assert len({cell["y"] for cell in cells}) == 1
        assert len({round(cell["height"]) for cell in cells}) == 1
        assert sum(cell["width"] for cell in cells) == pytest.approx(whole["width"], abs=3 * len(cells))
    assert whole["height"] < 2 * whole["width"]


async def test_the_only_caption_stands_below_all_of_it_and_of_several_none(chat: Chat, media: Path) -> None:
    one = chat.bubble(send(chat, media, 3, {1: "Three of us"})[0])
    await expect(one.locator(".text")).to_contain_text("Three of us")
    several = chat.bubble(send(chat, media, 3, {0: "First", 1: "Second"})[0])
    await expect(several.locator(".album")).to_be_visible()
    await expect(several.locator(".text")).to_have_count(0)
    await expect(several.locator(".meta")).to_be_visible()


async def test_what_is_deleted_leaves_the_album_and_the_last_one_is_a_picture_of_its_own(
    chat: Chat, media: Path
) -> None:
    sent = send(chat, media, 3)
    bubble = chat.bubble(sent[0])
    await expect(bubble.locator(".album .visual")).to_have_count(3)
    chat.bot("deleteMessage", chat_id=PERSON, message_id=sent[2]["message_id"])
    await expect(bubble.locator(".album .visual")).to_have_count(2)
    chat.bot("deleteMessage", chat_id=PERSON, message_id=sent[0]["message_id"])
    await expect(chat.page.locator(".album")).to_have_count(0)
    await expect(chat.page.locator(".visual")).to_have_count(1)
    chat.bot("deleteMessage", chat_id=PERSON, message_id=sent[1]["message_id"])
    await expect(chat.page.locator(".message")).to_have_count(0)


async def test_an_album_is_there_again_after_a_reload_and_in_another_language(chat: Chat, media: Path) -> None:
    send(chat, media, 4)
    await expect(chat.page.locator(".album .visual")).to_have_count(4)
    await chat.open()
    await expect(chat.page.locator(".album .visual")).to_have_count(4)
    await chat.page.locator("[data-language=ru]:visible").first.click()
    await expect(chat.page.locator("html")).to_have_attribute("lang", "ru")
    await expect(chat.page.locator(".album .visual")).to_have_count(4)


async def test_a_picture_of_an_album_opens_in_full(chat: Chat, media: Path) -> None:
    album = chat.bubble(send(chat, media, 2)[0]).locator(".album")
    await album.locator(".open").first.click()
    await expect(chat.page.locator("dialog.lightbox img")).to_be_visible()


async def test_files_of_a_group_are_bubbles_that_belong_together(chat: Chat, media: Path) -> None:
    items = [{"type": "document", "media": "attach://notes"}] * 2
    sent = chat.bot("sendMediaGroup", files={"notes": media / "notes.txt"}, chat_id=PERSON, media=json.dumps(items))
    await expect(chat.page.locator(".message")).to_have_count(2)
    await expect(chat.page.locator(f".message[data-id='{sent[1]['message_id']}']")).to_contain_class("follows")
