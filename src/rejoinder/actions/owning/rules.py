"""What an owner lets readers do, looked at and said: for a site, a section of it, or one page.

Whoever says it, on the command line or at the desk (`deciding/rules.py`), it is kept and audited by `keep_rules`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.pages import ACTOR
from rejoinder.actions.reading.rules import scopes_for
from rejoinder.actions.reading.site import page_of_site
from rejoinder.errors import BadInput, NotFound
from rejoinder.policy.rules import Rules, page_scope, read_rules, resolve, unknown_rule
from rejoinder.store import audit, pages, policies, sites
from rejoinder.store.sites import Site
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, section_path, site_address

__all__ = ["DEFAULT", "Ruling", "Scope", "Shown", "keep_rules", "section_named", "set_rules", "show"]

DEFAULT = "default"
_NAMES = tuple(one.name for one in fields(Rules))


@dataclass(frozen=True, slots=True)
class Scope:
    """For what is asked or said: a section (a path), a page (its address), or, with neither, the whole site."""

    section: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that is in force, and where it was said: `DEFAULT`, "site", a section, or "page"."""

    name: str
    value: Any
    said: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All rules in force somewhere, and the sections and pages for which there are others, by what is said there."""

    site: str
    scope: str
    rules: tuple[Ruling, ...]
    elsewhere: Mapping[str, Mapping[str, Any]]


WHOLE = Scope()


def show(house: Installation, url: str, scope: Scope = WHOLE) -> Shown:
    """The rules in force for a site, a section or a page, and where each was said."""
    with house.store.read() as connection:
        site = _site(connection, url)
        return _shown(connection, site, scope)


def set_rules(
    house: Installation, url: str, scope: Scope, said: Mapping[str, str], unset: Collection[str] = ()
) -> Shown:
    """Say rules for a site, a section or a page, or leave them to what is said more widely. Others stay as they are.

    Raises `BadInput`, which names the rule, for one that there is not and for a value that it cannot have.
    """
    kept = read_rules(said)
    for name in unset:
        if name not in _NAMES:
            raise unknown_rule(name)
        if name in kept:
            raise BadInput("set_and_unset", f"The rule “{name}” is set and unset.", "Name it once.")
    now = house.clock()
    with house.store.write() as connection:
        site = _site(connection, url)
        named, page_id = _named(connection, site, scope, now)
        before = policies.rules_of(connection, site.id).get(named, {})
        after = {name: value for name, value in {**before, **kept}.items() if name not in unset}
        keep_rules(connection, ACTOR, site, named, after, now, page_id=page_id)
        return _shown(connection, site, scope)


def keep_rules(
    connection: Connection,
    actor: str,
    site: Site,
    scope: str,
    rules: Mapping[str, Any],
    now: int,
    *,
    page_id: int | None = None,
) -> None:
    """Keep what is said for a scope, and nothing else of it; `page_id` is there where it is that of one page.

    The audit trail tells what has changed, by whom.
    """
    before = policies.rules_of(connection, site.id).get(scope, {})
    policies.set_rules(connection, site.id, scope, rules, now)
    if page_id is not None:
        pages.touch(connection, page_id)
    told = [f"{name}={value}" for name, value in sorted(rules.items()) if before.get(name) != value]
    told += [f"{name} unset" for name in sorted(before) if name not in rules]
    where = f"site {site.id}, {scope}" if scope else f"site {site.id}"
    audit.note(connection, now, actor, "set rules", where, ", ".join(told) or "as before")


def _shown(connection: Connection, site: Site, scope: Scope) -> Shown:
    said = policies.rules_of(connection, site.id)
    chain = _chain(connection, site, scope, said)
    in_force = resolve(said[one] for one in chain if one in said)
    rulings = []
    for name in _NAMES:
        where = next((one for one in reversed(chain) if name in said.get(one, {})), DEFAULT)
        rulings.append(Ruling(name, getattr(in_force, name), _called(where)))
    elsewhere = {_page_called(connection, one): rules for one, rules in sorted(said.items()) if one not in chain}
    return Shown(site.url, scope.page or scope.section or "", tuple(rulings), elsewhere)


def _chain(connection: Connection, site: Site, scope: Scope, said: Mapping[str, Any]) -> list[str]:
    """The scopes that bear on what was asked for, the widest first."""
    _one(scope)
    if scope.page:
        address = page_of_site(connection, site, scope.page)
        return scopes_for(said, address.key, pages.find_page(connection, site.id, address.key))
    if scope.section:
        return scopes_for({*said, section_named(scope.section)}, f"host{section_named(scope.section)}", None)
    return [""]


def _named(connection: Connection, site: Site, scope: Scope, now: int) -> tuple[str, int | None]:
    """The scope as it is kept, and the number of its page; one on which nobody has commented yet is noted."""
    _one(scope)
    if not scope.page:
        return section_named(scope.section) if scope.section else "", None
    address = page_of_site(connection, site, scope.page)
    page = pages.ensure_page(connection, site.id, address.url, address.key, now)
    return page_scope(page.id), page.id


def _one(scope: Scope) -> None:
    if scope.section and scope.page:
        raise BadInput("section_and_page", "A section and a page are named.", "Name one of the two.")


def section_named(named: str) -> str:
    """The scope of a section as somebody names it. Raises `BadInput` for what is none."""
    path = clean("page", named)
    if not path.startswith("/") or "?" in path or "#" in path:
        raise BadInput("bad_section", f"“{path[:80]}” is no section.", "Give the beginning of a path, as in /sport/.")
    section = section_path(path)
    if section == "/":
        raise BadInput("whole_site", "That section is the whole site.", "Say it for the site; leave --section out.")
    return section


def _site(connection: Connection, url: str) -> Site:
    address = site_address(clean("page", url))
    site = sites.site_named(connection, address, origin_of(address))
    if site is None or site.url != address:
        raise NotFound("no_site_with_rules", f"There is no site {address}.", "See `rejoinder site list`.")
    return site


def _called(scope: str) -> str:
    return "site" if scope == "" else "page" if scope.startswith("page ") else scope


def _page_called(connection: Connection, scope: str) -> str:
    """A scope as an owner names it: a page by its address."""
    page = pages.page_by_id(connection, int(scope.removeprefix("page "))) if scope.startswith("page ") else None
    return page.url if page else scope
