"""`rejoinder site …`: the sites of an installation, what their clients are told, and their keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from rejoinder.cli.common import DatabaseUrl, DataFolder, JsonFlag, opened
from rejoinder.cli.moving import allow_address, move_site
from rejoinder.cli.site_rules import rules
from rejoinder.policy.site import Mode

if TYPE_CHECKING:
    from rejoinder.actions.owning.sites import Known
    from rejoinder.store.sites import Origin, Site, StoredKey

__all__ = ["COMMANDS"]

Url = Annotated[str, typer.Argument(help="The site's address, as in https://example.org.")]
_DISCARD = typer.Option(
    "--discard/--keep-all", help="Tell clients which spam is so blatant that they need not keep it."
)


def add_site(
    url: Url,
    data: DataFolder,
    database: DatabaseUrl = "",
    name: Annotated[str, typer.Option(help="What readers call it; by default its host.")] = "",
    mode: Annotated[Mode, typer.Option(help="What Akismet clients are told.")] = Mode.ENFORCE,
    discard: Annotated[bool, _DISCARD] = False,
    as_json: JsonFlag = False,
) -> None:
    """Add a site. Prints its key for Akismet clients, which is not stored and cannot be shown again."""
    from rejoinder.actions.owning.sites import add_site as add

    with opened(data, database=database) as house:
        site, key = add(house, url, name, mode, discard=discard)
    if as_json:
        typer.echo(json.dumps({"site": site.url, "key": key}))
        return
    typer.echo(f"Added {site.url}.\nIts key for Akismet clients, shown this once: {key}")


def list_sites(data: DataFolder, database: DatabaseUrl = "", as_json: JsonFlag = False) -> None:
    """List the sites: what clients are told, the site's addresses, the ends of its keys."""
    from rejoinder.actions.owning.sites import known_sites

    with opened(data, database=database) as house:
        found = known_sites(house)
    if as_json:
        typer.echo(json.dumps([_listed(one) for one in found]))
        return
    for one in found:
        switches = [name for name in ("discard", "listed_only", "typing", "suspended") if getattr(one.site, name)]
        told = ", ".join([one.site.mode, *switches]).replace("_", " ")
        typer.echo(f"{one.site.url}  {one.site.name}  ({told})")
        typer.echo(f"  addresses: {', '.join(f'{origin.origin}{_what_of(origin)}' for origin in one.known)}")
        if one.site.second:
            typer.echo(f"  second opinion: {one.site.second.url} ({one.site.second.share})")
        typer.echo(f"  keys: {', '.join(f'…{key.hint}{_about(key)}' for key in one.keys)}")
        if not any(key.kept for key in one.keys):
            typer.echo(
                "  Clients are not told of changed verdicts before there is a new key: `rejoinder site new-key`."
            )


def set_site(  # noqa: PLR0913, PLR0917 - each is an option of the command
    url: Url,
    data: DataFolder,
    database: DatabaseUrl = "",
    mode: Annotated[Mode | None, typer.Option(help="What Akismet clients are told.", show_default=False)] = None,
    discard: Annotated[bool | None, _DISCARD] = None,
    listed_only: Annotated[
        bool | None,
        typer.Option("--listed-only/--any-address", help="Answer clients for the site's listed addresses alone."),
    ] = None,
    typing: Annotated[
        bool | None,
        typer.Option("--typing/--no-typing", help="Look at the typing and mouse that WordPress's plugin tells of."),
    ] = None,
    second_opinion: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Another Akismet-compatible server to show comments to; off: none."),
    ] = None,
    second_key: Annotated[
        str | None,
        typer.Option(
            envvar="REJOINDER_SECOND_KEY", show_envvar=True, help="Our key for that server; stored encrypted."
        ),
    ] = None,
    second_share: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Which comments are shown to it: doubtful (at first), or a share, as 0.1."),
    ] = None,
) -> None:
    """Change what a site's clients are told. What is not named stays as it is."""
    from rejoinder.actions.owning.sites import set_second
    from rejoinder.actions.owning.sites import set_site as change

    server = "" if second_opinion == "off" else second_opinion
    asked = server is not None or second_share is not None
    switches = {"discard": discard, "listed_only": listed_only, "typing": typing}
    values = {name: int(on) for name, on in switches.items() if on is not None}
    with opened(data, database=database) as house:
        if asked:
            set_second(house, url, server, second_key, second_share)
        if values or mode or not asked:
            change(house, url, **values, **({"mode": mode.value} if mode else {}))
    typer.echo(f"{url} is set.")


def new_key(url: Url, data: DataFolder, database: DatabaseUrl = "", as_json: JsonFlag = False) -> None:
    """Make another key of a site. The others go on working; revoke them when the new one is in place."""
    from rejoinder.actions.owning.sites import new_key as make

    with opened(data, database=database) as house:
        key = make(house, url)
    typer.echo(json.dumps({"site": url, "key": key}) if as_json else f"Another key, shown this once: {key}")


def revoke_key(
    url: Url,
    end: Annotated[str, typer.Argument(help="The last four digits of the key, as `site list` shows them.")],
    data: DataFolder,
    database: DatabaseUrl = "",
) -> None:
    """Revoke a key of a site: who sends it is told that there is no such key."""
    from rejoinder.actions.owning.sites import revoke_key as revoke

    with opened(data, database=database) as house:
        revoke(house, url, end)
    typer.echo(f"The key that ends in {end} opens nothing any more.")


def suspend_site(url: Url, data: DataFolder, database: DatabaseUrl = "") -> None:
    """Answer a site's clients no more, until `resume`: they are told that its access was revoked."""
    from rejoinder.actions.owning.sites import suspend

    with opened(data, database=database) as house:
        suspend(house, url)
    typer.echo(f"The clients of {url} get no answers until it is resumed.")


def resume_site(url: Url, data: DataFolder, database: DatabaseUrl = "") -> None:
    """Answer a suspended site's clients again."""
    from rejoinder.actions.owning.sites import resume

    with opened(data, database=database) as house:
        resume(house, url)
    typer.echo(f"The clients of {url} are answered.")


def _listed(known: Known) -> dict[str, object]:
    """A site with all that belongs to it, as JSON has it."""
    told = {"origins": known.origins, "known_origins": [asdict(one) for one in known.known]}
    return {**_told(known.site), **told, "keys": _keys(known)}


def _what_of(origin: Origin) -> str:
    if origin.trial:
        return " (to develop on)"
    return f" (same as {origin.stands_for})" if origin.stands_for else ""


def _told(site: Site) -> dict[str, object]:
    """A site as JSON has it; no key is in it, not even a sealed one."""
    second = {"url": site.second.url, "share": site.second.share} if site.second else None
    return {**asdict(site), "second": second}


def _keys(known: Known) -> list[dict[str, str | bool]]:
    return [{"end": key.hint, "revoked": key.revoked_at is not None, "webhooks": key.kept} for key in known.keys]


def _about(key: StoredKey) -> str:
    if key.revoked_at is not None:
        return " (revoked)"
    return "" if key.kept else " (too old for webhooks)"


COMMANDS: dict[str, Callable[..., None]] = {
    "add": add_site,
    "list": list_sites,
    "set": set_site,
    "allow": allow_address,
    "move": move_site,
    "rules": rules,
    "new-key": new_key,
    "revoke-key": revoke_key,
    "suspend": suspend_site,
    "resume": resume_site,
}
