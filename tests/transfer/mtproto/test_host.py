"""What this machine does for large files."""

import gc
import logging
import sys
from pathlib import Path

import pytest

from bot.transfer.mtproto import host
from bot.transfer.mtproto.upload import PART

ROOT = Path(__file__).parents[3]


def test_the_cipher_in_use_is_the_one_of_the_requirements() -> None:
    name, _, version = str(host.cipher()).partition(" ")
    assert f"{name}=={version} " in (ROOT / "requirements.txt").read_text()


def test_the_cipher_is_noted_at_start(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert host.noted_cipher() == host.cipher()
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_a_missing_cipher_is_an_error(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tgcrypto", None)
    monkeypatch.setattr(sys, "path", [])
    assert host.noted_cipher() is None
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_the_allocator_keeps_the_buffers_of_a_part() -> None:
    """What each part passes is had again without new pages from the system."""
    resource = pytest.importorskip("resource")
    host.keep_buffers()

    def faults(rounds: int) -> int:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        for _ in range(rounds):
            _ = [bytearray(b"x" * PART) for _ in range(4)]
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

    faults(5)
    assert faults(50) < 50  # each buffer would cost 128 pages anew
    host.give_back()


def test_the_collector_passes_over_what_is_there_by_then() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    assert any(one is cycle for one in gc.get_objects())  # what it would go through
    host.pass_over()
    assert not any(one is cycle for one in gc.get_objects())
    gc.unfreeze()
