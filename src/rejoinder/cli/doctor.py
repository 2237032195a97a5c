"""`rejoinder doctor`: look at everything that can be wrong with an installation, and say what to do about it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from rejoinder.cli.checkup.finding import Finding, State, problem, show
from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, database_url
from rejoinder.cli.exits import WRONG
from rejoinder.errors import NotFound, SettingError
from rejoinder.settings import load_settings

__all__ = ["doctor"]


def doctor(
    data: DataFolder,
    database: DatabaseUrl = "",
    key: Annotated[
        str, typer.Option("--key", help="A key of an Akismet client, to see that it works; else a wrong one is tried.")
    ] = "",
    offline: Annotated[bool, typer.Option("--offline", help="Do not ask the server at the base URL.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 for warnings too.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Look at everything that can be wrong, and say what to do about it. Exit code 1 when something is.

    Changes nothing, and may be run beside a running server: as the same user, or it says so.
    """
    if not data.is_dir():
        raise NotFound("no_installation", f"There is no installation in {data}.", "Name its folder with --data.")
    found = list(_look(data, database, key, offline=offline))
    counts = {state: sum(one.state is state for one in found) for state in State}
    if as_json:
        told = {"problems": counts[State.PROBLEM], "warnings": counts[State.WARNING]}
        typer.echo(json.dumps({**told, "findings": [asdict(one) for one in found]}))
    else:
        show(found)
        typer.echo(f"\nProblems: {counts[State.PROBLEM]}, warnings: {counts[State.WARNING]}.")
    if counts[State.PROBLEM] or (strict and counts[State.WARNING]):
        raise typer.Exit(WRONG)


def _look(folder: Path, database: str, key: str, *, offline: bool) -> Iterator[Finding]:
    from rejoinder.cli.checkup import machine
    from rejoinder.cli.checkup.reached import look_around
    from rejoinder.cli.checkup.stored import look_at_stored
    from rejoinder.cli.checkup.told_settings import look_at_settings

    yield from machine.look_at_programs()
    yield machine.look_at_clock()
    yield from machine.look_at_folder(folder)
    yield machine.look_at_room(folder)
    try:
        settings = load_settings(folder, os.environ)
    except SettingError as error:
        yield problem("settings", error.sentence, error.remedy)
        return
    yield from look_at_settings(settings, os.environ)
    found, sites = look_at_stored(folder, database_url(folder, database, settings), database)
    yield from found
    yield machine.look_at_backup(folder)
    if settings.base_url and not offline:
        yield from look_around(settings.base_url, key, sites)
