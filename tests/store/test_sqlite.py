"""What is particular to SQLite."""

import threading

import pytest
from sqlalchemy import insert, text

from rejoinder.errors import Damaged, Unavailable
from rejoinder.store import sqlite
from rejoinder.store.engine import Store
from rejoinder.store.schema import sites


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'store.db'}"


def test_what_is_acknowledged_is_synced(store):
    # The second connection is one that no migration has used.
    with store.read(), store.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_write_holds_the_database_from_its_beginning(store, url):
    """BEGIN IMMEDIATE: a second process cannot slip in between the reads and the writes of a verb."""
    other = Store(url)
    with store.write(), other.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(Exception, match="locked"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    other.close()


def test_who_waits_too_long_for_another_writer_is_told_so(store, monkeypatch):
    """Behind a disk that hangs the writers must not queue for ever."""
    monkeypatch.setattr(sqlite, "_BUSY_MS", 10)
    told = []

    def write():
        try:
            with store.write():
                pass
        except Unavailable as error:
            told.append(error.code)

    with store.write():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert told == ["database_unavailable"]


def test_a_file_that_is_no_database_is_unavailable(tmp_path, url):
    (tmp_path / "store.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(Unavailable):
        Store(url)


def test_a_migration_may_drop_a_table_that_others_refer_to_and_leaves_the_references_on(store):
    with store.write() as connection:
        connection.execute(insert(sites).values(id=1, url="https://a.example", name="a", mode="enforce", created_at=0))
        connection.execute(text("INSERT INTO site_origins (site_id, origin) VALUES (1, 'https://a.example')"))
    with store._database.migrate() as connection:
        connection.execute(text("CREATE TABLE kept (id INTEGER PRIMARY KEY, url)"))
        connection.execute(text("INSERT INTO kept SELECT id, url FROM sites"))
        connection.execute(text("DROP TABLE sites"))
        connection.execute(text("ALTER TABLE kept RENAME TO sites"))
    with store.write() as connection:
        assert connection.scalar(text("SELECT count(*) FROM site_origins")) == 1
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_migration_that_breaks_a_reference_is_not_committed(store):
    def breaking():
        with store._database.migrate() as connection:
            connection.execute(text("INSERT INTO site_origins (site_id, origin) VALUES (7, 'https://nowhere.example')"))

    with pytest.raises(Damaged, match="refer to rows that are not there"):
        breaking()
    with store.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM site_origins")) == 0
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
