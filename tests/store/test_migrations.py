"""Migrations: the tables of the schema in the end, whatever interrupts them, and no row lost."""

import os
import random
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, insert, make_url, select, text

from rejoinder.errors import SettingError
from rejoinder.store.engine import Store, _database
from rejoinder.store.schema import metadata
from rejoinder.store.tallies import Tally, by_day
from rejoinder.store.upgrade import HEAD, alembic_config, known_revisions
from tests.serving import open_house

FIRST = "0001_first"
ROWS = 3
NEVER = 10**6
KILLS = max(6, int(os.environ.get("REJOINDER_EXAMPLES", "0")))  # `make soak` asks for more


class Sqlite:
    """Empty databases, and copies, as files."""

    def __init__(self, folder):
        self.folder, self.made = folder, 0

    @contextmanager
    def fresh(self, original=None):
        self.made += 1
        path = self.folder / f"{self.made}.db"
        if original is not None:
            shutil.copy(make_url(original).database, path)
        yield f"sqlite:///{path}"
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()


class Postgres:
    """The same on a server."""

    def __init__(self, databases):
        self.databases = databases

    def fresh(self, original=None):
        return self.databases.fresh("template1" if original is None else make_url(original).database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def made(request, tmp_path):
    """Makes databases that no migration has seen, and copies."""
    return Sqlite(tmp_path) if request.param == "sqlite" else Postgres(request.getfixturevalue("databases"))


@pytest.fixture
def interrupting():
    """Opens the store at a URL and is killed after its n-th statement; gives how many it had executed."""
    call = [sys.executable, "-m", "tests.store.interrupting"]
    root = Path(__file__).parents[2]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as program:

        def open_and_die(last, url):
            program.stdin.write(f"{last} {url}\n")
            program.stdin.flush()
            return int(program.stdout.readline())

        yield open_and_die
        program.stdin.close()


def fill_first_version(url):
    """Make the tables of the first version, with rows in each; returns how many."""
    database = _database(url)
    with database.migrate() as connection:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, FIRST)
    with database.write() as connection:
        for table in tables(connection):
            if table.name != "ledger_head":  # it has its one row
                connection.execute(insert(table), [row(table, number) for number in range(1, ROWS + 1)])
        counted = counts(connection)
    database.engine.dispose()
    return counted


def tables(connection):
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def row(table, number):
    """A row in which every value is, or is made of, its number; what it refers to are rows of the same number."""
    kinds = {int: number, str: str(number), bytes: bytes([number]), float: float(number)}
    values = {column.name: kinds[column.type.python_type] for column in table.c}
    return values | ({"label": "spam", "voided_at": None} if table.name == "ledger" else {})


def counts(connection):
    return {table.name: connection.scalar(select(func.count()).select_from(table)) for table in tables(connection)}


def differences(connection):
    """What the tables lack of the schema."""
    return compare_metadata(MigrationContext.configure(connection), metadata)


def test_the_migrations_make_exactly_the_tables_of_the_schema(store):
    with store.read() as connection:
        assert differences(connection) == []


def test_a_start_that_is_killed_at_any_statement_is_made_good_by_the_next(made, interrupting):
    """On an empty database: half of the tables must never be taken for all of them."""
    killed_here_and_there(made, interrupting, None, {})


def test_a_migration_that_is_killed_at_any_statement_loses_no_row_and_is_made_good_by_the_next(made, interrupting):
    with made.fresh() as original:
        counted = fill_first_version(original)
        assert min(counted.values()) >= 1
        killed_here_and_there(made, interrupting, original, counted)


def killed_here_and_there(made, interrupting, original, counted):
    """Kill one start after its first statement, one before its last, and some in between, then start again."""
    with made.fresh(original) as url:
        total = interrupting(NEVER, url)
    assert total > 20
    between = range(2, total - 1)
    for last in [1, total - 1, *random.sample(between, min(KILLS, len(between)))]:
        with made.fresh(original) as url:
            assert interrupting(last, url) == last
            assert made_by(url) in {None, *known_revisions()}, "a version that no migration leaves"
            store = Store(url)
            with store.read() as connection:
                assert differences(connection) == [], last
                assert counts(connection).items() >= counted.items(), last
            store.close()


def made_by(url):
    """How far the database is, without opening it as a store."""
    database = _database(url)
    with database.read() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        made = {table.name for table in tables(connection)}
    database.engine.dispose()
    assert bool(made) is (found is not None), "tables without their record, or a record without its tables"
    return found


def test_of_several_that_start_at_once_one_migrates_and_none_fails(made):
    with made.fresh() as url:
        stores, failed = [], []
        barrier = threading.Barrier(6)

        def start():
            barrier.wait()
            try:
                stores.append(Store(url))
            except Exception as error:  # noqa: BLE001 - whatever it was is the finding
                failed.append(error)

        threads = [threading.Thread(target=start) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        with stores[0].read() as connection:
            assert differences(connection) == []
        for store in stores:
            store.close()


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(store, url):
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(SettingError, match="newer version of Rejoinder"):
        Store(url)


def test_the_head_is_the_newest_migration():
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD


def test_a_start_with_nothing_to_migrate_does_not_wait_for_alembic(folder):
    open_house(folder).store.close()
    opens = (
        f"import sys; from pathlib import Path; from tests.serving import open_house; open_house(Path({str(folder)!r}))"
    )
    found = "; assert not [name for name in sys.modules if name.startswith('alembic')]"
    ended = subprocess.run([sys.executable, "-c", opens + found], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_what_clients_have_sent_before_figures_were_kept_is_counted_once(made):
    with made.fresh() as url:
        fill_first_version(url)
        database = _database(url)
        with database.write() as connection:
            connection.execute(text("UPDATE checks SET source = 'akismet'"))
            connection.execute(text("UPDATE checks SET verdict = 'discard' WHERE id > 1"))
            connection.execute(text("UPDATE ledger SET label = 'ham' WHERE check_id > 2"))
        database.engine.dispose()
        for _ in range(2):
            store = Store(url)
            with store.read() as connection:
                found = [by_day(connection, site_id) for site_id in (1, 2, 3)]
            store.close()
            assert found == [
                {0: Tally(ham=1, missed_spam=1)},
                {0: Tally(spam=1)},
                {0: Tally(spam=1, false_positives=1)},
            ]
