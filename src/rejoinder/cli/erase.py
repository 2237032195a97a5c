"""`rejoinder erase`: a comment goes, with what was known of its author and what the filter learned from it."""

from __future__ import annotations

from typing import Annotated

import typer

from rejoinder.cli.common import DataFolder, opened
from rejoinder.errors import BadInput

__all__ = ["erase"]


def erase(
    data: DataFolder,
    comment: Annotated[int | None, typer.Option(min=1, help="The number of the comment, as in the link to it.")] = None,
    check: Annotated[str, typer.Option(metavar="GUID", help="The GUID that a client's check was answered with.")] = "",
    site: Annotated[str, typer.Option(help="The address of the client's site; needed with --check.")] = "",
) -> None:
    """Erase one comment for good: its words, its author's data, and what the filter learned from it.

    Where replies hang, an empty place stays. Not to be undone.
    """
    from rejoinder.actions.reading.site import site_called
    from rejoinder.actions.rights.erase import erase as erase_comment
    from rejoinder.actions.rights.erase import erase_check

    if (comment is not None) == bool(check) or bool(check) != bool(site):
        raise BadInput("erase_what", "Name one thing to erase.", "Give --comment NUMBER, or --check GUID and --site.")
    with opened(data) as house:
        if comment is not None:
            erase_comment(house, comment, "command line")
        else:
            with house.store.read() as connection:
                of = site_called(connection, site)
            erase_check(house, of, check, "command line")
    typer.echo("Erased. Backups made before still have it.")
