"""The tables, their migration, and what the store promises of a transaction."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rejoinder.errors import SettingError, Unavailable
from rejoinder.store.engine import Store
from rejoinder.store.schema import metadata
from rejoinder.store.sites import add_site, all_sites


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path / 'store.db'}")
    yield made
    made.close()


def test_the_migrations_make_exactly_the_tables_of_the_schema(store):
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(store, tmp_path):
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(SettingError, match="newer version of Rejoinder"):
        Store(f"sqlite:///{tmp_path / 'store.db'}")


def test_what_is_acknowledged_is_synced(store):
    with store.read() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2  # FULL
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_write_that_raises_leaves_nothing(store):
    def fail():
        with store.write() as connection:
            add_site(connection, "https://a.example", "a", "enforce", 0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with store.read() as connection:
        assert all_sites(connection) == []


def test_a_write_holds_the_database_from_its_beginning(store, tmp_path):
    """BEGIN IMMEDIATE: a second process cannot slip in between the reads and the writes of a verb."""
    other = Store(f"sqlite:///{tmp_path / 'store.db'}")
    with store.write(), other.engine.connect() as connection:
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA busy_timeout=1")
        with pytest.raises(Exception, match="locked"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("BEGIN")
    other.close()


def test_threads_that_write_at_once_wait_for_each_other(store):
    def write(number):
        with store.write() as connection:
            add_site(connection, f"https://{number}.example", "a", "enforce", 0)

    threads = [threading.Thread(target=write, args=[number]) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert len(all_sites(connection)) == 20


def test_a_database_that_cannot_be_used_is_unavailable_not_a_traceback(store):
    with store.write() as connection:
        connection.execute(text("DROP TABLE site_keys"))
    with pytest.raises(Unavailable, match="nothing was stored"), store.read() as connection:
        connection.execute(text("SELECT * FROM site_keys"))


def test_only_sqlite_is_taken_and_the_refusal_says_so():
    with pytest.raises(SettingError, match="Not a database"):
        Store("mysql://x")


def test_an_error_does_not_repeat_what_was_to_be_stored(store):
    def fail():
        with store.write() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER no BEFORE INSERT ON sites BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
            add_site(connection, "https://private.example", "PRIVATE WORDS", "enforce", 0)

    with pytest.raises(IntegrityError) as raised:
        fail()
    assert "PRIVATE WORDS" not in str(raised.value)


def test_a_file_that_is_no_database_is_unavailable(tmp_path):
    (tmp_path / "store.db").write_bytes(b"this is not a database" * 100)
    with pytest.raises(Unavailable):
        Store(f"sqlite:///{tmp_path / 'store.db'}")
