"""The origins of a site's pages: those that show the same pages under another name, and those to develop on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.moving import Move, relocate
from rejoinder.actions.owning.sites import writing
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.store import pages, sites
from rejoinder.store.sites import Origin, Site
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of

__all__ = ["allow"]


def allow(
    house: Installation,
    url: str,
    address: str,
    *,
    same_as: str = "",
    trial: bool | None = None,
    told: Callable[[int], None] = lambda _more: None,
) -> Origin:
    """List another origin of the site: its pages may carry threads, its software may use the key.

    With `same_as` its pages are those of that origin (www. and bare host), and threads that were apart are merged. On a
    `trial` one the owner develops: its threads are apart, and nobody learns from them. What is not said stays as it is.
    """
    name = origin_of(clean("page", address))
    other = origin_of(clean("page", same_as)) if same_as else ""
    if other and trial:
        raise BadInput("trial_as_another", "An address to develop on stands for no other.", "Name one of the two.")
    with writing(house, url, "list origin", _detail(name, other, trial=trial)) as (connection, site):
        before = _listed(connection, site, name)
        wanted = before if trial is None else replace(before, trial=trial)
        _refuse_own(connection, site, before, wanted)
        sites.set_origin(connection, site.id, wanted)
        if other:
            _refuse_same(connection, site, wanted, other)
    if other:
        wanted = replace(wanted, stands_for=other)
        relocate(house, site, Move(name, other), lambda connection: _stand_for(connection, site, wanted), told)
    return wanted


def _listed(connection: Connection, site: Site, name: str) -> Origin:
    known = {one.origin: one for one in sites.origins_known(connection, site.id)}
    if name not in known:
        sites.add_origin(connection, site.id, name)
    return known.get(name, Origin(name, "", trial=False))


def _refuse_own(connection: Connection, site: Site, before: Origin, wanted: Origin) -> None:
    """Where readers have written, nothing becomes an address to develop on: their threads would be out of all sight."""
    if wanted.trial and not before.trial:
        leant = any(one.stands_for == before.origin for one in sites.origins_known(connection, site.id))
        if before.origin == origin_of(site.url) or before.stands_for or leant:
            raise Conflict("trial_of_the_site", f"{before.origin} is where the site is.", "Develop at another address.")
        if pages.are_below(connection, site.id, before.origin):
            raise Conflict(
                "trial_has_threads", f"There are threads of readers at {before.origin}.", "Develop at another address."
            )


def _refuse_same(connection: Connection, site: Site, origin: Origin, other: str) -> None:
    target = next((one for one in sites.origins_known(connection, site.id) if one.origin == other), None)
    if target is None:
        raise NotFound("no_such_origin", f"{other} is no address of {site.url}.", "See `rejoinder site list`.")
    if origin.origin == origin_of(site.url):
        raise Conflict("own_origin", f"{origin.origin} is where the site is.", "Use `rejoinder site move`.")
    if origin.origin == other or origin.trial or target.trial or target.stands_for:
        raise Conflict(
            "stands_for_nothing",
            f"{origin.origin} cannot stand for {other}.",
            "Name the address where the site's threads are; neither may be one to develop on.",
        )


def _stand_for(connection: Connection, site: Site, origin: Origin) -> None:
    sites.set_origin(connection, site.id, origin)
    sites.origin_stands_for(connection, site.id, origin.origin, origin.stands_for)


def _detail(name: str, other: str, *, trial: bool | None) -> str:
    more = f" same as {other}" if other else "" if trial is None else " on trial" if trial else " live"
    return f"{name}{more}"
