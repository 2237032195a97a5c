"""Where a client may be called back: at addresses of its own site alone.

The address comes with each check, from whoever has the key. It is kept if its host and port are those of the site or of
an address that the owner has listed, and looked at once more when it is used; any other is as good as none.
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection

from rejoinder.errors import BadInput
from rejoinder.store import sites
from rejoinder.store.sites import Site
from rejoinder.text.urls import origin_of, web_address

__all__ = ["address_of", "callback_of"]

_WORDPRESS, _SHORT = "/wp-json/akismet/v1/webhook", "*"


def address_of(connection: Connection, site: Site, stored: str) -> str:
    """The address that was stored, if it is still one of the site's; else empty."""
    return site.url + _WORDPRESS if stored == _SHORT else callback_of(connection, site, stored)


def callback_of(connection: Connection, site: Site, given: str) -> str:
    """The address to call as it is stored, empty when none was given or it is none of the site's.

    That of nearly all WordPress sites is one sign, because it comes with every check.
    """
    if not given:
        return ""
    address, place = _read(given)
    if address == site.url + _WORDPRESS:
        return _SHORT
    if not address or place == _place(site.url):
        return address
    return address if place in map(_place, sites.origins(connection, site.id)) else ""


@lru_cache(maxsize=1_024)  # a client sends the same with each check
def _read(given: str) -> tuple[str, str]:
    """The address and its place; empty for what is none: no check is refused because of what it says here."""
    try:
        address = web_address(given.strip())
    except BadInput:
        return "", ""
    return address, _place(address)


@lru_cache(maxsize=1_024)
def _place(address: str) -> str:
    """Host and, unless it is the default, port: whether a site says http or https is all the same."""
    return origin_of(address).partition("://")[2]
