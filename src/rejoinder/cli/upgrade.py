"""`rejoinder upgrade`: bring an installation that an older version has made up to date, saved first."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.backup import note_backup
from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, database_url
from rejoinder.cli.ownership import refuse_in_folder_of_another
from rejoinder.cli.progress import measured
from rejoinder.errors import NotFound
from rejoinder.settings import load_settings

__all__ = ["upgrade"]


def upgrade(
    data: DataFolder,
    database: DatabaseUrl = "",
    backup_to: Annotated[
        Path | None,
        typer.Option("--backup-to", metavar="DIR", help="Where to save it; by default `backups` in the data folder."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Save the installation, then bring its database to this version. Stop all servers of the installation first.

    Does nothing where nothing is to be done, so it may be run before each start. Refused while anybody uses the
    database. If it fails it says how to go back.
    """
    from rejoinder.actions.owning.upgrade import upgrade as bring_up

    if not data.is_dir():
        raise NotFound("no_installation", f"There is no installation in {data}.", "Name its folder with --data.")
    refuse_in_folder_of_another(data)
    os.umask(0o077)
    url = database_url(data, database, load_settings(data, os.environ))
    with measured() as told:
        done = bring_up(data, url, backup_to or data / "backups", told)
    if done.saved is not None:
        note_backup(data, done.saved)
    if as_json:
        saved = str(done.saved) if done.saved else None
        typer.echo(json.dumps({"before": done.before, "after": done.after, "saved": saved}))
    elif done.before is None:
        typer.echo("There is nothing to bring up to date yet: the first start makes the tables.")
    elif done.saved is None:
        typer.echo(f"The database is of this version (schema {done.after}): nothing was to be done.")
    else:
        typer.echo(f"Saved to {done.saved}.\nThe database was brought from schema {done.before} to {done.after}.")
