"""The one way to a transaction: `Store.read`, `Store.write`, and `Store.together` for single rows.

What is particular to a database stands in `sqlite` and `postgres`; what a failing one is called, in `failures`. The
tables are brought up to date when a store is opened (`store/upgrade.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from itertools import count
from typing import Protocol

from sqlalchemy import URL, Connection, Engine, Insert, make_url
from sqlalchemy.exc import ArgumentError

from rejoinder.errors import SettingError
from rejoinder.store.failures import opening, told_plainly
from rejoinder.store.sqlite import Sqlite
from rejoinder.store.together import Then, Together
from rejoinder.store.upgrade import upgrade

__all__ = ["Store", "parse"]


class _Database(Protocol):
    engine: Engine
    remedy: str  # what to do when it cannot be opened

    def read(self) -> AbstractContextManager[Connection]: ...
    def write(self) -> AbstractContextManager[Connection]: ...
    def append(self) -> AbstractContextManager[Connection]: ...
    def migrate(self) -> AbstractContextManager[Connection]: ...
    def in_place(self) -> None: ...


class Store:
    """A database, brought to this program's schema when it is opened.

    `url` is `sqlite:///FILE` or `postgresql://…`. Raises `SettingError` when it is neither, when the database was
    written by a newer version or, with `spare_older`, when it was written by an older one and holds anything.
    """

    def __init__(self, url: str, *, spare_older: bool = False) -> None:
        self._database = _database(url)
        self.engine = self._database.engine
        self._together = Together(self._append)
        self._counted = count(1)
        self.writes = 0  # transactions of `write` that this process has committed
        try:
            with opening(self._database.remedy):
                upgrade(self._database.read, self._database.migrate, spare_older=spare_older)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and changes nothing."""
        with told_plainly(), self._database.read() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone; it commits when the block ends and rolls back when it raises."""
        with told_plainly(), self._database.write() as connection:
            yield connection
        self.writes = next(self._counted)  # another than before, whoever else counts at this moment

    def together(
        self, statement: Insert, rows: Sequence[Mapping[str, object]], then: Then | None = None
    ) -> list[Exception | None]:
        """Write rows that depend on nothing, in one transaction with whatever else arrives.

        Returns when they are on disk, and says for each what went wrong with it, None for nothing. `statement` is to be
        the same object for all rows of a table, and so is `then`, which is done in that transaction once for all.
        """
        return self._together.write(statement, rows, then)

    def watched_by(self, written: Callable[[int, float], object]) -> None:
        """Tell of each transaction of such rows how many there were, and the seconds until they were on disk."""
        self._together.written = written

    @contextmanager
    def _append(self) -> Iterator[Connection]:
        with told_plainly(), self._database.append() as connection:
            yield connection

    def in_place(self) -> None:
        """Raise `Unavailable` when what lies where the database was is not what was opened."""
        self._database.in_place()

    def close(self) -> None:
        """Let go of all connections; SQLite folds its log into the file."""
        self.engine.dispose()


def parse(url: str) -> URL:
    """A database's URL, taken apart. It may hold a password, and is therefore never repeated in an error."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise _unknown("what was given is not a URL") from None
    if parsed.drivername not in {"sqlite", "postgresql", "postgres"}:
        raise _unknown(parsed.drivername)
    if parsed.drivername != "sqlite" and find_spec("psycopg") is None:
        raise SettingError(
            "no_psycopg", "PostgreSQL needs the package psycopg.", "Run: pip install 'rejoinder[server,postgres]'."
        )
    return parsed


def _database(url: str) -> _Database:
    parsed = parse(url)
    if parsed.drivername == "sqlite":
        return Sqlite(parsed)
    from rejoinder.store.postgres import Postgres  # noqa: PLC0415 - psycopg is an extra of its own

    return Postgres(parsed)


def _unknown(given: str) -> SettingError:
    return SettingError(
        "database_url",
        f"Not a database that this version can use: {given}.",
        "Name one as postgresql://USER@HOST/NAME, or leave it out for SQLite.",
    )
