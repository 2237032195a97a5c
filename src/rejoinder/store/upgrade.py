"""Bring the tables of a database to this program's schema, one migration after the other.

Each runs in one transaction with the record that it was done, so that a process which is killed leaves the tables as
they were before it or as they are after it. Each begins by looking again how far the database is, when it is alone: of
several processes that start at once one migrates, and the others find it done.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from rejoinder.errors import SettingError

__all__ = ["alembic_config", "upgrade"]

Transaction = Callable[[], AbstractContextManager[Connection]]


def upgrade(read: Transaction, migrate: Transaction) -> None:
    """Migrate to the head. Raises `SettingError` when the database was written by a newer version."""
    config = alembic_config()
    script = ScriptDirectory.from_config(config)
    known = {revision.revision for revision in script.walk_revisions()}
    with read() as connection:
        found = _revision(connection)
    while found != script.get_current_head():
        if found is not None and found not in known:
            raise SettingError(
                "database_newer",
                f"The database was written by a newer version of Rejoinder (schema {found}).",
                "Install that version, or restore a backup made by this one.",
            )
        with migrate() as connection:
            if _revision(connection) == found:
                config.attributes["connection"] = connection
                command.upgrade(config, "+1")
            found = _revision(connection)


def alembic_config() -> Config:
    """The settings of Alembic, without a file: the scripts travel inside the package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
