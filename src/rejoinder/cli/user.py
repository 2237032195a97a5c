"""`rejoinder user add`: another moderator."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, opened, wrong

__all__ = ["add_user", "password_from_stdin"]


def add_user(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input instead of asking.")
    ] = False,
) -> None:
    """Add a moderator."""
    from rejoinder.actions.owning.people import add_moderator

    with opened(data, database=database) as house:
        add_moderator(house, name, password_from_stdin() if password_stdin else _asked())
    typer.echo(f"Added {name}.")


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def password_from_stdin() -> str:
    """The password that was sent; the line end that `echo` appends is not part of it."""
    try:
        return sys.stdin.buffer.read(65_536).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise wrong("The password is not valid UTF-8.") from None
