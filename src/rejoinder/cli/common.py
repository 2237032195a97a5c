"""What several commands need: plain errors, and an installation opened from its data folder."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import typer

from rejoinder import __version__
from rejoinder.cli.reserve import with_reserve
from rejoinder.errors import RejoinderError, SettingError
from rejoinder.settings import Settings, load_settings

__all__ = [
    "DataFolder",
    "DatabaseUrl",
    "JsonFlag",
    "cores",
    "database_url",
    "opened",
    "plainly",
    "print_version",
    "private_folder",
    "wrong",
]

DataFolder = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The folder of the installation; made if it does not exist.")
]
DatabaseUrl = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        help="postgresql://USER@HOST/NAME; by default the setting, or else SQLite in the folder.",
        show_default=False,
    ),
]
JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"rejoinder {__version__}")
        raise typer.Exit


def print_version(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Comments for your site and the spam filter that guards them, on your own server."""


def wrong(sentence: str) -> typer.Exit:
    """Say what is wrong; raise what comes back to end the command with exit code 2."""
    typer.secho(sentence, fg="red", err=True)
    return typer.Exit(2)


def plainly(command: Callable[..., None]) -> Callable[..., None]:
    """A command whose expected failures end in one sentence and exit code 2, never in a traceback."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            command(*arguments, **options)
        except RejoinderError as error:
            raise wrong(str(error)) from None
        except BrokenPipeError:
            # Whoever read our output has enough of it (`| head`); point it elsewhere so that Python does not complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            raise typer.Exit(0) from None
        except OSError as error:
            raise wrong(f"{error.strerror or error}: {error.filename}" if error.filename else str(error)) from None

    return run


def private_folder(folder: Path) -> None:
    """Make the data folder if there is none, and see to it that what is written from now on is the owner's alone.

    Addresses and words of readers are in these files, and copies of the log beside them.
    """
    if folder.exists() and not folder.is_dir():
        raise SettingError("not_a_folder", f"{folder} is not a folder.", "Name the folder of the installation.")
    os.umask(0o077)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def database_url(folder: Path, given: str, settings: Settings) -> str:
    """Where an installation is stored: as given, or else as the setting says, or else in its folder."""
    return given or settings.database or f"sqlite:///{(folder / 'rejoinder.db').resolve()}"


def _joined(url: str, vault: Any, now: int) -> tuple[Any, Any]:
    """A database, and what makes ids for this process in it."""
    from rejoinder.actions.owning.joining import join
    from rejoinder.store.engine import Store

    # What an older version has filled is migrated by `rejoinder upgrade` alone, which saves it first.
    store = Store(url, spare_older=True)
    try:
        return store, join(store, vault, now)
    except BaseException:
        store.close()
        raise


@contextmanager
def opened(folder: Path, *, database: str = "", base_url: str = "") -> Iterator[Any]:
    """The installation in `folder`, its weights brought to the end of the ledger.

    `database` goes before the setting of that name; `base_url` is for want of a setting. Yields an
    `actions.installation.Installation`. Raises `SettingError` for settings that do not make sense.
    """
    # Imported here so that `rejoinder --help` and `rejoinder check` do not wait for the database's libraries.
    from rejoinder.actions.clock import MADE, SteadyClock
    from rejoinder.actions.installation import Installation
    from rejoinder.actions.judging.judge import Judge
    from rejoinder.actions.learning import snapshot
    from rejoinder.actions.learning.fold import try_to_catch_up
    from rejoinder.privacy.retention import Retention
    from rejoinder.store.vault import open_vault

    private_folder(folder)
    settings = load_settings(folder, os.environ)
    clock = SteadyClock()
    if clock() < MADE:
        raise SettingError("clock_wrong", "The clock of this machine is years behind.", "Set it, then start again.")
    vault = open_vault(folder / "secret.key")
    url = database_url(folder, database, settings)
    store, new_id = with_reserve(folder, lambda: _joined(url, vault, clock()))
    house = Installation(
        store=store,
        vault=vault,
        judge=Judge(vault.subkey("filter")),
        base_url=settings.base_url or base_url,
        contact=settings.contact,
        snapshot=folder / "weights.snapshot",
        retention=Retention(**{rule.name: getattr(settings, rule.name) for rule in fields(Retention)}),
        clock=clock,
        new_id=new_id,
    )
    try:
        snapshot.load(house)
        try_to_catch_up(house)
        yield house
    finally:
        store.close()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
