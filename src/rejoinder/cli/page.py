"""`rejoinder page …`: pages whose addresses change."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened
from rejoinder.cli.moving import DryRun

__all__ = ["COMMANDS"]

Url = Annotated[str, typer.Argument(help="The address of a page.")]


def show_page(url: Url, data: DataFolder, database: DatabaseUrl = "", as_json: JsonFlag = False) -> None:
    """Show a page: where it is linked to, its other addresses, its comments, and rules of its own."""
    from rejoinder.actions.owning.pages import look_at

    with opened(data, database=database) as house:
        found = look_at(house, url)
    if as_json:
        told = {"site": found.site.url, "url": found.page.url, "title": found.page.title, "keys": found.keys}
        typer.echo(json.dumps({**told, "published": found.published, "rules": found.rules}))
        return
    typer.echo(f"{found.page.url}  {found.page.title}".rstrip())
    typer.echo(f"  site: {found.site.url}")
    typer.echo(f"  found as: {', '.join(found.keys)}")
    typer.echo(f"  published comments: {found.published:,}")
    if found.rules:
        typer.echo(f"  rules of its own: {', '.join(f'{name}={value}' for name, value in found.rules.items())}")


def alias_page(
    url: Url,
    other: Annotated[str, typer.Argument(help="Another address that is to mean the same page.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    remove: Annotated[bool, typer.Option("--remove", help="Let it mean that page no more.")] = False,
) -> None:
    """Let another address mean the same page: both show one thread.

    Where there is a thread at the other address already, merge the two.
    """
    from rejoinder.actions.owning.pages import add_alias, remove_alias

    with opened(data, database=database) as house:
        page = (remove_alias if remove else add_alias)(house, url, other)
    typer.echo(f"{other} means {page.url}{' no more' if remove else ''}.")


def merge_pages(
    url: Annotated[str, typer.Argument(metavar="FROM", help="The page whose comments move.")],
    into: Annotated[str, typer.Argument(metavar="INTO", help="The page under which they stand then.")],
    data: DataFolder,
    database: DatabaseUrl = "",
    dry_run: DryRun = False,
    as_json: JsonFlag = False,
) -> None:
    """Put two threads together: the comments of one page go under another, and its addresses lead there.

    Replies stay under what they answer. The page that stays keeps its title and its rules. Not to be undone; look at
    --dry-run first.
    """
    from rejoinder.actions.owning.pages import merge

    with opened(data, database=database) as house:
        done = merge(house, url, into, dry=dry_run)
    if as_json:
        told = {"from": done.page.url, "into": done.into.url, "comments": done.comments, "keys": done.keys}
        typer.echo(json.dumps({**told, "title": done.title, "rules_dropped": done.rules, "dry_run": dry_run}))
        return
    would = "would go" if dry_run else "went"
    typer.echo(f"{done.comments:,} comments {would} from {done.page.url} to {done.into.url}.")
    typer.echo(f"  addresses that lead there{'' if dry_run else ' now'}: {', '.join(done.keys)}")
    if done.title:
        typer.echo(f"  title: {done.title}")
    if done.rules:
        gone = ", ".join(f"{name}={value}" for name, value in done.rules.items())
        typer.echo(f"  rules of {done.page.url} that go with it: {gone}")


COMMANDS: dict[str, Callable[..., None]] = {"show": show_page, "alias": alias_page, "merge": merge_pages}
