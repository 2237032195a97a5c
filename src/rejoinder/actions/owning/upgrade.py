"""Bring an installation of an older version up to date: save it first, then migrate its tables.

Nobody may use it meanwhile, so that what is saved is what is migrated, and the way back loses nothing. Each migration
is one transaction with its record (`store/upgrade.py`): one that fails leaves the tables as they were before it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from rejoinder.actions.owning.backup import Told, backup
from rejoinder.errors import RejoinderError, SettingError, Unavailable
from rejoinder.store.copies import copier_of
from rejoinder.store.engine import Store
from rejoinder.store.upgrade import HEAD, known_revisions

__all__ = ["Upgraded", "upgrade"]


@dataclass(frozen=True, slots=True)
class Upgraded:
    """From which form of the tables to which; `saved` is the backup, None where there was nothing to do."""

    before: str | None
    after: str
    saved: Path | None = None


def upgrade(folder: Path, url: str, backups: Path, told: Told) -> Upgraded:
    """Save into the folder `backups`, which is made if there is none, and migrate; nothing where nothing is to be done.

    Raises `Conflict` while a server uses the database and `SettingError` for one of a newer version; nothing is changed
    then. Raises `Unavailable`, which says how to go back, when a migration fails.
    """
    copier = copier_of(url)
    before = copier.revision()
    if before is None or before == HEAD:
        return Upgraded(before, HEAD)
    if before not in known_revisions():
        raise SettingError(
            "database_newer",
            f"The database was written by a newer version of Rejoinder (schema {before}).",
            "Install that version, or restore a backup made by this one.",
        )
    copier.refuse_if_used()
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = backups / time.strftime(f"before-upgrade-{before}-%Y%m%d-%H%M%S.zip", time.gmtime())
    backup(folder, url, file, told)
    copier.refuse_if_used()  # once more: to save takes its time
    _migrate(url, file)
    return Upgraded(before, HEAD, file)


def _migrate(url: str, saved: Path) -> None:
    try:
        Store(url).close()
    except (RejoinderError, SQLAlchemyError) as error:
        why = str(error.sentence if isinstance(error, RejoinderError) else getattr(error, "orig", None) or error)
        raise Unavailable(
            "upgrade_failed",
            f"The tables could not be brought up to date: {why.partition(chr(10))[0].rstrip('.')}.",
            f"Try again; or go back: install the version that was there before and run `rejoinder restore {saved}`"
            " with --force and the same --data and --database.",
        ) from error
