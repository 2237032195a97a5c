"""A page asks for its thread: what readers may see, in the order in which they read it. Changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.site import page_of_site, site_called
from rejoinder.moderation import Status
from rejoinder.store import comments
from rejoinder.store.comments import StoredComment
from rejoinder.store.sites import Site, origins
from rejoinder.thread import Placed, arrange

__all__ = ["LIMIT", "ThreadView", "read_thread"]

LIMIT = 2_000  # comments of one page in one answer; paging comes when somebody has more


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as readers see it. `count` counts published comments; tombstones are in `placed` but not counted.

    `origins` are those whose pages may show this thread.
    """

    site: Site
    origins: frozenset[str]
    page_url: str
    title: str
    count: int
    placed: tuple[Placed[StoredComment], ...]

    @property
    def letters(self) -> int:
        """How long all that is written in it is."""
        return sum(len(one.comment.text) for one in self.placed)


def read_thread(house: Installation, site_name: str, page_url: str) -> ThreadView:
    """The thread of a page, empty when nobody has written yet.

    Raises `NotFound` for an unknown site and `BadInput` for a page that is not one of its pages.
    """
    with house.store.read() as connection:
        site = site_called(connection, site_name)
        address = page_of_site(connection, site, page_url)
        page = comments.find_page(connection, site.id, address)
        found = comments.of_page(connection, page.id, LIMIT) if page else []
        count = comments.count_published(connection, page.id) if page else 0
        home = origins(connection, site.id)
    placed = _without_loose_tombstones(arrange(found))
    return ThreadView(site, home, address, page.title if page else "", count, tuple(placed))


def _without_loose_tombstones(placed: list[Placed[StoredComment]]) -> list[Placed[StoredComment]]:
    """Leave out removed comments under which no published one hangs; from the end, so that a chain of them goes."""
    kept, answered = [], set()
    for one in reversed(placed):
        if one.comment.status is Status.PUBLISHED or one.comment.id in answered:
            kept.append(one)
            answered.add(one.comment.parent_id)
    return kept[::-1]
