"""How many comments stand under many pages at once: for lists of articles. Three statements, however many pages."""

from __future__ import annotations

from collections.abc import Sequence

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import page_among, site_called
from rejoinder.errors import BadInput, TooLarge
from rejoinder.store import pages
from rejoinder.store.sites import Origin, origins_known

__all__ = ["MOST", "count"]

MOST = 100  # pages in one question


def count(house: Installation, site_name: str, urls: Sequence[str]) -> list[int]:
    """How many comments readers see under each of these pages, in the same order.

    A page on which nobody has commented has none, and so has one that is not of this site, or whose address is none:
    one wrong link in a list is no reason to leave the others without. Raises `NotFound` for an unknown site, `TooLarge`
    for more than `MOST` pages.
    """
    if len(urls) > MOST:
        raise TooLarge("too_many_pages", f"At most {MOST} pages are counted at once.", "Ask for the rest again.")
    with house.store.read() as connection:
        site = site_called(connection, site_name)
        known = origins_known(connection, site.id)
        keys = [_key(known, url) for url in urls]
        counts = pages.count_by_key(connection, site.id, {key for key in keys if key})
    return [counts.get(key, 0) for key in keys]


def _key(known: Sequence[Origin], url: str) -> str:
    """The key of a page, empty where it is not one of these origins'."""
    try:
        return page_among(known, url).key
    except BadInput:
        return ""
