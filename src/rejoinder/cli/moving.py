"""`rejoinder site allow` and `rejoinder site move`: the addresses under which a site is found."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened
from rejoinder.cli.progress import counted

__all__ = ["DryRun", "allow_address", "move_site"]

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def allow_address(
    url: Annotated[str, typer.Argument(help="The site's address, as in https://example.org.")],
    address: Annotated[str, typer.Argument(help="Another address of the same site, as in https://www.example.org.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    same_as: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address whose pages these are, too (www. and bare host); threads that were apart are merged.",
        ),
    ] = "",
    trial: Annotated[
        bool | None,
        typer.Option("--trial/--live", help="An address to develop on: its threads are apart, nothing is learned."),
    ] = None,
) -> None:
    """List another address of a site: its pages may carry threads, and its software may use the key."""
    from rejoinder.actions.owning.origins import allow

    with opened(data, database=database) as house, counted("pages") as told:
        origin = allow(house, url, address, same_as=same_as, trial=trial, told=told)
    typer.echo(f"{origin.origin} belongs to {url}.")
    if origin.stands_for:
        typer.echo(f"Its pages are those of {origin.stands_for}.")
    if origin.trial:
        typer.echo("It is to develop on: its threads are in no feed, and the filter learns nothing from them.")


def move_site(
    old: Annotated[str, typer.Argument(help="The site's address until now.")],
    new: Annotated[str, typer.Argument(help="Its new address.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Move a site to another address, with all its threads; the old addresses go on leading to them.

    Can be interrupted: the same command again goes on where it stopped. Where readers have begun a thread under a new
    address already, it is merged with the old one. Save the installation first (`rejoinder backup`).
    """
    from rejoinder.actions.owning.moving import move

    with opened(data, database=database) as house, counted("pages") as told:
        done = move(house, old, new, dry=dry_run, told=told)
    if as_json:
        typer.echo(json.dumps({**asdict(done), "dry_run": dry_run}))
        return
    would = "would move" if dry_run else "moved"
    typer.echo(f"{done.pages:,} pages {would} to {done.site}, {done.merged:,} threads merged on the way.")
    if done.elsewhere:
        typer.echo(f"{done.elsewhere:,} pages are at other addresses of the site and stay there.")
    if not dry_run:
        typer.echo("Pages that name the old address (data-site) go on working; change them when you like.")
