"""Pages, and the addresses under which they are found.

A page is found by the key of an address (`text/urls.page_key`); several keys can mean one page. Its `version` counts
how often what readers see of it has changed; whoever changes that calls `touch` in the same transaction.

Pages of an origin to develop on (`sites.Origin.trial`) are told from the others by `live`, wherever comments of a whole
site are shown or counted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, select, update

from rejoinder.moderation import Status
from rejoinder.store.schema import comments, page_addresses, pages, site_origins

__all__ = [
    "Page",
    "add_address",
    "add_page",
    "are_below",
    "count_by_key",
    "ensure_page",
    "find_page",
    "find_pages",
    "give_title",
    "keys_of",
    "keys_of_all",
    "live",
    "merge",
    "page_by_id",
    "pages_by_ids",
    "pages_after",
    "remove_address",
    "set_url",
    "touch",
    "touch_all",
]


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
# Made once: to put a statement together takes longer than to ask it.
_BY_IDS = select(*_PAGE).where(pages.c.id.in_(bindparam("ids", expanding=True)))
_FOUND = (
    select(page_addresses.c.key, *_PAGE)
    .join(pages, page_addresses.c.page_id == pages.c.id)
    .where(
        page_addresses.c.site_id.in_(bindparam("sites", expanding=True)),
        page_addresses.c.key.in_(bindparam("keys", expanding=True)),
    )
)
_ADD = insert(pages).returning(*_PAGE)
_ADD_ADDRESS = insert(page_addresses)
_GIVE_TITLE = (
    update(pages).where(pages.c.id == bindparam("page"), pages.c.title == "").values(title=bindparam("called"))
)
_TOUCH = update(pages).where(pages.c.id.in_(bindparam("ids", expanding=True))).values(version=pages.c.version + 1)


def find_page(connection: Connection, site_id: int, key: str) -> Page | None:
    """The page that is found under this key, if somebody has commented on it or registered it."""
    return find_pages(connection, [(site_id, key)]).get((site_id, key))


def find_pages(connection: Connection, wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], Page]:
    """The same for many: each by its site and key. Pages of other sites may be in it, where these have the same key."""
    if not wanted:
        return {}
    asked = {"sites": [*{site_id for site_id, _ in wanted}], "keys": [*{key for _, key in wanted}]}
    found = ((key, Page(*page)) for key, *page in connection.execute(_FOUND, asked))
    return {(page.site_id, key): page for key, page in found}


def page_by_id(connection: Connection, page_id: int) -> Page | None:
    """The page of this number."""
    return pages_by_ids(connection, [page_id]).get(page_id)


def pages_by_ids(connection: Connection, ids: Collection[int]) -> dict[int, Page]:
    """The pages of these numbers."""
    return {row.id: Page(*row) for row in connection.execute(_BY_IDS, {"ids": [*ids]})} if ids else {}


def ensure_page(connection: Connection, site_id: int, url: str, key: str, now: int) -> Page:
    """The page that is found under this key, made without a title if it is new."""
    return find_page(connection, site_id, key) or add_page(connection, site_id, url, key, now)


def add_page(connection: Connection, site_id: int, url: str, key: str, now: int) -> Page:
    """A new page, without a title. The caller has made sure, alone, that none is found under this key."""
    values = {"site_id": site_id, "url": url, "title": "", "created_at": now}
    page = Page(*connection.execute(_ADD, values).one())
    add_address(connection, page, key)
    return page


def add_address(connection: Connection, page: Page, key: str) -> None:
    """Let a page be found under this key. The caller has made sure that no other is."""
    connection.execute(_ADD_ADDRESS, {"site_id": page.site_id, "key": key, "page_id": page.id})


def give_title(connection: Connection, page_id: int, title: str) -> None:
    """Call a page that has no title yet what a published comment called it.

    Only a comment that readers may see can do that: a spammer sends whatever title suits spam.
    """
    connection.execute(_GIVE_TITLE, {"page": page_id, "called": title})


def touch(connection: Connection, page_id: int) -> None:
    """Note that what readers see of this page has changed."""
    touch_all(connection, [page_id])


def touch_all(connection: Connection, ids: Collection[int]) -> None:
    """The same of many."""
    if ids:
        connection.execute(_TOUCH, {"ids": [*ids]})


def keys_of(connection: Connection, page_id: int) -> list[str]:
    """All keys under which a page is found."""
    return keys_of_all(connection, [page_id]).get(page_id, [])


def keys_of_all(connection: Connection, ids: Collection[int]) -> dict[int, list[str]]:
    """The same of several pages; at most some thousands at once."""
    query = select(page_addresses.c.page_id, page_addresses.c.key).where(page_addresses.c.page_id.in_(ids))
    found: dict[int, list[str]] = {}
    for page_id, key in connection.execute(query.order_by(page_addresses.c.key)):
        found.setdefault(page_id, []).append(key)
    return found


def remove_address(connection: Connection, page: Page, key: str) -> None:
    """Let a page be found under this key no more."""
    own = (page_addresses.c.site_id == page.site_id, page_addresses.c.key == key, page_addresses.c.page_id == page.id)
    connection.execute(delete(page_addresses).where(*own))


def set_url(connection: Connection, page: Page, url: str) -> None:
    """Let a page be linked to at another address. The caller has made sure that no other of the site is."""
    connection.execute(update(pages).where(pages.c.id == page.id).values(url=url, version=pages.c.version + 1))


def pages_after(connection: Connection, site_id: int, page_id: int, limit: int) -> list[Page]:
    """Pages of a site with numbers above this one, in order."""
    query = select(*_PAGE).where(pages.c.site_id == site_id, pages.c.id > page_id).order_by(pages.c.id).limit(limit)
    return [Page(*row) for row in connection.execute(query)]


def are_below(connection: Connection, site_id: int, origin: str) -> bool:
    """Whether any page of a site is linked to at this origin."""
    begins = func.substr(pages.c.url, 1, len(origin) + 1) == f"{origin}/"
    return connection.execute(select(pages.c.id).where(pages.c.site_id == site_id, begins).limit(1)).first() is not None


def count_by_key(connection: Connection, site_id: int, keys: Collection[str]) -> dict[str, int]:
    """How many comments readers see under the pages that are found by these keys; one statement for all of them."""
    published = (comments.c.page_id == page_addresses.c.page_id, comments.c.status == Status.PUBLISHED)
    count = select(func.count()).select_from(comments).where(*published).correlate(page_addresses).scalar_subquery()
    query = select(page_addresses.c.key, count).where(page_addresses.c.site_id == site_id)
    return {key: int(number) for key, number in connection.execute(query.where(page_addresses.c.key.in_(keys)))}


def live() -> ColumnElement[bool]:
    """The condition that a row of `pages` is of no origin to develop on."""
    begins = func.substr(pages.c.url, 1, func.length(site_origins.c.origin) + 1) == site_origins.c.origin + "/"
    own = select(site_origins.c.origin).where(site_origins.c.site_id == pages.c.site_id, site_origins.c.trial == 1)
    return ~exists(own.where(begins).correlate(pages))


def merge(connection: Connection, page: Page, into: Page) -> int:
    """Put what stands under a page, and its keys, under another of its site; it is no more. How many comments that is.

    Replies keep their parents, since both move together. The page that stays is as old as the older of the two, and
    keeps its title unless it has none. What an owner has said of the page that goes is for the caller to settle.
    """
    moved = connection.execute(update(comments).where(comments.c.page_id == page.id).values(page_id=into.id)).rowcount
    connection.execute(update(page_addresses).where(page_addresses.c.page_id == page.id).values(page_id=into.id))
    connection.execute(delete(pages).where(pages.c.id == page.id))
    into = page_by_id(connection, into.id) or into  # as it is now, whenever the caller has read it
    values = {"title": into.title or page.title, "created_at": min(into.created_at, page.created_at)}
    # Above both, so that nobody takes what they have of either for what stands there now.
    version = max(into.version, page.version) + 1
    connection.execute(update(pages).where(pages.c.id == into.id).values(**values, version=version))
    return moved
