"""`rejoinder site add`: another site, and the key of its Akismet clients."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened
from rejoinder.policy.site import Mode

__all__ = ["add_site"]


def add_site(
    url: Annotated[str, typer.Argument(help="The site's address, as in https://example.org.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    name: Annotated[str, typer.Option(help="What readers call it; by default its host.")] = "",
    mode: Annotated[Mode, typer.Option(help="What Akismet clients are told.")] = Mode.ENFORCE,
    as_json: JsonFlag = False,
) -> None:
    """Add a site. Prints its key for Akismet clients, which is not stored and cannot be shown again."""
    from rejoinder.actions.owning.sites import add_site as add

    with opened(data, database=database) as house:
        site, key = add(house, url, name, mode)
    if as_json:
        typer.echo(json.dumps({"site": site.url, "key": key}))
        return
    typer.echo(f"Added {site.url}.\nIts key for Akismet clients, shown this once: {key}")
