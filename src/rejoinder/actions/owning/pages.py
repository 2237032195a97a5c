"""Pages whose addresses change: another address of the same page, two threads that become one.

Which site a page belongs to is told by its address: of the sites that list its origin the one whose own address is the
longest beginning of it. Neither verb can be undone by another, so each can be asked first what it would do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import PageAddress, page_of_site
from rejoinder.errors import Conflict, NotFound
from rejoinder.policy.rules import page_scope
from rejoinder.store import audit, comments, pages, policies, sites
from rejoinder.store.pages import Page
from rejoinder.store.sites import Site
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, page_address, page_key

__all__ = ["ACTOR", "KnownPage", "Merger", "add_alias", "join", "look_at", "merge", "page_meant", "remove_alias"]

ACTOR = "command line"


@dataclass(frozen=True, slots=True)
class KnownPage:
    """A page as its owner sees it: under which keys it is found, and what was said of it alone."""

    page: Page
    site: Site
    keys: tuple[str, ...]
    published: int
    rules: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Merger:
    """Two pages of which `page` goes, and what becomes of it: comments, keys, and the rules of its own that go too."""

    page: Page
    into: Page
    comments: int
    keys: tuple[str, ...]
    title: str
    rules: Mapping[str, Any]


def look_at(house: Installation, url: str) -> KnownPage:
    """A page that somebody has commented on, or that has rules or another address. Raises `NotFound`."""
    with house.store.read() as connection:
        site, address = page_meant(connection, url)
        page = _there(connection, site, address)
        keys, said = pages.keys_of(connection, page.id), policies.rules_of(connection, site.id)
        count = comments.count_published(connection, [page.id])[page.id]
        return KnownPage(page, site, tuple(keys), count, said.get(page_scope(page.id), {}))


def add_alias(house: Installation, url: str, other: str) -> Page:
    """Let another address mean the same page; the page is noted if nobody has commented on it yet.

    Raises `Conflict` when there is a thread at the other address, which has to be merged.
    """
    now = house.clock()
    with house.store.write() as connection:
        site, address = page_meant(connection, url)
        alias = page_of_site(connection, site, other)
        _refuse_mixture(address, alias)
        page = pages.ensure_page(connection, site.id, address.url, address.key, now)
        found = pages.find_page(connection, site.id, alias.key)
        if found is None:
            pages.add_address(connection, page, alias.key)
            audit.note(connection, now, ACTOR, "add alias", f"page {page.id}", alias.key)
        elif found.id != page.id:
            raise Conflict(
                "alias_has_thread",
                f"There is a thread of its own at {alias.url}.",
                "Put the two together: rejoinder page merge FROM INTO.",
            )
    return page


def remove_alias(house: Installation, url: str, other: str) -> Page:
    """Let another address mean this page no more; what was written there stays under this one. Raises `NotFound`."""
    now = house.clock()
    with house.store.write() as connection:
        site, address = page_meant(connection, url)
        page = _there(connection, site, address)
        key = page_of_site(connection, site, other).key
        if key == page_key(page.url):
            raise Conflict("own_address", "That is where the page is linked to.", "Name another address of it.")
        if key not in pages.keys_of(connection, page.id):
            raise NotFound("no_such_alias", "That is no address of this page.", "See `rejoinder page show`.")
        pages.remove_address(connection, page, key)
        audit.note(connection, now, ACTOR, "remove alias", f"page {page.id}", key)
    return page


def merge(house: Installation, url: str, into: str, *, dry: bool = False) -> Merger:
    """Put the comments and addresses of a page under another. With `dry` nothing is done, and the answer is the same.

    Raises `NotFound` when there is no thread at one of them, and `Conflict` when both are one already.
    """
    with house.store.read() if dry else house.store.write() as connection:
        site, first = page_meant(connection, url)
        second = page_of_site(connection, site, into)
        _refuse_mixture(first, second)
        page, other = _there(connection, site, first), _there(connection, site, second)
        if page.id == other.id:
            raise Conflict("same_page", "Both addresses mean the same page already.", "There is nothing to do.")
        plan = _plan(connection, page, other)
        if not dry:
            join(connection, page, other, house.clock())
    return plan


def join(connection: Connection, page: Page, into: Page, now: int) -> None:
    """Merge two pages of a site, inside a transaction that writes. The rules of the one that goes, go."""
    said = policies.rules_of(connection, page.site_id).get(page_scope(page.id), {})
    moved = pages.merge(connection, page, into)
    policies.set_rules(connection, page.site_id, page_scope(page.id), {}, now)
    told = f"page {page.id} ({page.url}), {moved} comments" + (f", its rules were {dict(said)}" if said else "")
    audit.note(connection, now, ACTOR, "merge pages", f"page {into.id}", told)


def page_meant(connection: Connection, url: str) -> tuple[Site, PageAddress]:
    """The site that a page belongs to, and its address. Raises `NotFound` when no site has pages there."""
    address = page_address(clean("page", url))
    origin = origin_of(address)
    of_host = [
        site
        for site in sites.all_sites(connection)
        if _host(origin) in {_host(one) for one in sites.origins(connection, site.id)}
    ]
    if not of_host:
        raise NotFound(
            "no_such_site_of_page",
            f"No site has pages at {origin}.",
            "List the address first: rejoinder site allow SITE ADDRESS.",
        )
    # Several sites can share an origin, each in a folder.
    site = max(of_host, key=lambda one: len(one.url) if f"{address}/".startswith(f"{one.url}/") else 0)
    return site, page_of_site(connection, site, address)


def _host(origin: str) -> str:
    return origin.partition("://")[2]


def _refuse_mixture(one: PageAddress, other: PageAddress) -> None:
    if one.trial != other.trial:
        raise Conflict(
            "trial_and_live",
            "One of the two is of an address to develop on, whose threads stay apart.",
            "Name two pages of the site itself.",
        )


def _there(connection: Connection, site: Site, address: PageAddress) -> Page:
    page = pages.find_page(connection, site.id, address.key)
    if page is None:
        raise NotFound(
            "no_such_page",
            f"There is no thread at {address.url}.",
            "See whether the address is right; one without comments can be made an alias: rejoinder page alias.",
        )
    return page


def _plan(connection: Connection, page: Page, into: Page) -> Merger:
    said = policies.rules_of(connection, page.site_id).get(page_scope(page.id), {})
    number = comments.count_under(connection, page.id)
    return Merger(page, into, number, tuple(pages.keys_of(connection, page.id)), into.title or page.title, said)
