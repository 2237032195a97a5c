"""Sites and the keys of their Akismet clients."""

from __future__ import annotations

import secrets

from rejoinder.actions.installation import Installation
from rejoinder.errors import Conflict
from rejoinder.policy.site import DEFAULT_MODE, Mode
from rejoinder.store import audit, sites
from rejoinder.store.sites import Site
from rejoinder.text.clean import clean
from rejoinder.text.urls import origin_of, site_address

__all__ = ["add_site", "site_of_key"]

# Twelve hex digits, because the WordPress plugin takes no other form. That is 48 bits, so the digest that is stored is
# keyed with the installation's secret: a stolen database does not let anybody search for the keys.
_KEY_BYTES = 6


def add_site(house: Installation, url: str, name: str = "", mode: Mode = DEFAULT_MODE) -> tuple[Site, str]:
    """A new site and its key, which is shown this once. Raises `Conflict` when there is a site of this address."""
    address = site_address(clean("page", url))
    origin = origin_of(address)
    key = secrets.token_hex(_KEY_BYTES)
    now = house.clock()
    with house.store.write() as connection:
        found = sites.site_named(connection, address, origin)
        if found is not None and found.url == address:
            raise Conflict("site_exists", f"There is a site {address} already.", "Use the key that it was given.")
        site = sites.add_site(connection, address, clean("title", name) or origin.partition("//")[2], mode, now)
        sites.add_origin(connection, site.id, origin)
        sites.add_key(connection, site.id, _digest(house, key), key[-4:], now)
        audit.note(connection, now, "command line", "add site", f"site {site.id}", address)
    return site, key


def site_of_key(house: Installation, key: str) -> Site | None:
    """The site whose key this is. The digest is looked up, so no comparison tells how much of a guess was right."""
    with house.store.read() as connection:
        return sites.site_by_key(connection, _digest(house, key))


def _digest(house: Installation, key: str) -> bytes:
    return house.vault.digest("site key", key.lower(), 32)
