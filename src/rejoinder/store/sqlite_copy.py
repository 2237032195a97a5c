"""Copies of an SQLite database.

A copy is taken by VACUUM INTO, which reads one state beside the writers and leaves out what was deleted: SQLite's own
backup call would copy free pages too, in which erased words may still stand, and begins again whenever another process
writes.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from rejoinder.errors import Conflict, Damaged, Unavailable

__all__ = ["SqliteCopy"]

_STEPS = 100_000  # of SQLite's own machine, between two looks at how far it is; some milliseconds


class SqliteCopy:
    """The file that a URL names, as something to be copied."""

    kind = "sqlite"

    def __init__(self, url: URL) -> None:
        self._path = Path(url.database or "")

    def revision(self) -> str | None:
        """How far the tables are; None where there are none."""
        return _revision(self._path) if self._path.exists() else None

    def dump(self, file: Path, told: Callable[[int, int | None], None]) -> None:
        """Write a copy to `file`, which must not exist."""
        with _opened(self._path) as source:
            (pages,) = source.execute("PRAGMA page_count").fetchone()
            (size,) = source.execute("PRAGMA page_size").fetchone()

            def tell() -> None:
                told(file.stat().st_size if file.exists() else 0, pages * size)

            source.set_progress_handler(tell, _STEPS)
            try:
                source.execute("VACUUM INTO ?", [str(file)])
            except sqlite3.Error as error:
                raise Unavailable("backup_failed", f"The database cannot be copied: {error}.") from error

    def load(self, file: Path, told: Callable[[int, int | None], None]) -> None:
        """Put a copy in the place of what is there. The copy is used up."""
        size = file.stat().st_size
        told(0, size)
        with _opened(file) as copy:
            found = copy.execute("PRAGMA integrity_check").fetchone()
        if found != ("ok",):
            raise Damaged("backup_damaged", f"The database in the backup is damaged: {found[0]}.")
        self.refuse_if_used()
        with file.open("rb") as written:
            os.fsync(written.fileno())
        file.replace(self._path)
        told(size, size)

    def refuse_if_used(self) -> None:
        """Raise `Conflict` while anybody else has the file open; its log is folded into it then.

        In WAL mode whoever has a database open holds a lock that nobody may share who wants to leave that mode.
        """
        if not self._path.exists():
            return
        with _opened(self._path, timeout=0) as old:
            try:
                old.execute("PRAGMA journal_mode=DELETE").fetchone()
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                raise Conflict(
                    "database_in_use", f"A server uses {self._path}.", "Stop all servers, then try again."
                ) from None
            except sqlite3.DatabaseError:
                pass  # it is no database (any more), so nobody uses it


def _revision(path: Path) -> str | None:
    with _opened(path) as connection:
        try:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlite3.OperationalError:
            return None
        except sqlite3.DatabaseError as error:
            raise Damaged("database_damaged", f"{path} is not a database: {error}.", "Restore a backup.") from error
    return str(found[0]) if found else None


def _opened(path: Path, timeout: float = 5.0) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(path, timeout=timeout, isolation_level=None))
