"""Opening, migrating, transactions and errors of the database."""

import shutil
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import StatementError

from bot.domain.search import Search
from bot.errors import ConfigInvalid, DiskFull, FerryError
from bot.store.database import HEAD, MIGRATIONS, Database
from bot.store.links import LinkStore
from bot.store.marks import MarkStore
from bot.store.people import PeopleStore
from bot.store.tables import metadata

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ferry.db"


def differences(engine: Engine) -> list[object]:
    """Between the tables that are there and those the code expects."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def test_a_new_database_has_the_tables_the_code_expects(path: Path) -> None:
    Database(path).close()
    engine = create_engine(f"sqlite:///{path}")
    assert differences(engine) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_database_of_an_older_version_is_brought_up_to_date_with_what_it_holds(path: Path) -> None:
    path.parent.mkdir()
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.execute(
            text("INSERT INTO people VALUES (7, 'fa', :then, :then, NULL)"), {"then": "2026-01-01 00:00:00"}
        )
    database = Database(path)
    person = PeopleStore(database).get(7)
    assert person is not None
    assert person.language == "fa"
    assert PeopleStore(database).large_files(7) is None
    assert differences(engine) == []
    database.close()
    engine.dispose()


def test_links_of_an_older_version_are_found_by_site_and_words_and_know_their_end(path: Path) -> None:
    path.parent.mkdir()
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    columns = "id, user_id, url, title, added_at, expires_at, confirmed"
    row = f"INSERT INTO links ({columns}) VALUES (:id, 7, :url, :title, :at, :at, 0)"
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for number in range(1500):  # more than are read at once
            url = f"https://www.example.com/{number}?expires=1777900000"
            values = {"id": UUID(int=number + 1).hex, "url": url, "title": f"Ёлка {number}"}
            connection.execute(text(row), values | {"at": "2026-05-01 00:00:00.000000"})
    engine.dispose()
    database = Database(path)
    links = LinkStore(database)
    assert links.hosts(7, 0, 9) == ([("example.com", 1500)], 1)
    (found,), total = links.page(7, 0, 9, Search.of("ёлка 1499"))
    assert (found.title, total) == ("Ёлка 1499", 1)
    assert found.gone_at == datetime.fromtimestamp(1777900000, UTC)
    database.close()


def test_what_was_stored_is_there_after_opening_again(path: Path) -> None:
    database = Database(path)
    MarkStore(database).set("job", NOW)
    database.close()
    database = Database(str(f"sqlite:///{path}"))
    assert MarkStore(database).get("job") == NOW
    database.close()


def test_alembic_is_not_imported_when_the_schema_is_up_to_date(path: Path) -> None:
    Database(path).close()
    code = (
        "import sys, pathlib; from bot.store.database import Database; Database(pathlib.Path(sys.argv[1])).close();"
        "sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=60).returncode == 0


def test_a_half_migrated_start_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = path.parent / "migrations"
    shutil.copytree(MIGRATIONS, broken)
    last = next((broken / "versions").glob(f"{HEAD}*.py"))
    last.write_text(f"{last.read_text()}    raise RuntimeError('power cut')\n")
    with monkeypatch.context() as patch:
        patch.setattr("bot.store.database.MIGRATIONS", broken)
        with pytest.raises(RuntimeError, match="power cut"):
            Database(path)
    database = Database(path)
    database.ping()
    database.close()


def test_two_processes_may_open_a_new_database_at_once(path: Path) -> None:
    code = "import sys, pathlib; from bot.store.database import Database; Database(pathlib.Path(sys.argv[1])).ping()"
    children = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(2)]
    assert [child.wait(timeout=60) for child in children] == [0, 0]


def test_a_database_of_a_newer_version_is_refused(path: Path) -> None:
    Database(path).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(ConfigInvalid, match="another version"):
        Database(path)


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("not a database at all, but long enough to be taken for one\n" * 20)
    with pytest.raises(ConfigInvalid, match="can't be opened"):
        Database(path)


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    Database(path).close()
    assert path.stat().st_mode & 0o777 == 0o600


def test_sqlite_keeps_a_write_ahead_log_synced_at_each_commit(path: Path) -> None:
    database = Database(path)
    with database.read() as connection:
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]
    database.close()


def test_a_transaction_that_raises_leaves_no_trace(path: Path) -> None:
    database = Database(path)

    def fail_half_way() -> None:
        with database.write() as connection:
            connection.execute(text("INSERT INTO marks VALUES ('job', '2026-01-01 00:00:00.000000')"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    assert MarkStore(database).get("job") is None
    database.close()


def test_writers_of_many_threads_wait_for_each_other(path: Path) -> None:
    database = Database(path)
    store = MarkStore(database)
    start = NOW

    def write(name: str) -> None:
        for minute in range(5):
            store.set("shared", start + timedelta(minutes=minute))
            store.set(name, start)

    threads = [threading.Thread(target=write, args=(f"job {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [store.get(f"job {number}") for number in range(4)] == [start] * 4
    database.close()


def test_a_transaction_that_reads_before_it_writes_has_its_turn_from_the_beginning(path: Path) -> None:
    database = Database(path)
    other = threading.Thread(target=MarkStore(database).set, args=("other", NOW))
    with database.write() as connection:
        connection.execute(text("SELECT count(*) FROM marks"))
        other.start()
        other.join(0.3)  # it can't come in between; were it let in, the next line would fail
        connection.execute(text("INSERT INTO marks VALUES ('job', '2026-01-01 00:00:00.000000')"))
    other.join()
    assert MarkStore(database).get("other") == NOW
    database.close()


def test_a_time_comes_back_in_utc(path: Path) -> None:
    database = Database(path)
    MarkStore(database).set("job", NOW.astimezone(timezone(timedelta(hours=3, minutes=30))))
    found = MarkStore(database).get("job")
    assert found == NOW
    assert found.tzinfo is UTC
    database.close()


def test_a_time_without_a_zone_is_refused(path: Path) -> None:
    database = Database(path)
    with pytest.raises(FerryError) as caught:
        MarkStore(database).set("job", NOW.replace(tzinfo=None))
    assert isinstance(caught.value.__cause__, StatementError)
    database.close()


def test_a_full_disk_is_said_as_such(path: Path) -> None:
    database = Database(path)

    def fill() -> None:
        with database.write() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))
            for number in range(2000):
                connection.execute(text(f"INSERT INTO marks VALUES ('{number}{'x' * 500}', '2026-01-01 00:00:00')"))

    with pytest.raises(DiskFull):
        fill()
    database.close()


def test_an_error_of_the_library_becomes_ours_without_the_values(path: Path) -> None:
    database = Database(path)
    with pytest.raises(FerryError) as caught, database.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:url)"), {"url": "https://me:secret@example.com"})
    assert "secret" not in f"{caught.value} {caught.value.__cause__}"
    database.close()


def test_ping_fails_when_the_database_is_gone(path: Path) -> None:
    database = Database(path)
    database.ping()
    with database.write() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(FerryError):
        database.ping()
    database.close()
