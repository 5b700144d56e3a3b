"""Takes the pictures of docs/tour.md: walks through the demo in headless Chromium, and keeps what the page shows.

python docs/tour/take.py            all of them
python docs/tour/take.py settings   only scenes whose name holds that word; some show what earlier ones have fetched
"""

import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[1]
PHONE: ViewportSize = {"width": 390, "height": 844}  # CSS pixels
DESKTOP: ViewportSize = {"width": 1100, "height": 760}
README: ViewportSize = {"width": 1120, "height": 960}
COLOURS = 256  # of a picture: a palette makes it a third as large, and nobody sees it
WAIT = 60_000  # milliseconds anything may take; the longest is the playlist with its eleven films
STOP_WITHIN = 20  # seconds the demo has to end
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking")

# Samples, as bot/demo/origin.py has them.
VIDEO = "watch/harbour"
HEIGHTS = "watch/crossing"
PLAYLIST = "feeds/voyage.rss"
ALBUM = "feeds/album.rss"
LARGE_FILM = "large/round-the-harbour.mp4"
SLOW = "slow/media/harbour.mp4"
SLOW_SONG = "slow/music/ferry-song.mp3"  # on the same site, though no sample
LIVE = "watch/lighthouse"
BROKEN = "broken/lost-at-sea.mp4"

ISOLATES = r" [\u2066-\u2069]*"  # a space, and the signs by which a number keeps its direction in any sentence

# What was said before a scene is not shown in it.
TIDY = "document.querySelectorAll('.message, .date').forEach(node => { node.style.display = 'none'; })"


class Tour:
    """One person's way through the demo. Buttons are named by their sign, which is the same in every language."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def look(self, size: ViewportSize, *, samples: bool = False) -> None:
        """Make the window so large, with or without the sample links."""
        self.page.set_viewport_size(size)
        if self.page.locator("#samples").is_visible() != samples:
            self.page.locator("#samples-open").click()

    def begin(self, language: str, size: ViewportSize = PHONE) -> None:
        """A chat that looks empty, in a language."""
        self.look(size)
        self.page.locator(f"[data-language={language}]:visible").first.click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.page.evaluate(TIDY)

    def say(self, text: str) -> Locator:
        """Write a message; it, once it stands there."""
        mine = self.page.locator(".message.own")
        before = mine.count()
        self.page.fill("#text", text)
        self.page.keyboard.press("Escape")  # closes the list of commands
        self.page.keyboard.press("Enter")
        expect(mine).to_have_count(before + 1)
        return mine.nth(before)

    def sample(self, path: str) -> str:
        """The address of a sample, by its path on the demo's site."""
        return self.page.locator(f"#sample-list .chip[title$='/{path}']").get_attribute("title") or ""

    def last(self, words: str) -> Locator:
        """The newest of the bot's messages, once one with these words is there."""
        message = self.page.locator(".message:not(.own):visible").filter(has_text=words).last
        expect(message).to_be_visible()
        return message

    def key(self, label: str) -> Locator:
        """The newest button with this label, once it is there."""
        key = self.page.locator(".key:visible", has_text=re.compile(re.escape(label).replace(r"\ ", ISOLATES))).last
        expect(key).to_be_visible()
        return key

    def press(self, label: str) -> None:
        self.key(label).click()

    def film(self) -> None:
        """Wait for a film or a picture."""
        expect(self.page.locator(".message:visible .visual").last).to_be_visible()

    def take(self, name: str, *, top: Locator | None = None) -> None:
        """Keep what is shown, from the message `top` on, else what is newest; no toast lies over it."""
        self.page.mouse.move(0, 0)
        self.page.evaluate("document.activeElement.blur()")
        expect(self.page.locator("#toast")).to_be_empty()
        expect(self.page.locator("[aria-busy=true]:visible")).to_have_count(0)
        if top is not None:
            top.evaluate("node => node.scrollIntoView()")
        self.page.wait_for_function("[...document.images].every(image => image.complete)")
        shot = Image.open(io.BytesIO(self.page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        palette = shot.quantize(COLOURS, Image.Quantize.FASTOCTREE)  # keeps white white
        small = shot.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
        small.save(FOLDER / f"{name}.png", optimize=True)


def film(tour: Tour) -> None:
    tour.begin("en")
    tour.say(tour.sample(VIDEO))
    tour.film()
    tour.take("film")
    tour.look(README, samples=True)
    tour.say(tour.sample(SLOW))
    tour.last("%")
    tour.take("../demo")
    tour.press("✕")


def under_way(tour: Tour) -> None:
    tour.begin("en")
    tour.say(tour.sample(SLOW))
    tour.last("%")
    tour.take("under-way")
    tour.press("✕")


def question(tour: Tour) -> None:
    for language in ("en", "fa", "ru"):
        tour.begin(language)
        tour.say(tour.sample(HEIGHTS))
        tour.press("⚙️")
        tour.key("✂️")
        tour.take(f"question-{language}", top=tour.last("The crossing"))
        tour.press("✕")


def piece(tour: Tour) -> None:
    tour.begin("en")
    tour.say(tour.sample(HEIGHTS))
    tour.press("⚙️")
    tour.press("✂️")
    tour.last("1:20-2:05")
    tour.say("0:10-0:25")
    tour.last("Only")
    tour.take("piece", top=tour.last("Only"))
    tour.press("360p")
    tour.film()


def playlist(tour: Tour) -> None:
    tour.begin("en")
    link = tour.say(tour.sample(PLAYLIST))
    tour.key("🔢")
    tour.take("playlist", top=link)
    tour.press("12")
    report = tour.last("✅")
    tour.take("playlist-report", top=report)


def album(tour: Tour) -> None:
    tour.begin("en")
    tour.say(tour.sample(ALBUM))
    tour.press("6")
    expect(tour.page.locator(".album .visual:visible")).to_have_count(6)
    tour.take("album")


def memory(tour: Tour) -> None:
    tour.begin("en")
    tour.say(tour.sample(VIDEO))
    tour.key("🔄")
    tour.take("memory")


def large(tour: Tour) -> None:
    tour.begin("fa")
    tour.say(tour.sample(LARGE_FILM))
    tour.last("📦")
    tour.take("large-fa")
    tour.press("✕")


def failure(tour: Tour) -> None:
    tour.begin("ru")
    tour.say(tour.sample(BROKEN))
    tour.last("⚠️")
    tour.take("failure-ru")
    tour.begin("fa")
    tour.say(tour.sample(LIVE))
    tour.key("🔔")
    tour.take("live-fa")


def settings(tour: Tour) -> None:
    for language in ("en", "fa"):
        tour.begin(language)
        tour.say("/settings")
        tour.key("🌐")
        tour.take(f"settings-{language}")


def links(tour: Tour) -> None:
    tour.begin("en")
    tour.say("/links")
    tour.key("☑️")
    tour.take("links")
    tour.press("☑️")
    tour.press("⬜ 1")
    tour.press("⬜ 3")
    tour.key("🗑 Delete 2")
    tour.take("links-select")
    tour.press("✓")
    tour.begin("en")
    tour.say("/links boat")
    tour.last("🔍")
    tour.take("links-search")
    tour.begin("fa", DESKTOP)
    tour.say("/links boat")
    tour.last("🔍")
    tour.take("links-fa")


def inline(tour: Tour) -> None:
    tour.begin("en")
    tour.page.locator("#text").fill("@ferry_demo_bot ")
    tour.page.locator("#text").press_sequentially("boat")
    expect(tour.page.locator("#offers .suggestion").first).to_be_visible()
    tour.take("inline")
    tour.page.fill("#text", "")


def status(tour: Tour) -> None:
    tour.begin("en")
    slow = tour.sample(SLOW)
    for link in (slow, slow.replace(SLOW, SLOW_SONG)):
        tour.say(link)
    expect(tour.page.locator(".message:visible", has_text="%")).to_have_count(2)
    tour.say("/status")
    tour.key("✕ 2")
    tour.take("status")
    tour.press("✕ 2")
    tour.press("✕ 1")


def forget(tour: Tour) -> None:
    tour.begin("ru")
    tour.say("/forget")
    tour.key("🗑")
    tour.take("forget-ru")


def owner(tour: Tour) -> None:
    tour.begin("en", DESKTOP)
    tour.say("/admin")
    tour.key("📣")
    tour.take("admin")
    tour.begin("en", DESKTOP)
    tour.say("/stats")
    tour.film()
    tour.take("stats")


# Later ones find what earlier ones have fetched: a memory, kept links, figures.
SCENES: tuple[Callable[[Tour], None], ...] = (
    film,
    under_way,
    question,
    piece,
    playlist,
    album,
    memory,
    links,
    large,
    failure,
    settings,
    inline,
    status,
    forget,
    owner,
)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that knows nobody yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"PORT": str(port), "DATA_DIR": data, "LOG_LEVEL": "ERROR", "USER_DELIVERIES": "2"}
        command = [sys.executable, "main.py", "--demo"]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                said = (re.search(r"Open (http\S+)", line) for line in process.stdout)
                yield next(found[1] for found in said if found)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(STOP_WITHIN)


def main(arguments: Sequence[str]) -> int:
    """Take the pictures; the exit status, as a shell wants it."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("The pictures want Chromium (Debian: apt install chromium).\n")
        return 1
    scenes = [scene for scene in SCENES if not arguments or any(word in scene.__name__ for word in arguments)]
    expect.set_options(timeout=WAIT)
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        context = browser.new_context(viewport=None, locale="en-GB", bypass_csp=True, reduced_motion="reduce")
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.goto(address)
        page.wait_for_selector("body.ready")
        for scene in scenes:
            scene(Tour(page))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
