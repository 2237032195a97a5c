"""A copy of a whole database, taken while it is in use, and a database made from a copy.

Neither opens a store: that would bring the tables of an older version up to date before they could be saved. What is
particular to a database stands in `sqlite_copy` and `postgres_copy`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL

from rejoinder.store.engine import parse
from rejoinder.store.sqlite_copy import SqliteCopy

__all__ = ["Copier", "Told", "copier_of"]

Told = Callable[[int, int | None], None]  # bytes that are done, and of how many if that is known


class Copier(Protocol):
    """How one database is copied. `kind` names it in a backup."""

    kind: str

    def revision(self) -> str | None:
        """How far the tables are; None where there are none."""

    def dump(self, file: Path, told: Told) -> None:
        """Write a copy to `file`: one state of the database, as it was at some moment since the call."""

    def load(self, file: Path, told: Told) -> None:
        """Put the copy in the place of what is there, whole or not at all, with the tables of this program."""

    def refuse_if_used(self) -> None:
        """Raise `Conflict` while anybody else is connected."""


def copier_of(url: str) -> Copier:
    """How the database at a URL is copied. Raises `SettingError` for one that is none of ours."""
    parsed = parse(url)
    return SqliteCopy(parsed) if parsed.drivername == "sqlite" else _postgres(parsed)


def _postgres(url: URL) -> Copier:
    from rejoinder.store.postgres_copy import PostgresCopy  # noqa: PLC0415 - psycopg is an extra of its own

    return PostgresCopy(url)
