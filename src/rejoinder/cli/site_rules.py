"""`rejoinder site rules`: what readers may do on a site, in a section, or on a page; docs/policies.md tells each."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened
from rejoinder.errors import BadInput

if TYPE_CHECKING:
    from rejoinder.actions.owning.rules import Shown

__all__ = ["rules"]


def rules(
    url: Annotated[str, typer.Argument(help="The site's address, as in https://example.org.")],
    data: DataFolder,
    said: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Rules to set, as in hold=newcomers.")
    ] = None,
    database: DatabaseUrl = "",
    section: Annotated[str, typer.Option(metavar="PATH", help="For the pages under a path alone, as in /sport/.")] = "",
    page: Annotated[str, typer.Option(metavar="URL", help="For one page alone.")] = "",
    unset: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A rule to leave to the wider scope; more than once.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """List the rules in force and where each was said, after setting those that are named."""
    from rejoinder.actions.owning.rules import Scope, set_rules, show

    scope = Scope(section, page)
    with opened(data, database=database) as house:
        if said or unset:
            shown = set_rules(house, url, scope, _pairs(said or []), unset or [])
        else:
            shown = show(house, url, scope)
    if as_json:
        told = {one.name: {"value": one.value, "from": one.said} for one in shown.rules}
        typer.echo(json.dumps({**asdict(shown), "rules": told}))
    else:
        _print(shown)


def _pairs(said: list[str]) -> dict[str, str]:
    pairs = {}
    for one in said:
        name, equals, value = one.partition("=")
        if not equals:
            raise BadInput("no_value", f"“{one[:40]}” sets no rule.", "Write NAME=VALUE, as in hold=newcomers.")
        if name.strip() in pairs:
            raise BadInput("rule_twice", f"The rule “{name.strip()[:40]}” is there twice.", "Name it once.")
        pairs[name.strip()] = value
    return pairs


def _print(shown: Shown) -> None:
    wide = max(len(one.name) for one in shown.rules)
    values = {one.name: _value(one.value) for one in shown.rules}
    second = min(40, max(map(len, values.values())))
    typer.echo(f"{shown.site}  {shown.scope}".rstrip())
    for one in shown.rules:
        typer.echo(f"  {one.name:<{wide}}  {values[one.name]:<{second}}  {one.said}")
    for scope, rules_there in shown.elsewhere.items():
        typer.echo(f"{scope}  " + ", ".join(f"{name}={_value(value)}" for name, value in rules_there.items()))


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value != "" else "-"
