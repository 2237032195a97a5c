"""Bring the tables of a database to this program's schema, one migration after the other.

Each runs in one transaction with the record that it was done, so that a process which is killed leaves the tables as
they were before it or as they are after it. Each begins by looking again how far the database is, when it is alone: of
several processes that start at once one migrates, and the others find it done.

Alembic is imported only when there is something to migrate: it takes as long as reading the weights.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from rejoinder.errors import SettingError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["HEAD", "alembic_config", "known_revisions", "upgrade"]

HEAD = "0009_threads"  # the newest of migrations/versions

Transaction = Callable[[], AbstractContextManager[Connection]]


def upgrade(read: Transaction, migrate: Transaction, *, spare_older: bool = False) -> None:
    """Migrate to the head.

    Raises `SettingError` when the database was written by a newer version and, with `spare_older`, when it was written
    by an older one and holds anything: whoever migrates that has saved it first (`actions/owning/upgrade.py`).
    """
    with read() as connection:
        found = _revision(connection)
        spared = spare_older and found not in {None, HEAD} and _holds_anything(connection)
    if spared and found in known_revisions():
        raise SettingError(
            "database_older",
            f"The database was written by an older version of Rejoinder (schema {found}).",
            "Stop all servers and run `rejoinder upgrade`, which saves it first.",
        )
    if found != HEAD:
        _migrate(migrate, found)


def _migrate(migrate: Transaction, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    config = alembic_config()
    known = known_revisions()
    while found != HEAD:
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


def known_revisions() -> frozenset[str]:
    """Every form of the tables that this program can bring up to date, or has."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see above

    script = ScriptDirectory.from_config(alembic_config())
    return frozenset(revision.revision for revision in script.walk_revisions())


def alembic_config() -> Config:
    """The settings of Alembic, without a file: the scripts travel inside the package."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _revision(connection: Connection) -> str | None:
    """The migration that the database has come to, None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _holds_anything(connection: Connection) -> bool:
    """Whether there is a site or a moderator, as in every version; without, there is nothing to lose.

    A database that several processes are making just now is of an older version for a moment, and holds nothing.
    """
    tables = [name for name in ("sites", "moderators") if inspect(connection).has_table(name)]
    return any(connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1")).first() for name in tables)  # noqa: S608
