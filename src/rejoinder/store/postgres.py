"""PostgreSQL, through psycopg 3, so that several processes and machines can serve one installation.

A write takes one advisory lock before it reads anything, and holds it until it ends: it is alone, as under SQLite's
BEGIN IMMEDIATE, and the same reasoning holds for both databases. It runs READ COMMITTED, because a snapshot that was
taken while it waited for the lock would be older than what the writer before it has left. A read is REPEATABLE READ: it
sees one state, whatever happens beside it.

BEGIN is sent by us, as its own statement, and shows whether a pooled connection still lives: PostgreSQL may have been
restarted since. Nothing has been asked by then, so a dead connection is exchanged and BEGIN sent once more; after that
nothing is ever sent twice. (SQLAlchemy's pre-ping does the same for one more round trip a transaction.)

Nothing waits for ever. PostgreSQL ends what takes too long or idles in a transaction, which frees the lock of a process
that hangs; and because PostgreSQL itself may hang, psycopg waits for an answer no longer than `_PATIENCE_S`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus
from sqlalchemy import URL, Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from rejoinder.store.failures import commit

__all__ = ["Postgres"]

_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
_WRITE = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"
_LOCK = f"SELECT pg_advisory_xact_lock({int.from_bytes(b'rejoindr', 'big')})"  # one for each database of the server
_POOL = 15  # connections of a process; PostgreSQL allows 100 to all unless told otherwise
_POOL_WAIT_S = 2.0
_PATIENCE_S = 12.0  # longer than the statement_timeout below, which is the gentler end
_PING_S = 3.0  # BEGIN waits for nothing in PostgreSQL; where even that is not answered, nobody is there
_MIGRATING = "600s"  # how long a start waits for another process that is bringing the tables up to date

# What each session is told. An owner's own `options` in the URL come after these and win.
_SESSION = {
    "lock_timeout": "5s",
    "statement_timeout": "10s",
    "idle_in_transaction_session_timeout": "15s",
    # When a machine dies without a word, the locks of its sessions are free again within half a minute.
    "tcp_keepalives_idle": "15",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
# What libpq is told. The same names in the URL win.
_LIBPQ = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
    "application_name": "rejoinder",
}
# A server may be set to answer before its disk has; what we acknowledge is on disk.
_DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"

RV = TypeVar("RV")


class Postgres:
    """A database of a PostgreSQL server."""

    remedy = "See that it runs and that its address is right."

    def __init__(self, url: URL) -> None:
        # Without hide_parameters an error would repeat, in the log, what was to be stored: readers' words.
        self.engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_arguments(url),
            hide_parameters=True,
            pool_size=_POOL,
            max_overflow=0,
            pool_timeout=_POOL_WAIT_S,
            pool_use_lifo=True,
            use_native_hstore=False,
        )
        event.listen(self.engine, "do_connect", _connect)
        event.listen(self.engine, "connect", _prepare)

    def in_place(self) -> None:
        """A server's databases do not go from under it."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and cannot change it."""
        with self._begun(_READ) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is alone among all processes."""
        with self._begun(_WRITE) as connection:
            connection.exec_driver_sql(_LOCK)
            yield connection
            commit(connection)

    @contextmanager
    def append(self) -> Iterator[Connection]:
        """A transaction for rows that depend on nothing; it may run beside a write and beside its like."""
        with self._begun(_WRITE) as connection:
            yield connection
            commit(connection)

    @contextmanager
    def migrate(self) -> Iterator[Connection]:
        """A write that may take as long as it needs."""
        with self._begun(_WRITE) as connection, _patience(connection, None):
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '{_MIGRATING}'")
            connection.exec_driver_sql(_LOCK)
            # Now that it is our turn: a table that somebody holds must not hold up everybody who comes after us.
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_SESSION['lock_timeout']}'")
            yield connection
            commit(connection)

    @contextmanager
    def _begun(self, begin: str) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            try:
                _begin(connection, begin)
            except DBAPIError as error:
                if not error.connection_invalidated:
                    raise
                connection.rollback()
                _begin(connection, begin)
            yield connection


class _Patient(psycopg.Connection[Any]):
    """A connection that waits for an answer so long and no longer, and whose errors repeat nothing that was sent."""

    patience: float | None = _PATIENCE_S

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.Error as error:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # an answer is still owed, so that whoever used it next would take it for theirs
            # The lines below the first one quote the row, and with it readers' words.
            error.args = (str(error).partition("\n")[0],)
            raise


def _begin(connection: Connection, begin: str) -> None:
    with _patience(connection, _PING_S):
        connection.exec_driver_sql(begin)


@contextmanager
def _patience(connection: Connection, seconds: float | None) -> Iterator[None]:
    driven: Any = connection.connection.driver_connection
    driven.patience = seconds
    try:
        yield
    finally:
        del driven.patience  # that of the class holds again


def _arguments(url: URL) -> dict[str, Any]:
    told = url.query.get("options", "")
    session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    own = {name: value for name, value in _LIBPQ.items() if name not in url.query}
    return {**own, "options": " ".join([session, *([told] if isinstance(told, str) else told)]).strip()}


def _connect(_dialect: Any, _record: Any, arguments: Any, named: Any) -> _Patient:
    return _Patient.connect(*arguments, **named, autocommit=True)


def _prepare(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.execute(_DURABLE)
