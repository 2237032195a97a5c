"""Pages, and the addresses under which they are found.

A page is found by the key of an address (`text/urls.page_key`); several keys can mean one page. Its `version` counts
how often what readers see of it has changed; whoever changes that calls `touch` in the same transaction.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from rejoinder.store.schema import page_addresses, pages

__all__ = ["Page", "add_address", "ensure_page", "find_page", "give_title", "page_by_id", "touch"]


@dataclass(frozen=True, slots=True)
class Page:
    """One article or other page that has a thread. `url` is where it is linked to."""

    id: int
    site_id: int
    url: str
    title: str
    created_at: int
    version: int


_PAGE = tuple(pages.c[name] for name in Page.__slots__)


def find_page(connection: Connection, site_id: int, key: str) -> Page | None:
    """The page that is found under this key, if somebody has commented on it or registered it."""
    found = select(*_PAGE).join(page_addresses, page_addresses.c.page_id == pages.c.id)
    row = connection.execute(found.where(page_addresses.c.site_id == site_id, page_addresses.c.key == key)).first()
    return Page(*row) if row else None


def page_by_id(connection: Connection, page_id: int) -> Page | None:
    """The page of this number."""
    row = connection.execute(select(*_PAGE).where(pages.c.id == page_id)).first()
    return Page(*row) if row else None


def ensure_page(connection: Connection, site_id: int, url: str, key: str, now: int) -> Page:
    """The page that is found under this key, made without a title if it is new."""
    page = find_page(connection, site_id, key)
    if page is not None:
        return page
    values = {"site_id": site_id, "url": url, "title": "", "created_at": now}
    page = Page(*connection.execute(insert(pages).values(values).returning(*_PAGE)).one())
    add_address(connection, page, key)
    return page


def add_address(connection: Connection, page: Page, key: str) -> None:
    """Let a page be found under this key. The caller has made sure that no other is."""
    connection.execute(insert(page_addresses).values(site_id=page.site_id, key=key, page_id=page.id))


def give_title(connection: Connection, page_id: int, title: str) -> None:
    """Call a page that has no title yet what a published comment called it.

    Only a comment that readers may see can do that: a spammer sends whatever title suits spam.
    """
    connection.execute(update(pages).where(pages.c.id == page_id, pages.c.title == "").values(title=title))


def touch(connection: Connection, page_id: int) -> None:
    """Note that what readers see of this page has changed."""
    connection.execute(update(pages).where(pages.c.id == page_id).values(version=pages.c.version + 1))
