"""What readers see of a whole site, the newest first, for feeds."""

from __future__ import annotations

from sqlalchemy import Connection, select

from rejoinder.moderation import Status
from rejoinder.store.comments import WITH_PAGE, StoredComment, stored
from rejoinder.store.pages import live
from rejoinder.store.schema import comments, pages, sites

__all__ = ["newest", "since"]


def newest(connection: Connection, site_id: int, limit: int, page_id: int | None = None) -> list[StoredComment]:
    """The newest published comments of a site, or of one of its pages; never of an address to develop on."""
    query = WITH_PAGE.where(comments.c.status == Status.PUBLISHED, pages.c.site_id == site_id, live())
    if page_id is not None:
        query = query.where(comments.c.page_id == page_id)
    query = query.order_by(comments.c.created_at.desc(), comments.c.id.desc()).limit(limit)
    return [stored(row) for row in connection.execute(query)]


def since(connection: Connection, site_id: int) -> int:
    """When a site was added."""
    return int(connection.execute(select(sites.c.created_at).where(sites.c.id == site_id)).scalar_one())
