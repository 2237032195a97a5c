"""An author deletes a comment of their own, with its receipt and while the rules of the page let them.

It is an erasure (`actions/rights/erase.py`) and no mere hiding: the words go, with all earlier ones, and so does what
the filter learned from them, votes and reports. Where replies hang, an empty tombstone keeps their place. What a
moderator has hidden goes as well, as the law in `moderation.py` says. Nobody can undo it.
"""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.actions.reading.receipt import comment_of_receipt
from rejoinder.actions.reading.rules import rules_of_comment
from rejoinder.actions.reading.window import refuse_if_late
from rejoinder.actions.rights.erase import erase_now
from rejoinder.errors import NotFound
from rejoinder.moderation import Event, Status, after
from rejoinder.store import comments, sites

__all__ = ["remove"]


def remove(house: Installation, receipt: str) -> None:
    """Delete the comment; returns when it is gone from the disk.

    Raises `NotFound` for a receipt that is not ours, and, with a code of its own, when the comment is gone already;
    `Refused` when its time has passed; `Unavailable` when nothing could be changed.
    """
    now, comment_id = house.clock(), comment_of_receipt(house, receipt)
    with house.store.write() as connection:
        comment = comments.by_id(connection, comment_id)
        site = sites.site_by_id(connection, comment.site_id) if comment else None
        if comment is None or site is None or comment.status is Status.REMOVED:
            raise NotFound("already_deleted", "This comment has been deleted already.", "There is nothing left to do.")
        after(comment.status, Event.REMOVE)
        refuse_if_late(rules_of_comment(connection, site, comment), comment, now)
        erase_now(connection, comment_id, "author", now)
    learn_now(house)
