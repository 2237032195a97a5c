"""Save a whole installation while it runs, and put it back.

A backup holds the database and, unless that is not wanted, `secret.key`: without the secret nobody can open the e-mail
addresses in it, and the keys of the sites are void. With it the backup is as precious as the installation. The weights
are not in it, since they are made from the database, and neither are the settings, which name this machine.

Older backups are brought up to date as they are put back; one that a newer version made is refused.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rejoinder import __version__
from rejoinder.actions.owning import archive
from rejoinder.actions.owning.archive import DATABASE, SECRET, Manifest
from rejoinder.errors import Conflict, NotFound, SettingError
from rejoinder.store.copies import copier_of
from rejoinder.store.engine import Store
from rejoinder.store.installation import bound_secret, new_lineage
from rejoinder.store.upgrade import known_revisions
from rejoinder.store.vault import Vault

__all__ = ["backup", "restore"]

Told = Callable[[str, int, int | None], None]  # what is being done, how much of it, of how much


def backup(folder: Path, url: str, file: Path, told: Told, *, with_secret: bool = True) -> Manifest:
    """Write a backup to `file`, which must not exist.

    Raises `NotFound` when there is nothing to save, `Unavailable` when the database cannot be copied.
    """
    copier = copier_of(url)
    schema = copier.revision()
    if schema is None:
        raise NotFound("no_installation", f"There is no installation in {folder}.", "Name its folder with --data.")
    secret = folder / SECRET
    if with_secret and not secret.is_file():
        raise NotFound("no_secret", f"There is no secret.key in {folder}.", "Copy it there, or add --without-secret.")
    if file.exists():
        raise Conflict("file_exists", f"There is a file {file} already.", "Name another one.")
    manifest = Manifest(copier.kind, schema, time.time_ns() // 1_000_000, __version__)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as beside:
        copy = Path(beside) / DATABASE
        copier.dump(copy, lambda done, of: told("copying the database", done, of))
        files = {DATABASE: copy} | ({SECRET: secret} if with_secret else {})
        archive.write(file, manifest, files, lambda done, of: told("packing", done, of))
    return manifest


def restore(file: Path, folder: Path, url: str, told: Told, *, replace: bool = False) -> Manifest:
    """Put a backup into a data folder and a database, which have to be empty unless they may be replaced.

    Raises `Damaged` when the backup is not whole, `SettingError` when it is of a newer version or another kind of
    database, `Conflict` when there is something already, or somebody uses the database. Nothing is changed then.
    """
    manifest = archive.read_manifest(file)
    copier = copier_of(url)
    _check_form(manifest, copier.kind)
    if not replace and copier.revision() is not None:
        raise Conflict("database_not_empty", "There is an installation already.", "Add --force to replace it.")
    copier.refuse_if_used()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore.") as beside:
        copy, secret = Path(beside) / DATABASE, Path(beside) / SECRET
        if SECRET in manifest.files:
            archive.extract(file, manifest, SECRET, secret, lambda _done, _of: None)
        taken = _secret(folder, secret, replace=replace)
        archive.extract(file, manifest, DATABASE, copy, lambda done, of: told("unpacking", done, of))
        copier.load(copy, lambda done, of: told("filling the database", done, of))
        if taken is secret:
            secret.replace(folder / SECRET)
    for snapshot in folder.glob("weights.snapshot*"):
        snapshot.unlink()
    _begin_anew(url, Vault((folder / SECRET).read_bytes()))
    return manifest


def _check_form(manifest: Manifest, kind: str) -> None:
    if manifest.schema not in known_revisions():
        raise SettingError(
            "backup_newer",
            f"The backup was made by a newer version of Rejoinder ({manifest.program}).",
            "Install that version.",
        )
    if manifest.database != kind:
        names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        raise SettingError(
            "backup_of_another_kind",
            f"The backup is of {names.get(manifest.database, manifest.database)}, the database is {names[kind]}.",
            "Name a database of the same kind with --database, or leave it out for SQLite.",
        )


def _secret(folder: Path, restored: Path, *, replace: bool) -> Path:
    """Which secret the installation will have: that of the backup, or the one in the folder."""
    present = folder / SECRET
    if not restored.exists():
        if present.is_file():
            return present
        raise Conflict("no_secret", "The backup holds no secret.", f"Copy its secret.key to {folder} first.")
    if present.is_file() and present.read_bytes() != restored.read_bytes() and not replace:
        raise Conflict("secret_exists", f"There is another secret.key in {folder}.", "Add --force to replace it.")
    return restored


def _begin_anew(url: str, vault: Vault) -> None:
    """Bring the tables up to date, and begin a history in which no weights from before hold."""
    store = Store(url)
    try:
        with store.write() as connection:
            new_lineage(connection)
            bound = bound_secret(connection)
    finally:
        store.close()
    if bound not in {None, vault.digest("installation", b"")}:
        raise SettingError(
            "secret_of_another",
            "The database is restored, but the secret.key in this folder is not the one that belongs to it.",
            "Copy the right secret.key into the folder before you start a server.",
        )
