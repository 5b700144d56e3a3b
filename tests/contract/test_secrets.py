"""Secrets: kept, encrypted, and unreadable with another key."""

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.store.database import Database
from bot.store.secrets import SecretStore
from bot.store.tables import secrets as table
from tests.store.empty import open_empty

KEY = "123456:a-key-nobody-guesses"
SESSION = "BAAB-session-string-ünïcode"
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def secrets(database: Database) -> SecretStore:
    return SecretStore(database, KEY)


def stored(database: Database, name: str) -> bytes | None:
    with database.read() as connection:
        return connection.execute(select(table.c.value).where(table.c.name == name)).scalar()


def test_a_secret_comes_back_as_it_was_kept(database: Database, secrets: SecretStore) -> None:
    assert secrets.get("session") is None
    secrets.set("session", SESSION)
    secrets.set("other", "")
    assert SecretStore(database, KEY).get("session") == SESSION
    assert secrets.get("other") == ""


def test_the_newest_value_of_a_name_is_kept_with_its_time(database: Database) -> None:
    SecretStore(database, KEY, now=lambda: NOW).set("session", "old")
    SecretStore(database, KEY, now=lambda: NOW + timedelta(days=1)).set("session", SESSION)
    assert SecretStore(database, KEY).get("session") == SESSION
    with database.read() as connection:
        assert connection.execute(select(table.c.name, table.c.changed_at)).all() == [
            ("session", NOW + timedelta(days=1))
        ]


def test_a_forgotten_secret_is_gone(database: Database, secrets: SecretStore) -> None:
    secrets.set("session", SESSION)
    secrets.set("session", None)
    secrets.set("never kept", None)
    assert secrets.get("session") is None
    assert stored(database, "session") is None


def test_what_lies_in_the_database_shows_nothing(database: Database, secrets: SecretStore) -> None:
    secrets.set("session", SESSION)
    first = stored(database, "session")
    secrets.set("session", SESSION)
    assert first is not None
    assert b"session-string" not in first
    assert stored(database, "session") != first  # nor that two secrets are the same


def test_with_another_key_it_is_none_and_one_warning_without_values(
    database: Database, secrets: SecretStore, caplog: pytest.LogCaptureFixture
) -> None:
    secrets.set("session", SESSION)
    other = "654321:another-key-altogether"
    with caplog.at_level(logging.DEBUG):
        assert SecretStore(database, other).get("session") is None
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert "name=session" in record.getMessage()
    assert not {part for part in (SESSION, KEY, other, str(stored(database, "session"))) if part in caplog.text}
    assert secrets.get("session") == SESSION  # it is still there for who has the key


@pytest.mark.parametrize("damage", [b"", b"no token", bytes(range(256))])
def test_a_damaged_value_is_none(database: Database, secrets: SecretStore, damage: bytes) -> None:
    secrets.set("session", SESSION)
    with database.write() as connection:
        connection.execute(update(table).values(value=damage))
    assert secrets.get("session") is None


def test_the_value_of_one_name_does_not_pass_for_anothers(database: Database, secrets: SecretStore) -> None:
    secrets.set("session", SESSION)
    with database.write() as connection:
        connection.execute(update(table).values(name="other"))
    assert secrets.get("other") is None


def test_the_key_is_not_in_its_repr(secrets: SecretStore) -> None:
    assert KEY not in repr(secrets)


def test_the_library_that_encrypts_is_not_imported_before_there_is_a_secret(tmp_path: Path) -> None:
    open_empty(tmp_path / "ferry.db").close()
    code = (
        "import sys, pathlib; from bot.store.database import Database; from bot.store.secrets import SecretStore;"
        "database = Database(pathlib.Path(sys.argv[1])); assert SecretStore(database, 'key').get('session') is None;"
        "database.close(); sys.exit('cryptography' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "ferry.db")]
    assert subprocess.run(command, check=False, timeout=60).returncode == 0
