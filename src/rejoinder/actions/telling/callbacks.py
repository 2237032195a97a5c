"""Where a client may be called back: at addresses of its own site alone.

The address comes with each check, from whoever has the key. It is kept if its host and port are those of the site or of
an address that the owner has listed, and looked at once more when it is used; any other is as good as none.
"""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.errors import BadInput
from rejoinder.store import sites
from rejoinder.store.sites import Site
from rejoinder.text.urls import origin_of, web_address

__all__ = ["callback_of"]


def callback_of(connection: Connection, site: Site, given: str) -> str:
    """The address to call, empty when none was given or it is none of the site's."""
    if not given:
        return ""
    try:
        address = web_address(given.strip())
        place = _place(address)
    except BadInput:
        return ""  # a check is not refused because of it: half of the clients send what they like
    if place == _place(site.url):
        return address
    return address if place in map(_place, sites.origins(connection, site.id)) else ""


def _place(address: str) -> str:
    """Host and, unless it is the default, port: whether a site says http or https is all the same."""
    return origin_of(address).partition("://")[2]
