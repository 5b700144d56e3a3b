"""How the process starts, stops, dies and comes back."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.demo.emulator import Emulator
from tests.end_to_end.ferry import ROOT, Ferry
from tests.end_to_end.person import Person
from tests.servers.origin import MediaOrigin

TROUBLE = ("Traceback", "already running", "never retrieved", "was destroyed", "Unclosed", "ResourceWarning")


@pytest.fixture
def own_ferry(emulator: Emulator, tmp_path: Path) -> Iterator[Ferry]:
    """A bot of the test's own, which it may end as it likes."""
    ferry = Ferry(emulator, tmp_path, DOWNLOAD_WORKERS="5", USER_DELIVERIES="5").start()
    yield ferry
    if ferry.process.poll() is None:
        ferry.kill()


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=10)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_stop_it_ends_with_five_downloads_running(
    own_ferry: Ferry, ann: Person, origin: MediaOrigin, number: int
) -> None:
    ann.write(" ".join(f"{origin.url}/throttled/20000/hls/master.m3u8?{n}-{number}" for n in range(5)))
    until_children(own_ferry, 5)
    family = own_ferry.family()
    assert own_ferry.stop(number) == 0
    assert gone(family)
    assert not list(own_ferry.downloads.iterdir())
    assert not [words for words in TROUBLE if words in own_ferry.log], own_ferry.log


def test_deliveries_go_on_after_a_stop_in_the_same_message(own_ferry: Ferry, ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/throttled/300000/size/1500000.bin")
    line = ann.message("Downloading")
    own_ferry.stop()
    own_ferry.start()
    assert ann.file("document")
    assert not [message for message in ann.seen() if "text" in message], "its status line is gone"
    assert line["message_id"] < ann.seen()[-1]["message_id"]


def test_killed_it_leaves_no_process_and_delivers_after_the_next_start(
    own_ferry: Ferry, ann: Person, origin: MediaOrigin
) -> None:
    ann.write(f"{origin.url}/throttled/300000/size/1500000.bin?killed")
    ann.message("Downloading")
    family = own_ferry.family()
    own_ferry.kill()
    assert gone(family)
    left = list(own_ferry.downloads.iterdir())
    assert left, "kill -9 leaves the folder"
    own_ferry.start()
    assert ann.file("document")
    assert not [folder for folder in left if folder.exists()]


def test_a_delivery_interrupted_too_often_is_given_up(own_ferry: Ferry, ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/hang/clip.mp4?often")
    for _ in range(3):
        until_children(own_ferry, 1)
        own_ferry.kill()
        own_ferry.start()
    assert "🔁 Retry" in str(ann.message("restarted too often"))


def test_the_sweep_leaves_what_is_not_a_deliverys(own_ferry: Ferry) -> None:
    precious = own_ferry.downloads / "precious" / "thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("years")
    own_ferry.stop()
    own_ferry.start()
    assert precious.exists()


def test_it_ends_in_time_though_telegram_answers_nothing(
    own_ferry: Ferry, emulator: Emulator, ann: Person, origin: MediaOrigin
) -> None:
    ann.write(f"{origin.url}/hang/clip.mp4?silent")
    ann.message("Looking")
    for method in ("sendMessage", "editMessageText"):
        emulator.fault(method, delay=60)
    ann.write("/help")
    emulator.wait(lambda _: "/help" in str(ann.texts()) or len(emulator.calls("sendMessage")) > 1)
    assert own_ferry.stop() == 0
    emulator.clear_faults()


def test_a_file_of_settings_in_a_folder_above_is_none_of_its_business(emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=bad\n")
    with Ferry(emulator, tmp_path / "below") as ferry:
        assert ferry.get("/livez")[0] == 200


def test_every_setting_that_is_wrong_is_named_at_once(emulator: Emulator, tmp_path: Path) -> None:
    ferry = Ferry(emulator, tmp_path, PORT="none", BOT_TOKEN="hush-hush", TIMEZONE="Mars/Olympus", API_ID="1")
    ran = run(ferry)
    assert ran.returncode == 78
    for name in ("PORT", "BOT_TOKEN", "TIMEZONE", "API_HASH"):
        assert name in ran.stderr
    assert "hush" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_taken_port_ends_the_start_with_a_clear_message(emulator: Emulator, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run(Ferry(emulator, tmp_path, PORT=str(taken.getsockname()[1])))
    assert ran.returncode == 78
    assert "is taken" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_refused_token_ends_the_start_with_a_clear_message(emulator: Emulator, tmp_path: Path) -> None:
    ran = run(Ferry(emulator, tmp_path, BOT_TOKEN="123456:wrong"))
    assert ran.returncode == 78
    assert "BOT_TOKEN is refused" in ran.stderr
    assert "wrong" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_web_side_says_how_it_is(own_ferry: Ferry, emulator: Emulator) -> None:
    assert own_ferry.get("/livez") == (200, "alive\n")
    status, health = own_ferry.get("/health")
    assert status == 200
    assert set(health) == {"status", "timestamp", "components"}
    assert set(health["components"]) == {"telegram", "database", "downloads", "transfer", "disk", "memory"}
    assert emulator.token not in str(health)
    assert "Ferry" in own_ferry.get("/")[1]


def test_secrets_are_not_in_the_environment_of_children(own_ferry: Ferry, ann: Person, origin: MediaOrigin) -> None:
    ann.write(f"{origin.url}/hang/clip.mp4?environment")
    until_children(own_ferry, 1)
    token = own_ferry.emulator.token
    for process in own_ferry.family()[1:]:
        assert token not in process.environ().values()


def run(ferry: Ferry) -> subprocess.CompletedProcess[str]:
    """Start it and wait for its end."""
    command = [sys.executable, str(ROOT / "main.py")]
    environment = ferry.environment
    return subprocess.run(
        command, cwd=ferry.folder, env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def until_children(ferry: Ferry, count: int) -> None:
    """Wait until so many downloads run: each child leads a session of its own."""
    deadline = time.monotonic() + 60
    while len([p for p in ferry.family()[1:] if os.getsid(p.pid) == p.pid]) < count:
        assert time.monotonic() < deadline, ferry.log
        time.sleep(0.05)
