"""The databases that a store's contract is held against."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.store.empty import open_empty


@pytest.fixture(params=["sqlite"])
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_empty(tmp_path / "ferry.db")
    yield database
    database.close()
