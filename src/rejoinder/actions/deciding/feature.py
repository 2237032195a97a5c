"""A moderator sets a published comment apart, above the others of its page, or lets it be one of them again."""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.errors import Conflict, NotFound
from rejoinder.moderation import Status
from rejoinder.store import audit, comments
from rejoinder.store.people import Moderator

__all__ = ["feature"]


def feature(house: Installation, moderator: Moderator, comment_id: int, *, chosen: bool) -> None:
    """Feature a comment, or no longer. What is so already stays so, and nothing is noted.

    Raises `NotFound` for an unknown comment and `Conflict` for one that readers do not see.
    """
    now = house.clock()
    with house.store.write() as connection:
        comment = comments.by_id(connection, comment_id)
        if comment is None:
            raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
        if chosen and comment.status is not Status.PUBLISHED:
            raise Conflict("not_published", "Readers do not see this comment.", "Approve it first.")
        if chosen is (comment.featured_at is not None):
            return
        comments.set_featured(connection, comment, now if chosen else None)
        action = "feature" if chosen else "unfeature"
        audit.note(connection, now, moderator.name, action, f"comment {comment.id}")
