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
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event

from rejoinder.errors import Damaged, Unavailable
from rejoinder.store.failures import commit, unavailable

__all__ = ["Sqlite"]

_BUSY_MS = 5_000  # how long a write waits for others before the sender is told to try again
_MIGRATING_MS = 600_000  # how long a start waits for another process that is bringing the tables up to date
_POOL_WAIT_S = 2.0
_RESTORE = "Restore a backup."
# Of a new file; one that is there keeps its own. A check of a thousand bytes wastes less of a page of this size than of
# one of 4,096: 80 bytes a check (docs/performance.md).
_PAGES = "page_size=8192"


class Sqlite:
    """The database in one file."""

    def __init__(self, url: URL) -> None:
        # Without hide_parameters an error would repeat, in the log, what was to be stored: readers' words.
        self.engine = create_engine(
            url, connect_args={"timeout": _BUSY_MS / 1000}, hide_parameters=True, pool_timeout=_POOL_WAIT_S
        )
        self.remedy = f"See that its disk is not full, and that you may write to {url.database} and its folder."
        self._path = Path(url.database or "")
        self._file: tuple[int, int] | None = None
        self._writer = threading.Lock()
        event.listen(self.engine, "connect", self._prepare)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database.

        What was moved away is read all the same. Where another file lies in its place, SQLite would read the log of
        that one, which has the name of ours, and with it whatever that one says.
        """
        found = _identity(self._path)
        if found is not None:
            self._refuse_another(found)
        with self.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone."""
        with self._alone(_BUSY_MS) as left, self.engine.connect() as connection:
            # Who has waited for this process's other threads has so much less to wait for other processes.
            _pragmas(connection, f"busy_timeout={left}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            self.in_place()
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

    def in_place(self) -> None:
        """Raise `Unavailable` when the file is no longer where it was opened.

        A file that was deleted or exchanged is written to all the same, by whoever has it open, and all that goes with
        the process; new connections would meanwhile find another one.
        """
        self._refuse_another(_identity(self._path))

    def _refuse_another(self, found: tuple[int, int] | None) -> None:
        if self._file is not None and found != self._file:
            raise Unavailable(
                "database_moved",
                "The file of the database is not where it was; nothing was stored.",
                "Try again in a minute.",
            )

    @contextmanager
    def _alone(self, wait_ms: int) -> Iterator[int]:
        """Keep other threads out; yields how many of the milliseconds are left."""
        until = time.monotonic() + wait_ms / 1000
        if not self._writer.acquire(timeout=wait_ms / 1000):
            raise unavailable()
        try:
            yield max(1, int((until - time.monotonic()) * 1000))
        finally:
            self._writer.release()

    def _prepare(self, dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None
        try:
            for pragma in (_PAGES, "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
                dbapi_connection.execute(f"PRAGMA {pragma}")
            self.in_place()
        except BaseException:
            dbapi_connection.close()
            raise
        self._file = self._file or _identity(self._path)


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file it is that lies there, None for none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _pragmas(connection: Connection, *pragmas: str) -> None:
    """Set what SQLite lets nobody set inside a transaction: none is open before BEGIN has been sent."""
    for pragma in pragmas:
        connection.exec_driver_sql(f"PRAGMA {pragma}")
