"""The one way to a transaction: `Store.read` and `Store.write`.

SQLite runs in WAL mode with `synchronous=FULL`: what a write has acknowledged is on disk. There is one writer at a time
in a process (a lock, so that threads queue here instead of polling inside SQLite) and each write begins with
BEGIN IMMEDIATE, so that it never finds out half-way that another process was faster. Reads run beside it.

Python's sqlite3 would open transactions by itself, and later than we want; it is put into autocommit mode and the
BEGINs are sent by us (https://docs.sqlalchemy.org, "Serializable isolation / Savepoints / Transactional DDL").
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection

from rejoinder.errors import SettingError, Unavailable

__all__ = ["Store", "alembic_config"]

_BUSY_MS = 5_000  # how long a write waits for another process before the sender is told to try again


class Store:
    """A database, migrated to this program's schema when it is opened."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite_engine(url)
        self._writer = threading.Lock()
        self._migrate()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with _told_plainly(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises."""
        immediate = self.engine.execution_options(rejoinder_begin="BEGIN IMMEDIATE")
        with self._writer, _told_plainly(), immediate.connect() as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of all connections; SQLite folds its log into the file."""
        self.engine.dispose()

    def _migrate(self) -> None:
        config = alembic_config()
        script = ScriptDirectory.from_config(config)
        with self.read() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
        if found == script.get_current_head():
            return
        if found is not None and found not in {revision.revision for revision in script.walk_revisions()}:
            raise SettingError(
                "database_newer",
                f"The database was written by a newer version of Rejoinder (schema {found}).",
                "Install that version, or restore a backup made by this one.",
            )
        with self.write() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def alembic_config() -> Config:
    """The settings of Alembic, without a file: the scripts travel inside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _sqlite_engine(url: str) -> Engine:
    if not url.startswith("sqlite:"):
        raise SettingError(
            "database_url", f"Not a database that this version can use: {url}.", "Leave it out for SQLite."
        )
    # Without hide_parameters an error would repeat, in the log, what was to be stored: readers' words.
    engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("rejoinder_begin", "BEGIN"))


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turn a database that is locked, full, damaged or gone into the error that says: nothing was stored, try again.

    A broken constraint is a fault of ours and stays one.
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoConnection) as error:
        raise Unavailable(
            "database_unavailable",
            "The database does not answer just now; nothing was stored.",
            "Try again in a minute.",
        ) from error
