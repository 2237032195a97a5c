"""What moderators let readers do: what is said for a site, for sections of it and for single pages, and closing a page.

What a rule means stands in `policy/rules.py`; the owner's way to say it, on the command line, is `owning/rules.py`,
which also keeps what is said here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.rules import keep_rules, section_named
from rejoinder.actions.reading.rules import is_closed, rules_for, scopes_for
from rejoinder.actions.reading.site import PageAddress
from rejoinder.errors import NotFound
from rejoinder.policy.rules import Rules, page_scope, read_rules, resolve
from rejoinder.store import pages, policies, sites
from rejoinder.store.pages import Page
from rejoinder.store.sites import Site
from rejoinder.text.urls import page_key

__all__ = ["Said", "Scope", "close_page", "is_page_closed", "said", "say"]

_PAGE = "page "


@dataclass(frozen=True, slots=True)
class Scope:
    """One scope for which something is said, or may be: `page` is there when it is that of one page."""

    name: str
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said for one scope, and what holds there where it says nothing. `others` are all scopes of the site."""

    site: Site
    scope: Scope
    rules: dict[str, Any]
    otherwise: Rules
    others: tuple[Scope, ...]


def said(house: Installation, site_id: int, scope: str = "") -> Said:
    """What is said for a scope: "" for the whole site, "/sport/" for a section, "page 12" for a page.

    Raises `NotFound` for a site or a page that is not there, and `BadInput` for what is no scope.
    """
    with house.store.read() as connection:
        site = _site(connection, site_id)
        known = policies.rules_of(connection, site_id)
        asked = _scope(connection, site, scope)
        wider = _wider(asked, known)
        others = tuple(_scope(connection, site, name) for name in sorted(known) if name)
    otherwise = resolve(known[name] for name in wider if name in known)
    return Said(site, asked, known.get(asked.name, {}), otherwise, others)


def say(house: Installation, actor: str, site_id: int, scope: str, rules: Mapping[str, str]) -> None:
    """Say this for a scope and nothing else; with no rules nothing is said there. Raises as `said` and `read_rules`."""
    kept, now = read_rules(rules), house.clock()
    with house.store.write() as connection:
        site = _site(connection, site_id)
        _say(connection, actor, site, _scope(connection, site, scope), kept, now)


def close_page(house: Installation, actor: str, page_id: int, *, closed: bool) -> None:
    """Take no more comments under a page, or take them again, also where it is too old or its section is closed.

    Raises `NotFound` for a page that is not there.
    """
    now = house.clock()
    with house.store.write() as connection:
        page = _page(connection, page_id)
        site = _site(connection, page.site_id)
        scope = page_scope(page.id)
        kept = dict(policies.rules_of(connection, site.id).get(scope, {}))
        for name in ("closed", "close_after_days"):
            kept.pop(name, None)
        if closed:
            kept["closed"] = True
        _say(connection, actor, site, Scope(scope, page), kept, now)
        if not closed and is_page_closed(connection, page.id, now):
            _say(connection, actor, site, Scope(scope, page), kept | {"closed": False, "close_after_days": 0}, now)


def is_page_closed(connection: Connection, page_id: int, now: int) -> bool:
    """Whether a page takes no more comments. Raises `NotFound` for one that is not there."""
    page = _page(connection, page_id)
    address = PageAddress(page.url, page_key(page.url))
    return is_closed(rules_for(connection, _site(connection, page.site_id), address, page), page, now)


def _say(connection: Connection, actor: str, site: Site, scope: Scope, kept: Mapping[str, Any], now: int) -> None:
    keep_rules(connection, actor, site, scope.name, kept, now, page_id=scope.page.id if scope.page else None)


def _wider(asked: Scope, known: Collection[str]) -> list[str]:
    """The scopes that this one lies in, the widest first."""
    if not asked.name:
        return []
    return [one for one in scopes_for(known, f"host{asked.name}", asked.page) if one != asked.name]


def _scope(connection: Connection, site: Site, name: str) -> Scope:
    if not name:
        return Scope("")
    if not name.startswith(_PAGE):
        return Scope(section_named(name))
    number = name.removeprefix(_PAGE)
    page = _page(connection, int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0)
    if page.site_id != site.id:
        raise _no_page()
    return Scope(page_scope(page.id), page)


def _site(connection: Connection, site_id: int) -> Site:
    site = sites.site_by_id(connection, site_id)
    if site is None:
        raise NotFound("no_such_number", "There is no site of that number.", "Follow a link instead of typing it.")
    return site


def _page(connection: Connection, page_id: int) -> Page:
    page = pages.page_by_id(connection, page_id)
    if page is None:
        raise _no_page()
    return page


def _no_page() -> NotFound:
    return NotFound("no_such_number", "There is no page of that number.", "Follow a link instead of typing it.")
