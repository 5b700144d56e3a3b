import pytest

from bot.demo.emulator import Emulator


@pytest.fixture
def emulator(tmp_path):
    with Emulator(folder=tmp_path / "telegram") as running:
        yield running
