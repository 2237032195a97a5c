"""The migrations make the tables of the schema, on both databases, also when they are interrupted or begun at once."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from rejoinder.errors import SettingError
from rejoinder.store.engine import Store
from rejoinder.store.schema import metadata


def test_the_migrations_make_exactly_the_tables_of_the_schema(store):
    with store.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_a_newer_version_is_refused_with_a_sentence(store, url):
    with store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_later'"))
    with pytest.raises(SettingError, match="newer version of Rejoinder"):
        Store(url)
