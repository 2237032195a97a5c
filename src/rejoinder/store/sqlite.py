"""SQLite: one file, one writer at a time, and readers who wait for nobody.

It runs in WAL mode with `synchronous=FULL`: what a write has acknowledged is on disk. There is one writer at a time in
a process (a lock, so that threads queue here instead of polling inside SQLite) and each write begins with BEGIN
IMMEDIATE, so that it never finds out half-way that another process was faster. Reads run beside it.

Python's sqlite3 would open transactions by itself, and later than we want; it is put into autocommit mode and the
BEGINs are sent by us (https://docs.sqlalchemy.org, "Serializable isolation / Savepoints / Transactional DDL"). That
also makes what a migration does to the tables part of its transaction.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event

from rejoinder.errors import Damaged
from rejoinder.store.failures import commit, unavailable

__all__ = ["Sqlite"]

_BUSY_MS = 5_000  # how long a write waits for others before the sender is told to try again
_MIGRATING_MS = 600_000  # how long a start waits for another process that is bringing the tables up to date
_POOL_WAIT_S = 2.0
_RESTORE = "Restore a backup."


class Sqlite:
    """The database in one file."""

    def __init__(self, url: URL) -> None:
        # Without hide_parameters an error would repeat, in the log, what was to be stored: readers' words.
        self.engine = create_engine(
            url, connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True, pool_timeout=_POOL_WAIT_S
        )
        self._writer = threading.Lock()
        event.listen(self.engine, "connect", _prepare)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone."""
        with self._alone(_BUSY_MS), self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            commit(connection)

    append = write  # SQLite has one writer, whatever is written

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A transaction that may make tables anew.

        That is how Alembic changes one here: copy, drop, rename. With foreign keys on, dropping a table deletes its
        rows first, and whatever refers to them breaks; so they are off meanwhile, and looked through before the commit.
        """
        with self._alone(_MIGRATING_MS), self.engine.connect() as connection:
            _pragmas(connection, "foreign_keys=OFF", f"busy_timeout={_MIGRATING_MS}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise Damaged(
                        "references_broken", "Rows of the database refer to rows that are not there.", _RESTORE
                    )
                commit(connection)
            finally:
                connection.rollback()
                _pragmas(connection, "foreign_keys=ON", f"busy_timeout={_BUSY_MS}")

    @contextmanager
    def _alone(self, wait_ms: int) -> Iterator[None]:
        if not self._writer.acquire(timeout=wait_ms / 1000):
            raise unavailable()
        try:
            yield
        finally:
            self._writer.release()


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        dbapi_connection.execute(f"PRAGMA {pragma}")


def _pragmas(connection: Connection, *pragmas: str) -> None:
    """Set what SQLite lets nobody set inside a transaction: none is open before BEGIN has been sent."""
    for pragma in pragmas:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
