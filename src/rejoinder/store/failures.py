"""What a failing database is called: one of our errors, in words that say whether anything was stored.

A broken constraint is a fault of ours and stays one (`IntegrityError`). Nothing is tried again here: a transaction
whose end nobody heard of may have been committed, and only whoever sent it can tell whether it may be sent twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as NoConnection

from rejoinder.errors import Unavailable

__all__ = ["commit", "is_about_a_row", "opening", "told_plainly", "unavailable", "uncertain"]


@contextmanager
def opening(remedy: str) -> Iterator[None]:
    """Tell whoever starts the program why the database lets nobody in, in its own words: they name no row yet."""
    try:
        yield
    except DBAPIError as error:
        why = str(error.orig).partition("\n")[0].rstrip(".")
        raise Unavailable("database_closed", f"The database cannot be opened: {why}.", remedy) from error


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn a database that is locked, full, damaged or gone into the error that says: nothing was stored, try again."""
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, NoConnection) as error:
        raise unavailable() from error


def commit(connection: Connection) -> None:
    """Commit. Raises `Unavailable` in words of its own when the connection was lost while the commit was on its way."""
    try:
        connection.commit()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise uncertain() from error


def is_about_a_row(error: Exception) -> bool:
    """Whether something of what was to be stored may be to blame, rather than the database; nothing was stored then."""
    return not isinstance(error, Unavailable) or isinstance(error.__cause__, DataError)


def uncertain() -> Unavailable:
    """Nobody knows whether it was stored."""
    return Unavailable(
        "database_uncertain",
        "The database was lost while this was being stored: it may be there or not.",
        "Look whether it is there before you send it again.",
    )


def unavailable() -> Unavailable:
    """The database does not answer, and nothing was stored."""
    return Unavailable(
        "database_unavailable",
        "The database does not answer just now; nothing was stored.",
        "Try again in a minute.",
    )
