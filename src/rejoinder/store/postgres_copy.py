"""Copies of a PostgreSQL database, by its own tools: pg_dump, pg_restore and psql.

A dump is one state (pg_dump reads in one REPEATABLE READ transaction), taken beside readers and writers. A restore is
one transaction: pg_restore turns the dump into statements, and psql runs them behind those that drop what was there.
Passwords go to the tools by their environment, where no list of processes shows them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, inspect, text

from rejoinder.errors import Conflict, Damaged, SettingError, Unavailable
from rejoinder.store.failures import opening
from rejoinder.store.postgres import Postgres

__all__ = ["PostgresCopy"]

_LOOK_S = 0.2  # between two looks at how far a dump is
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


class PostgresCopy:
    """The database that a URL names, as something to be copied."""

    kind = "postgresql"

    def __init__(self, url: URL) -> None:
        self._url = url

    def revision(self) -> str | None:
        """How far the tables are; None where there are none."""
        with self._asked() as connection:
            if "alembic_version" not in inspect(connection).get_table_names():
                return None
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return None if found is None else str(found)

    def dump(self, file: Path, told: Callable[[int, int | None], None]) -> None:
        """Write a dump to `file`."""
        call = self._call("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={file}")
        process = subprocess.Popen(call, env=self._environment(), stderr=subprocess.PIPE, text=True)  # noqa: S603
        while True:
            try:
                _, said = process.communicate(timeout=_LOOK_S)
                break
            except subprocess.TimeoutExpired:
                told(file.stat().st_size if file.exists() else 0, None)
        if process.returncode != 0:
            raise Unavailable("backup_failed", f"pg_dump has failed: {_last_line(said)}.")

    def load(self, file: Path, told: Callable[[int, int | None], None]) -> None:
        """Put a dump in the place of what is there."""
        told(0, None)
        script = file.with_name(f"{file.name}.sql")
        self._run(Damaged, _tool("pg_restore"), "--no-owner", "--no-privileges", f"--file={script}", str(file))
        self.refuse_if_used()
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        with self._asked() as connection:
            preparer = connection.dialect.identifier_preparer
            names = [preparer.quote(name) for name in inspect(connection).get_table_names()]
        if names:
            options += ["--command", f"DROP TABLE {', '.join(names)} CASCADE"]
        self._run(Unavailable, *self._call("psql", *options, "--file", str(script)))

    def refuse_if_used(self) -> None:
        """Raise `Conflict` while anybody else is connected."""
        with self._asked() as connection:
            if connection.scalar(text(_OTHERS)):
                raise Conflict(
                    "database_in_use",
                    "Somebody is connected to the database.",
                    "Stop all servers, then try again.",
                )

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        database = Postgres(self._url)
        try:
            with opening(database.remedy), database.read() as connection:
                yield connection
        finally:
            database.engine.dispose()

    def _call(self, tool: str, *options: str) -> list[str]:
        where = self._url.translate_connect_args(username="user", database="dbname")
        where.pop("password", None)
        named = {name: value for name, value in self._url.query.items() if name != "options"}
        return [_tool(tool), *options, "--dbname", make_conninfo("", **(where | named))]

    def _environment(self) -> dict[str, str]:
        password = self._url.password
        return dict(os.environ) | ({"PGPASSWORD": str(password)} if password else {})

    def _run(self, failure: type[Damaged | Unavailable], *call: str) -> None:
        done = subprocess.run(call, env=self._environment(), capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            tool = Path(call[0]).name
            raise failure("restore_failed", f"{tool} has failed: {_last_line(done.stderr)}.", "Nothing was changed.")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SettingError(
            "no_postgres_tools",
            f"There is no {name} on this machine.",
            "Install the client programs of PostgreSQL, in the version of the server (Debian: postgresql-client).",
        )
    return found


def _last_line(said: str) -> str:
    """What a tool said last, but for the row that it may quote."""
    lines = [line for line in said.strip().splitlines() if "rror" in line or "FATAL" in line]
    return (lines or ["it does not say why"])[-1].rstrip(".")
