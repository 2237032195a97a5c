"""Which site a reader means, whether a page belongs to it, and whose pages may ask."""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, NotFound
from rejoinder.store.sites import Site, origins, site_named
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, page_address, site_address

__all__ = ["origins_of", "page_of_site", "serves_origin", "site_called"]


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


def page_of_site(connection: Connection, site: Site, url: str) -> str:
    """The page's address as its thread is kept under. Raises `BadInput` when the page is not one of the site."""
    if not url:
        raise BadInput("page_missing", "The address of the page is missing.", "Give it as “url”.")
    address = page_address(clean("page", url))
    if origin_of(address) not in origins(connection, site.id):
        raise BadInput(
            "page_elsewhere",
            "That page does not belong to this site.",
            "Open it at the address under which the site was added.",
        )
    return address
