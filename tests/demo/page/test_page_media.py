"""Files in the chat: players that play, pictures that open, documents that are saved, boxes that don't jump."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.demo.page.conftest import PERSON, Chat

pytestmark = pytest.mark.browser


def send(chat: Chat, kind: str, path: Path, thumbnail: Path | None = None, **parameters: Any) -> Any:
    """The bubble of a file the bot sends."""
    files = {kind.lower(): path} | ({"thumbnail": thumbnail} if thumbnail else {})
    return chat.bubble(chat.bot(f"send{kind}", files=files, chat_id=PERSON, **parameters))


async def test_a_video_has_its_shape_at_once_and_plays_when_pressed(chat: Chat, media: Path) -> None:
    facts = {"width": 320, "height": 180, "duration": 2, "caption": "A clip"}
    bubble = send(chat, "Video", media / "clip.mp4", media / "thumb.jpg", **facts)
    box = await bubble.locator(".visual").bounding_box()
    assert box["width"] / box["height"] == pytest.approx(320 / 180, rel=0.02)
    assert (await bubble.locator("video").get_attribute("poster")).startswith("/page/file/")
    await expect(bubble.locator(".badge")).to_contain_text("0:02")
    await bubble.locator(".play").click()
    await chat.see("document.querySelector('video').currentTime > 0")
    assert await bubble.locator("video").evaluate("film => film.controls")
    await expect(bubble.locator(".play")).to_be_hidden()


async def test_an_edit_of_the_caption_leaves_the_playing_video_alone(chat: Chat, media: Path) -> None:
    facts = {"width": 320, "height": 180, "caption": "One"}
    message = chat.bot("sendVideo", files={"video": media / "clip.mp4"}, chat_id=PERSON, **facts)
    bubble = chat.bubble(message)
    await bubble.locator(".play").click()
    film = await bubble.locator("video").element_handle()
    chat.bot("editMessageCaption", chat_id=PERSON, message_id=message["message_id"], caption="Two")
    await expect(bubble.locator(".text")).to_contain_text("Two")
    assert await film.evaluate("film => film.isConnected")


async def test_the_second_player_stops_the_first(chat: Chat, media: Path) -> None:
    clip = send(chat, "Video", media / "clip.mp4", width=320, height=180)
    song = send(chat, "Audio", media / "tone.mp3", duration=2, title="Tone", performer="Harbour")
    await clip.locator("video").evaluate("film => { film.loop = true }")
    await clip.locator(".play").click()
    await chat.see("!document.querySelector('video').paused")
    await song.locator(".toggle").click()
    await chat.see("document.querySelector('video').paused")


async def test_a_song_shows_what_it_is_plays_and_can_be_sought(chat: Chat, media: Path) -> None:
    facts = {"duration": 2, "title": "Tone", "performer": "Harbour"}
    bubble = send(chat, "Audio", media / "tone.mp3", media / "thumb.jpg", **facts)
    await expect(bubble.locator(".name")).to_have_text("Tone")
    await expect(bubble.locator(".performer")).to_have_text("Harbour")
    await expect(bubble.locator(".clock")).to_contain_text("0:02")
    await bubble.locator(".toggle").click()
    await chat.see("document.querySelector('audio').currentTime > 0")
    await expect(bubble.locator(".clock")).to_contain_text("/ 0:02")
    await bubble.locator(".toggle").click()
    await chat.see("document.querySelector('audio').paused")
    await bubble.locator(".seek").fill("500")
    await chat.see("Math.abs(document.querySelector('audio').currentTime - 1) < 0.2")


async def test_a_picture_opens_in_full_and_closes_with_escape(chat: Chat, media: Path) -> None:
    bubble = send(chat, "Photo", media / "picture.jpg", caption="Morning")
    await chat.see("document.querySelector('.photo img')?.naturalWidth > 0")
    await bubble.locator(".open").click()
    box = chat.page.locator("dialog.lightbox")
    await expect(box.locator("img")).to_have_attribute("alt", "Morning")
    assert (await box.get_by_label("Save").get_attribute("href")).endswith("?download=1")
    await chat.page.keyboard.press("Escape")
    await expect(box).to_have_count(0)


async def test_an_animation_runs_silently_and_again_and_again(chat: Chat, media: Path) -> None:
    send(chat, "Animation", media / "loop.mp4", width=320, height=180, duration=2)
    await chat.see("document.querySelector('.animation video')?.currentTime > 0")
    film = chat.page.locator(".animation video")
    state = await film.evaluate("film => [film.loop, film.muted, film.paused, film.controls]")
    assert state == [True, True, False, False]


@pytest.mark.parametrize("context_options", [{"reduced_motion": "reduce"}], indirect=True)
async def test_an_animation_waits_for_those_who_want_less_motion(chat: Chat, media: Path) -> None:
    bubble = send(chat, "Animation", media / "loop.mp4", width=320, height=180, duration=2)
    film = bubble.locator("video")
    assert await film.evaluate("film => [film.autoplay, film.controls]") == [False, True]


async def test_a_file_shows_name_and_size_and_is_saved_under_its_name(chat: Chat, media: Path) -> None:
    bubble = send(chat, "Document", media / "notes.txt", caption="Notes")
    await expect(bubble.locator(".name")).to_have_text("notes.txt")
    await expect(bubble.locator(".facts")).to_have_text("14 bytes · Save")
    async with chat.page.expect_download() as started:
        await bubble.locator("a.document").click()
    download = await started.value
    assert download.suggested_filename == "notes.txt"
    assert Path(await download.path()).read_text() == "A plain file.\n"


async def test_nothing_moves_while_files_load(chat: Chat, media: Path) -> None:
    gate = asyncio.Event()

    async def hold(route: Route) -> None:
        await gate.wait()
        await route.continue_()

    await chat.page.route("**/page/file/*", hold)
    photo = send(chat, "Photo", media / "picture.jpg")
    video = send(chat, "Video", media / "clip.mp4", width=320, height=180)
    below = chat.bubble(chat.bot.say("Below"))
    await expect(below).to_be_visible()
    for bubble in (photo, video):
        box = await bubble.locator(".visual").bounding_box()
        assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    before = await below.evaluate("node => node.offsetTop")
    gate.set()
    await chat.see("document.querySelector('.photo img').naturalWidth && document.querySelector('video').videoWidth")
    assert await below.evaluate("node => node.offsetTop") == before
