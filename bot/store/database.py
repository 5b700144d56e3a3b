"""The database: opened, brought up to date, asked in short transactions, closed."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from bot.errors import ConfigInvalid, DiskFull, FerryError

HEAD = "0003"  # the newest revision in `migrations`; a test compares the two
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT = 10_000  # milliseconds a call waits for another's transaction, which takes a few

PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers and the writer don't wait for each other
    "PRAGMA synchronous=FULL",  # a claimed notice must be on disk before it is sent (sqlite.org/pragma.html)
    f"PRAGMA busy_timeout={BUSY_TIMEOUT}",
)


class Database:
    """One database, shared by all stores. Its methods may be called from any thread."""

    def __init__(self, target: str | Path) -> None:
        """Open a file or SQLAlchemy address, and bring its schema up to date.

        Raises ConfigInvalid when it can't be opened or was made by a newer version.
        """
        url = URL.create("sqlite", database=str(target)) if isinstance(target, Path) else make_url(target)
        # hide_parameters: links may carry credentials, and errors go to the log
        self._engine = create_engine(url, hide_parameters=True, pool_timeout=BUSY_TIMEOUT / 1000)
        try:
            if url.get_backend_name() == "sqlite":
                _prepare_sqlite(self._engine, Path(url.database or ""))
            self._migrate()
        except (DatabaseError, OSError) as error:
            self.close()
            raise ConfigInvalid([f"the database can't be opened: {_cause(error)}"]) from error
        except BaseException:
            self.close()
            raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads."""
        with _ours(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that writes: committed at its end, undone when it raises."""
        with _ours(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def ping(self) -> None:
        """Read from it; raises FerryError when that fails."""
        with self.read() as connection:
            connection.execute(text("SELECT version_num FROM alembic_version"))

    def close(self) -> None:
        self._engine.dispose()

    def _migrate(self) -> None:
        """Bring the schema up to date. Alembic is imported only when there is something to do: it takes 100 ms."""
        with self._engine.connect() as connection, connection.begin():
            version = _version(connection)
        if version == HEAD:
            return
        from alembic import command  # noqa: PLC0415 -- see above
        from alembic.config import Config  # noqa: PLC0415
        from alembic.util import CommandError  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, HEAD)
            except CommandError as error:
                raise ConfigInvalid([f"the database was made by another version ({version})"]) from error


def _version(connection: Connection) -> str | None:
    """The revision its schema has; None for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _prepare_sqlite(engine: Engine, path: Path) -> None:
    """Settings of each connection, and transactions that begin where we say so.

    The module sqlite3 would begin one by itself, too late: a transaction that reads and then writes fails at once
    when another has written in between. So a writing one takes its turn at its beginning
    (sqlite.org/lang_transaction.html).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)  # what people fetch is nobody else's business

    @event.listens_for(engine, "connect")
    def _on_connect(raw: Any, record: object) -> None:
        raw.isolation_level = None
        for pragma in PRAGMAS:
            raw.execute(pragma)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextlib.contextmanager
def _ours() -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DiskFull(_cause(error)) from error
        raise FerryError(_cause(error)) from error
    except SQLAlchemyError as error:
        raise FerryError(_cause(error)) from error


def _cause(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return f"{type(cause).__name__}: {cause}"
