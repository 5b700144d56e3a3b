"""Cancel works in every stage within two seconds, ends the child and its ffmpeg, and removes the folder."""

import time
from collections.abc import Callable, Iterator

import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import Ferry
from tests.end_to_end.person import Person
from tests.servers.origin import MediaOrigin

PATIENCE = 20.0  # seconds; two are promised, a busy machine takes longer


@pytest.fixture(autouse=True)
def _nothing_left(ferry: Ferry, origin: MediaOrigin) -> Iterator[None]:
    yield
    until(lambda: not list(ferry.downloads.iterdir()))
    assert not [process for process in ferry.family() if "ffmpeg" in process.name()]
    origin.wait_idle(PATIENCE)


def until(true: Callable[[], bool]) -> None:
    """Wait for something the emulator doesn't see."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("path", "stage", "asked"),
    [
        ("hang/clip.mp4", "Looking", "clip.mp4"),
        ("hang/pages/og-video", "Looking", "og-video"),
        ("throttled/30000/size/3000000.bin", "Downloading", "3000000.bin"),
        ("drip/clip.mp4", "Looking", "clip.mp4"),
        ("throttled/4000/hls/master.m3u8", "Looking", ".ts"),  # a fragment is told of when it is whole
    ],
)
def test_the_button_ends_a_delivery_at_once(
    ann: Person, origin: MediaOrigin, path: str, stage: str, asked: str
) -> None:
    origin.reset()
    ann.write(f"{origin.url}/{path}")
    line = ann.message(stage)
    until(lambda: any(asked in request.path for request in origin.requests))
    assert "Cancelling" in ann.answer(ann.press(line, "✕ Cancel"))
    ann.message("Cancelled", timeout=PATIENCE)


def test_cancel_ends_the_sending_too(ann: Person, origin: MediaOrigin, emulator: Emulator) -> None:
    emulator.fault("sendDocument", delay=30)
    ann.write(f"{origin.url}/size/40000000.bin")
    line = ann.message("Sending")
    ann.press(line, "✕ Cancel")
    ann.message("Cancelled", timeout=PATIENCE)
    emulator.clear_faults()


def test_the_command_ends_all_of_a_person_and_nothing_of_others(ann: Person, ben: Person, origin: MediaOrigin) -> None:
    ben.write(f"{origin.url}/throttled/100000/size/300000.bin?ben")
    ann.write(f"{origin.url}/hang/1.mp4 {origin.url}/hang/2.mp4 {origin.url}/hang/3.mp4")
    ann.message("Looking")
    ann.write("/cancel")
    ann.message("3 deliveries are being stopped", timeout=PATIENCE)
    assert ben.file("document")


def test_what_waits_in_line_can_be_cancelled(ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/hang/1.mp4 {origin.url}/hang/2.mp4 {origin.url}/hang/3.mp4")
    ann.press(ann.message("In line, place 1"), "✕ Cancel")
    ann.message("Cancelled", timeout=PATIENCE)
    ann.write("/cancel")
    ann.message("2 deliveries are being stopped", timeout=PATIENCE)


def test_a_cancelled_delivery_can_be_had_again(ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/throttled/200000/size/1500000.bin")
    ann.press(ann.message("Downloading"), "✕ Cancel")
    ann.press(ann.message("Cancelled", timeout=PATIENCE), "🔁 Retry")
    assert ann.file("document")
