"""The demo's page in headless Chromium, before a real emulator; the bot's side is plain Bot API calls."""

import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import imageio_ffmpeg
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.demo.emulator import Emulator

PERSON = 1001
GROUP = -1002000000001
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
CHROMIUM = shutil.which("chromium")
WAIT = 40_000  # milliseconds a page may take for anything; a busy machine takes its time
expect.set_options(timeout=WAIT)
SAMPLES = (("demo-sample-video", "http://127.0.0.1:9/watch"), ("demo-sample-song", "http://127.0.0.1:9/song.mp3"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests here share one browser, hence one loop; without Chromium they are skipped."""
    for item in items:
        if not item.path.is_relative_to(Path(__file__).parent) or not item.get_closest_marker("browser"):
            continue
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if CHROMIUM is None:
            item.add_marker(pytest.mark.skip(reason="headless Chromium: apt-get install chromium"))


@dataclass
class Clock:
    """The emulator's clock: so many seconds behind the present."""

    behind: float = 0.0

    def __call__(self) -> float:
        return time.time() - self.behind


@dataclass
class Bot:
    """Calls the Bot API as a bot does."""

    emulator: Emulator

    def __call__(self, method: str, *, files: dict[str, Path] | None = None, **parameters: Any) -> Any:
        address = f"{self.emulator.api_base}{self.emulator.token}/{method}"
        if files:
            parts = {name: (path.name, path.read_bytes()) for name, path in files.items()}
            answer = httpx.post(address, data=parameters, files=parts, timeout=WAIT / 1000)
        else:
            answer = httpx.post(address, json=parameters, timeout=WAIT / 1000)
        assert answer.json()["ok"], answer.text
        return answer.json()["result"]

    def say(self, text: str, chat_id: int = PERSON, **parameters: Any) -> dict[str, Any]:
        result: dict[str, Any] = self("sendMessage", chat_id=chat_id, text=text, **parameters)
        return result


@dataclass
class Chat:
    """An open page, the emulator behind it, and what went wrong in the page."""

    emulator: Emulator
    page: Page
    bot: Bot
    troubles: list[str] = field(default_factory=list)

    def bubble(self, message: dict[str, Any] | int) -> Any:
        """The element of a message in the open chat."""
        message_id = message if isinstance(message, int) else message["message_id"]
        return self.page.locator(f".timeline:not([hidden]) .message[data-id='{message_id}']")

    async def see(self, script: str) -> Any:
        """Wait until a JavaScript expression is truthy; its value. (wait_for_function would need eval in the page.)"""
        deadline = time.monotonic() + WAIT / 1000
        while not (value := await self.page.evaluate(script)):
            assert time.monotonic() < deadline, f"never true: {script}"
            await self.page.wait_for_timeout(50)
        return value

    async def open(self) -> None:
        await self.page.goto(self.emulator.url)
        await self.page.wait_for_selector("body.ready")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        await browser.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def emulator(tmp_path: Path, clock: Clock) -> Iterator[Emulator]:
    with Emulator(folder=tmp_path / "emulator", samples=SAMPLES, now=clock) as emulator:
        yield emulator


@pytest.fixture
def context_options(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Options of the browser's context, given with `@pytest.mark.parametrize(..., indirect=True)`."""
    return dict(getattr(request, "param", {}))


@pytest_asyncio.fixture(loop_scope="session")
async def chat(browser: Browser, emulator: Emulator, context_options: dict[str, Any]) -> AsyncIterator[Chat]:
    """The page, open; after the test nothing may have gone wrong in it, and nothing have been fetched elsewhere."""
    context = await browser.new_context(**{"viewport": {"width": 1000, "height": 700}} | context_options)
    context.set_default_timeout(WAIT)
    page = await context.new_page()
    chat = Chat(emulator, page, Bot(emulator))
    page.on("pageerror", lambda error: chat.troubles.append(str(error)))
    page.on("console", lambda said: said.type == "error" and chat.troubles.append(said.text))
    page.on("request", lambda sent: sent.url.startswith(emulator.url) or chat.troubles.append(sent.url))
    await chat.open()
    yield chat
    await context.close()
    assert chat.troubles == []


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with clip.mp4 (320 × 180, 2 s), loop.mp4 (silent), tone.mp3, picture.jpg, thumb.jpg, notes.txt."""
    folder = tmp_path_factory.mktemp("media")
    picture = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10:duration=2")
    tone = ("-f", "lavfi", "-i", "sine=440:duration=2")
    h264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-movflags", "+faststart")
    made = {
        "clip.mp4": (*picture, *tone, *h264, "-c:a", "aac"),
        "loop.mp4": (*picture, *h264),
        "tone.mp3": (*tone, "-metadata", "title=Tone"),
        "picture.jpg": (*picture, "-frames:v", "1", "-vf", "scale=640:360"),
        "thumb.jpg": (*picture, "-frames:v", "1"),
    }
    for name, arguments in made.items():
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-nostdin", *arguments, str(folder / name)]
        subprocess.run(command, check=True, timeout=60)
    (folder / "notes.txt").write_text("A plain file.\n")
    return folder
