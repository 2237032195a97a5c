"""Another process holds the database for long: reads go on, writes wait for so long and no longer."""

import sqlite3
from contextlib import closing, contextmanager
from types import SimpleNamespace

import psycopg
import pytest

from rejoinder.store import postgres, sqlite
from rejoinder.store.engine import Store
from tests.faults.faces import PLAIN, asking, is_no_verdict, is_refused, texts
from tests.serving import running_server


@pytest.fixture
def impatient(monkeypatch):
    """Waits of 300 ms in place of 5 s."""
    monkeypatch.setattr(sqlite, "_BUSY_MS", 300)
    monkeypatch.setitem(postgres._SESSION, "lock_timeout", "300ms")


@contextmanager
def held(server, database):
    """The database in the hands of a stranger who is in the middle of a write."""
    if database is None:
        with closing(sqlite3.connect(server.house.store.engine.url.database)) as stranger:
            stranger.execute("BEGIN IMMEDIATE")
            yield
    else:
        with psycopg.connect(database) as stranger:
            stranger.execute(postgres._LOCK)
            yield


def test_while_another_process_holds_the_database_reads_go_on_and_writes_are_refused(folder, database, impatient):
    with running_server(folder) as server, asking(server.url, server.key) as faces:
        assert faces.sign_in() == 303
        with server.house.store.write() as connection:
            connection.exec_driver_sql("UPDATE sessions SET last_seen_at = last_seen_at - 3600000")
        with held(server, database):
            assert is_refused(faces.write())
            assert is_refused(faces.form())
            assert is_no_verdict(faces.ask(verb="submit-spam"))
            assert faces.ask(verb="verify-key").status_code == 200
            # A session in use is noted now and then; that it cannot be must not send a moderator away.
            assert (faces.read(), faces.queue(), faces.live(), faces.ready()) == (200, 200, 200, 200)
        assert texts(server.house.store, "pending") + texts(server.house.store, "published") == []
        assert faces.write().json()["status"] in ("pending", "published")
        assert faces.all_is_well()


def test_a_check_that_cannot_be_kept_is_no_verdict(tmp_path, impatient):
    """On PostgreSQL checks need no lock; that is a test of the store."""
    with running_server(tmp_path) as server, asking(server.url, server.key) as faces, held(server, None):
        assert is_no_verdict(faces.ask(PLAIN))


def test_who_has_waited_for_other_threads_has_less_to_wait_for_other_processes(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path / 'store.db'}")
    moments = iter([10.0, 14.0])
    monkeypatch.setattr(sqlite, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    with store.write() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 1_000
    store.close()
