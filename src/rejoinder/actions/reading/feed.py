"""What feeds are made of: the newest comments that readers see, of a site or under one page. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import page_of_site, site_called
from rejoinder.moderation import Status
from rejoinder.store import comments, feeds, pages
from rejoinder.store.comments import StoredComment
from rejoinder.store.sites import Site

__all__ = ["NEWEST", "Entry", "Feed", "feed_id", "read_feed"]

NEWEST = 50  # comments in a feed


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment, its name for all time, and that of the comment which it answers, if readers see that one."""

    comment: StoredComment
    id: str
    answers: StoredComment | None
    answers_id: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: of a site, or of a page where there is a `page_url`. `updated` is when anything in it last changed."""

    site: Site
    id: str
    page_url: str
    title: str
    updated: int
    entries: tuple[Entry, ...]

    @property
    def letters(self) -> int:
        """How long all that is written in it is."""
        return sum(len(one.comment.text) for one in self.entries)


def read_feed(house: Installation, site_name: str, page_url: str = "") -> Feed:
    """The newest comments, empty when nobody has written yet, and always for a page of an address to develop on.

    Raises `NotFound` for an unknown site and `BadInput` for a page that is not one of its pages.
    """
    with house.store.read() as connection:
        site = site_called(connection, site_name)
        name, title, updated = f"site {site.id}", site.name, feeds.since(connection, site.id)
        if page_url:
            address = page_of_site(connection, site, page_url)
            page = pages.find_page(connection, site.id, address.key)
            page_url, name = (page.url, f"page {page.id}") if page else (address.url, f"page {address.key}")
            title = page.title if page else ""
            found = feeds.newest(connection, site.id, NEWEST, page.id) if page else []
        else:
            found = feeds.newest(connection, site.id, NEWEST)
        answered = comments.by_ids(connection, sorted({one.parent_id for one in found if one.parent_id is not None}))
    seen = {number: one for number, one in answered.items() if one.status is Status.PUBLISHED}
    entries = tuple(_entry(house, one, seen.get(one.parent_id or 0)) for one in found)
    changed = max((one.edited_at or one.created_at for one in found), default=updated)
    return Feed(site, feed_id(house, name), page_url, title, changed, entries)


def feed_id(house: Installation, name: str) -> str:
    """A name that never changes and is nobody else's (RFC 4287, 4.2.6), as a UUID made of the installation's secret.

    Neither the base URL nor the address of a site is in it, since both may change; nor the lineage, which a restore
    draws anew. UUIDs of version 8 are made as their maker likes (RFC 9562, 5.8).
    """
    number = int.from_bytes(house.vault.digest("feed id", name), "big")
    number = number & ~(0xF << 76) | 0x8 << 76
    digits = f"{number & ~(0x3 << 62) | 0x2 << 62:032x}"
    return f"urn:uuid:{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _entry(house: Installation, comment: StoredComment, parent: StoredComment | None) -> Entry:
    answers = feed_id(house, f"comment {parent.id}") if parent else ""
    return Entry(comment, feed_id(house, f"comment {comment.id}"), parent, answers)
