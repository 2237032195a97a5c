"""The tables and statements can be said to PostgreSQL. That they are understood there is not shown yet."""

from pathlib import Path

import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from rejoinder.store import checks, comments, decisions, ledger, people, retention, schema, sites
from rejoinder.store.schema import metadata

POSTGRESQL = postgresql.dialect()
SOURCES = (checks, comments, decisions, ledger, people, retention, schema, sites)


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=str)
def test_every_table_and_index_can_be_made_on_postgresql(table):
    made = str(CreateTable(table).compile(dialect=POSTGRESQL))
    assert made.strip().startswith("CREATE TABLE")
    for index in table.indexes:
        assert "INDEX" in str(CreateIndex(index).compile(dialect=POSTGRESQL))


def test_the_one_standing_line_of_a_check_is_a_partial_index_there_too():
    (index,) = [index for index in metadata.tables["ledger"].indexes if index.unique]
    assert "WHERE voided_at IS NULL" in str(CreateIndex(index).compile(dialect=POSTGRESQL))


@pytest.mark.parametrize("module", SOURCES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_no_room_of_the_store_speaks_a_dialect_of_its_own(module):
    """What is particular to a database stands in `engine`."""
    source = Path(module.__file__).read_text("utf-8")
    for word in ("PRAGMA", "INSERT OR", "rowid", "AUTOINCREMENT,", "sqlite3", "exec_driver_sql", "dialects."):
        assert word not in source
