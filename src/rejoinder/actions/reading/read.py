"""A page asks for its thread: what readers may see, in the order in which they read it. Changes nothing.

A long thread is read in parts of `PART` comments. Which part is said by a comment: the one after which it begins, or
one that is to be in it. So a part stays where it is when others write meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.rules import is_closed, rules_among, rules_for
from rejoinder.actions.reading.site import PageAddress, page_of_site, site_called
from rejoinder.comment import Order
from rejoinder.errors import NotFound
from rejoinder.moderation import Status
from rejoinder.policy.rules import DEFAULTS, Rules
from rejoinder.store import comments, pages
from rejoinder.store.comments import StoredComment, Twig
from rejoinder.store.pages import Page
from rejoinder.store.policies import rules_of_all
from rejoinder.store.sites import Site, origins, site_by_id
from rejoinder.thread import Placed, arrange

__all__ = ["FEATURED", "FIRST", "PART", "Outline", "Part", "ThreadView", "outline", "outlines", "read_one"]
__all__ += ["read_thread"]

PART = 50  # comments of a thread that are shown at once
FEATURED = 5  # comments that moderators have set apart, above the others


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a thread is wanted: in which order, after which comment, or with which comment in it."""

    order: Order | None = None  # None: as the rules say
    after: int | None = None
    at: int | None = None


FIRST = Part()


@dataclass(frozen=True, slots=True)
class Outline:
    """What is known of a thread before any comment is read: whether it has changed, and what rules hold for it."""

    site: Site
    origins: frozenset[str]  # whose pages may show it
    page_url: str
    page: Page | None  # None: nobody has written there yet
    rules: Rules
    closed: bool

    @property
    def version(self) -> int:
        """Grows whenever what readers see changes."""
        return self.page.version if self.page else 0


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as readers see it, and the part of it that was asked for.

    `count` counts published comments of the whole thread; tombstones are in `placed` but not counted. `following` is
    what to ask for next (the last comment of this part), None at the end; `begins` says that this part is the first.
    `origins` are those whose pages may show this thread. `version` grows whenever what readers see changes.
    """

    site: Site
    origins: frozenset[str]
    page_url: str
    title: str
    count: int
    placed: tuple[Placed[StoredComment], ...]
    rules: Rules = DEFAULTS
    closed: bool = False
    order: Order = Order.OLDEST
    begins: bool = True
    following: int | None = None
    left: int = 0  # comments that come after this part
    featured: tuple[StoredComment, ...] = ()
    version: int = 0

    @property
    def letters(self) -> int:
        """How long all that is written in it is."""
        return sum(len(one.comment.text) for one in self.placed)


def read_thread(house: Installation, site_name: str, page_url: str, part: Part = FIRST) -> ThreadView:
    """The thread of a page, empty when nobody has written yet.

    Raises `NotFound` for an unknown site and `BadInput` for a page that is not one of its pages. A comment that is not
    there (any more) asks for the first part.
    """
    with house.store.read() as connection:
        found = _outline(house, connection, site_name, page_url)
        site, page, rules = found.site, found.page, found.rules
        order = part.order or rules.order
        tree = _without_loose_tombstones(arrange(comments.twigs(connection, page.id), order)) if page else []
        first, last = _bounds([twig.comment.id for twig in tree], part)
        placed = _with_words(connection, tree[first:last])
        return ThreadView(
            site=site,
            origins=found.origins,
            page_url=found.page_url,
            title=page.title if page else "",
            count=sum(twig.comment.status is Status.PUBLISHED for twig in tree),
            placed=placed,
            rules=rules,
            closed=found.closed,
            order=order,
            begins=first == 0,
            following=tree[last - 1].comment.id if last < len(tree) else None,
            left=len(tree) - last,
            featured=tuple(comments.featured(connection, page.id, FEATURED)) if page and first == 0 else (),
            version=page.version if page else 0,
        )


def outline(house: Installation, site_name: str, page_url: str) -> Outline:
    """What is known of a thread before any comment is read. Raises what `read_thread` raises."""
    with house.store.read() as connection:
        return _outline(house, connection, site_name, page_url)


def read_one(house: Installation, comment_id: int) -> tuple[StoredComment, Outline]:
    """One comment that everybody may see, and its thread. Raises `NotFound` for any other."""
    with house.store.read() as connection:
        comment = comments.by_id(connection, comment_id)
        if comment is None or comment.status is not Status.PUBLISHED:
            raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
        return comment, outlines(house, connection, [comment])[comment.page_id]


def outlines(house: Installation, connection: Connection, some: Collection[StoredComment]) -> dict[int, Outline]:
    """The threads in which comments stand, by the numbers of their pages."""
    said = rules_of_all(connection, {one.site_id for one in some})
    homes = {number: (site_by_id(connection, number), origins(connection, number)) for number in said}
    found, now = {}, house.clock()
    for page in pages.pages_by_ids(connection, {one.page_id for one in some}).values():
        site, its_origins = homes[page.site_id]
        rules = rules_among(said[page.site_id], PageAddress(page.url, ""), page)
        if site is not None:
            found[page.id] = Outline(site, its_origins, page.url, page, rules, is_closed(rules, page, now))
    return found


def _outline(house: Installation, connection: Connection, site_name: str, page_url: str) -> Outline:
    site = site_called(connection, site_name)
    address = page_of_site(connection, site, page_url)
    page = pages.find_page(connection, site.id, address.key)
    rules = rules_for(connection, site, address, page)
    return Outline(
        site=site,
        origins=origins(connection, site.id),
        page_url=page.url if page else address.url,
        page=page,
        rules=rules,
        closed=is_closed(rules, page, house.clock()),
    )


def _bounds(ids: list[int], part: Part) -> tuple[int, int]:
    """Where the part that is wanted begins and ends."""
    first = 0
    if part.after in ids:
        first = ids.index(part.after) + 1
    elif part.at in ids:
        first = ids.index(part.at) // PART * PART
    return first, min(first + PART, len(ids))


def _with_words(connection: Connection, twigs: list[Placed[Twig]]) -> tuple[Placed[StoredComment], ...]:
    """The same with all that is shown of each, and of what it answers, wherever that stands."""
    wanted = {one.comment.id for one in twigs} | {one.parent.id for one in twigs if one.parent}
    found = comments.by_ids(connection, sorted(wanted))
    return tuple(
        Placed(found[one.comment.id], one.depth, found.get(one.parent.id) if one.parent else None)
        for one in twigs
        if one.comment.id in found
    )


def _without_loose_tombstones(placed: list[Placed[Twig]]) -> list[Placed[Twig]]:
    """Leave out removed comments under which no published one hangs; from the end, so that a chain of them goes."""
    kept, answered = [], set()
    for one in reversed(placed):
        if one.comment.status is Status.PUBLISHED or one.comment.id in answered:
            kept.append(one)
            answered.add(one.comment.parent_id)
    return kept[::-1]
