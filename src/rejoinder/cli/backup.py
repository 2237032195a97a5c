"""`rejoinder backup` and `rejoinder restore`: an installation as one file, taken while it runs, and put back."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, database_url, private_folder
from rejoinder.cli.progress import measured
from rejoinder.errors import NotFound, SettingError
from rejoinder.settings import load_settings

__all__ = ["LAST_BACKUP", "backup", "note_backup", "restore"]

LAST_BACKUP = "backup.last"  # in the data folder: when it was saved last, for `rejoinder doctor`


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="The file to write, or a folder to put it into.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    without_secret: Annotated[
        bool, typer.Option("--without-secret", help="Leave secret.key out, which you then keep apart.")
    ] = False,
) -> None:
    """Save the installation to one file, while it runs: the database and secret.key, readable by you alone.

    Without secret.key nobody can open the e-mail addresses in it, you neither; with it, guard the file as the
    installation itself. The settings (rejoinder.toml) are not in it.
    """
    from rejoinder.actions.owning.backup import backup as save

    if not data.is_dir():
        raise NotFound("no_installation", f"There is no installation in {data}.", "Name its folder with --data.")
    if file.is_dir():
        file /= time.strftime("rejoinder-%Y%m%d-%H%M%S.zip", time.gmtime())
    os.umask(0o077)
    url = database_url(data, database, load_settings(data, os.environ))
    with measured() as told:
        save(data, url, file, told, with_secret=not without_secret)
    note_backup(data, file)
    typer.echo(f"Saved to {file} ({file.stat().st_size:,} bytes).")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `rejoinder backup` has written.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    force: Annotated[bool, typer.Option("--force", help="Replace the installation that is there.")] = False,
) -> None:
    """Put a backup into a folder and a database. Stop all servers of the installation first.

    The folder and the database have to be empty, or --force given. A backup of an older version is brought up to date.
    """
    from rejoinder.actions.owning.backup import restore as put_back

    if not file.is_file():
        raise SettingError("no_backup", f"There is no file {file}.", "Name a file that `rejoinder backup` has written.")
    private_folder(data)
    url = database_url(data, database, load_settings(data, os.environ))
    with measured() as told:
        put_back(file, data, url, told, replace=force)
    typer.echo(f"Restored {file} to {data}.")


def note_backup(folder: Path, file: Path) -> None:
    """Note in the data folder that it was saved. Who saves from a folder that may not be written is told so."""
    try:
        (folder / LAST_BACKUP).write_text(json.dumps({"at": int(time.time()), "file": str(file.resolve())}), "utf-8")
    except OSError as error:
        typer.echo(f"That it was saved could not be noted in {folder}: {error.strerror}.", err=True)
