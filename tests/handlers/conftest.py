"""The house with everybody let in, and one with a guest list."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.handlers.house import ANN, House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path) as made:
        yield made


@pytest.fixture
async def private_house(tmp_path: Path) -> AsyncIterator[House]:
    """Only Ann and the admin may come in."""
    async with open_house(tmp_path, allowed=(ANN,)) as made:
        yield made
