"""The data page cannot lie: what it is made from covers every stored column, and the sweep keeps its promises."""

from dataclasses import fields

from sqlalchemy import inspect

from rejoinder.privacy.data_map import DATA_MAP
from rejoinder.privacy.entries import Subject
from rejoinder.privacy.retention import Retention


def undescribed(columns):
    """Columns that the map does not describe."""
    return set(columns) - {(entry.table, entry.column) for entry in DATA_MAP}


def stored_columns(house):
    inspector = inspect(house.store.engine)
    return {
        (table, column["name"])
        for table in inspector.get_table_names()
        if not table.startswith("sqlite_")
        for column in inspector.get_columns(table)
    }


def test_every_stored_column_is_described(house):
    assert undescribed(stored_columns(house)) == set()


def test_a_column_without_a_purpose_would_be_found(house):
    with house.store.write() as connection:
        connection.exec_driver_sql("ALTER TABLE comments ADD COLUMN shoe_size INTEGER")
    assert undescribed(stored_columns(house)) == {("comments", "shoe_size")}


def test_nothing_is_described_that_is_not_stored_and_nothing_twice(house):
    described = [(entry.table, entry.column) for entry in DATA_MAP]
    assert len(described) == len(set(described))
    assert set(described) <= stored_columns(house)


def test_every_entry_says_what_it_is_for():
    for entry in DATA_MAP:
        assert entry.what
        assert entry.purpose
        assert entry.kept.words


def test_what_is_about_readers_is_kept_by_a_rule_that_the_sweep_knows():
    rules = {field.name for field in fields(Retention)}
    for entry in DATA_MAP:
        if entry.subject is Subject.READER:
            assert entry.kept.rule in rules
            assert "{days}" in entry.kept.words
