"""`make run` without a token: the page, a sample link, the film in the chat, in a real browser."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
import urllib3
from playwright.sync_api import Page, expect, sync_playwright

from bot.demo.emulator import DEMO_TOKEN
from bot.demo.limits import UPLOAD_LIMIT
from tests.end_to_end.ferry import ROOT, free_port, surroundings

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
WAIT = 40_000  # milliseconds; the first link starts the fork server
STOP_WITHIN = 20.0  # seconds

PLACES = """(node, words) => words.map(word => {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.data.indexOf(word);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(texts.currentNode, at);
        range.setEnd(texts.currentNode, at + word.length);
        return range.getBoundingClientRect().left;
    }
})"""  # where each of the words begins, in pixels from the left

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="headless Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo as a newcomer starts it; the address it prints."""
    folder = tmp_path_factory.mktemp("demo")
    port = free_port()
    command = [sys.executable, str(ROOT / "main.py")]
    environment = {**surroundings(), "DATA_DIR": str(folder / "data"), "PORT": str(port)}
    with (folder / "log.txt").open("wb") as log:
        demo = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        assert demo.stdout is not None
        try:
            yield next(found[0] for line in demo.stdout if (found := re.search(r"http://\S+", line)))
            demo.send_signal(signal.SIGTERM)
            assert demo.wait(STOP_WITHIN) == 0
            assert {path.name for path in (folder / "data" / "demo").iterdir()} == {"samples", "samples.lock"}
        finally:
            demo.kill()
            demo.stdout.close()


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = browser.new_page(locale="en")
        opened.goto(address)
        yield opened
        browser.close()


def test_a_sample_link_becomes_a_film_that_plays(page: Page) -> None:
    page.get_by_role("button", name="A page with a video").first.click()
    film = page.locator("video").last
    expect(film).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("A boat leaves the harbour").last).to_be_visible()
    film.evaluate("film => { film.muted = true; return film.play() }")
    page.wait_for_function("film => film.currentTime > 0.2", arg=film.element_handle(), timeout=WAIT)


def test_a_broken_link_ends_with_a_sentence_and_retry(page: Page) -> None:
    page.get_by_role("button", name="A broken link").first.click()
    expect(page.get_by_text("There is nothing at this address").last).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Retry").last).to_be_visible()


def test_a_slow_link_shows_its_progress_and_can_be_cancelled(page: Page) -> None:
    page.get_by_role("button", name="A slow link").first.click()
    expect(page.get_by_text(re.compile("Downloading.*%")).last).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Cancel").last.click()
    expect(page.get_by_text("Cancelled.").last).to_be_visible(timeout=WAIT)


def test_a_large_film_is_asked_about_and_comes_in_parts_that_play(page: Page) -> None:
    films = page.locator("video")
    before = films.count()
    page.get_by_role("button", name="A large film").first.click()
    expect(page.get_by_text(re.compile("large files are not set up here: I can send .*50.* MB")).last).to_be_visible(
        timeout=WAIT
    )
    page.get_by_role("button", name=re.compile("In .*2.* parts now")).last.click()
    for number in (1, 2):
        expect(page.get_by_text(re.compile(f"part .*{number}.* of .*2.* · ")).last).to_be_visible(timeout=WAIT)
    expect(films).to_have_count(before + 2)
    for film in films.all()[before:]:
        film.evaluate("film => { film.muted = true; return film.play() }")
        page.wait_for_function("film => film.currentTime > 0.2", arg=film.element_handle(), timeout=WAIT)
        film.evaluate("film => film.pause()")


def test_a_large_file_comes_in_numbered_parts_as_was_chosen_before(page: Page) -> None:
    page.get_by_role("button", name="A large file").first.click()
    expect(page.get_by_text("To join the parts").last).to_be_visible(timeout=WAIT)
    assert [shown.inner_text() for shown in page.locator(".document .name").all()] == [
        "voyages.zip.001",
        "voyages.zip.002",
    ]
    expect(page.get_by_role("button", name="Ask me next time").last).to_be_visible(timeout=WAIT)


def test_the_demo_takes_no_more_of_a_bot_than_telegram_does(address: str) -> None:
    form = {"chat_id": "1001", "document": ("large.bin", bytes(UPLOAD_LIMIT + 1))}
    answer = urllib3.request("POST", f"{address}/bot{DEMO_TOKEN}/sendDocument", fields=form, retries=False)
    assert (answer.status, answer.json()["description"]) == (413, "Request Entity Too Large")


def test_in_persian_the_page_turns_and_the_bot_answers_in_persian(page: Page) -> None:
    page.get_by_text("FA", exact=True).first.click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("textarea").fill("/help")
    page.keyboard.press("Enter")
    expect(page.get_by_text("پیوندی بفرستید").last).to_be_visible(timeout=WAIT)


def test_in_persian_a_failure_reads_from_right_to_left_though_it_begins_with_a_sign(page: Page) -> None:
    page.get_by_role("button", name="یک پیوند خراب").first.click()
    said = page.get_by_text("در این نشانی چیزی نیست").last
    expect(said).to_be_visible(timeout=WAIT)
    places = said.evaluate(PLACES, ["⚠", "در این"])
    assert places[0] > places[1]  # the sign stands where the line begins: to the right of the words
