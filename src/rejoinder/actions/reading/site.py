"""Which site a reader means, whether a page belongs to it, how its thread is found, and whose pages may ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, NotFound, Refused
from rejoinder.store.sites import Origin, Site, origins, origins_known, site_named
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, page_address, page_key, site_address

__all__ = ["PageAddress", "is_among", "on_trial", "origins_of", "page_among", "page_of_site", "refuse_stranger"]
__all__ += ["serves_origin", "site_called"]


@dataclass(frozen=True, slots=True)
class PageAddress:
    """The address of a page as it is linked to, and the key by which the page is found.

    `trial` pages are those of an origin to develop on: their threads are apart, and nobody learns from them.
    """

    url: str
    key: str
    trial: bool = False


def origins_of(house: Installation, site_name: str) -> frozenset[str]:
    """The origins whose pages may carry the threads of this site. Raises `NotFound` for a site that is not ours."""
    with house.store.read() as connection:
        return origins(connection, site_called(connection, site_name).id)


def serves_origin(house: Installation, origin: str) -> bool:
    """Whether pages of this origin may carry the threads of any site."""
    with house.store.read() as connection:
        return site_named(connection, origin, origin) is not None


def site_called(connection: Connection, name: str) -> Site:
    """The site of this address. Raises `NotFound` when this installation does not serve it."""
    address = clean("page", name)
    site = site_named(connection, site_address(address), origin_of(address)) if address else None
    if site is None:
        raise NotFound(
            "unknown_site",
            "This installation keeps no comments for that site.",
            "Its owner can add it: rejoinder site add ADDRESS --data DIR.",
        )
    return site


def page_of_site(connection: Connection, site: Site, url: str) -> PageAddress:
    """The page's address, and the key of its thread. Raises `BadInput` when the page is not one of the site.

    Whether it says http or https is all the same: an article has one thread.
    """
    return page_among(origins_known(connection, site.id), url)


def page_among(known: Sequence[Origin], url: str) -> PageAddress:
    """The same for a page of a site whose origins are these."""
    if not url:
        raise BadInput("page_missing", "The address of the page is missing.", "Give it as “url”.")
    address = page_address(clean("page", url))
    scheme, _, rest = address.partition("://")
    host, _, rest = rest.partition("/")
    origin = _known(known, f"{scheme}://{host}")
    if origin is None:
        raise BadInput(
            "page_elsewhere",
            "That page does not belong to this site.",
            "Open it at the address under which the site was added.",
        )
    home = origin.stands_for or origin.origin
    address = f"{home}/{rest}"
    return PageAddress(address, page_key(address), origin.trial)


def on_trial(connection: Connection, site_id: int, url: str) -> bool:
    """Whether a page, by the address that is stored of it, is one of an origin to develop on: nobody learns from it."""
    return any(one.trial and url.startswith(f"{one.origin}/") for one in origins_known(connection, site_id))


def is_among(origin: str, home: Iterable[str]) -> bool:
    """Whether this is one of the origins, by http or by https."""
    return origin in {f"{scheme}://{one.partition('://')[2]}" for one in home for scheme in ("http", "https")}


def refuse_stranger(origin: str, home: Iterable[str]) -> None:
    """Refuse a comment from a page of this origin, unless it is one of those of the site."""
    if not is_among(origin, home):
        raise Refused(
            "other_site",
            "Comments are taken from the pages of this site only.",
            "Use the form under the article; its owner can register another origin.",
        )


def _known(known: Sequence[Origin], asked: str) -> Origin | None:
    """The origin itself, else the one that differs in its scheme alone."""
    exact = [one for one in known if one.origin == asked]
    alike = [one for one in known if one.origin.partition("://")[2] == asked.partition("://")[2]]
    return next(iter(exact + alike), None)
