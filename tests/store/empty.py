"""Fresh databases for tests, copied from one that was migrated once."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.store.database import Database


def open_empty(path: Path) -> Database:
    """A new, empty database in that file."""
    shutil.copyfile(Path(_template().name) / "empty.db", path)
    return Database(path)


@cache
def _template() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="ferry-store-")
    Database(Path(folder.name) / "empty.db").close()
    return folder
