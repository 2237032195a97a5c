"""A reader reports a comment to the moderators, with a reason and, if they like, a few words.

Nothing happens to the comment: a moderator looks at it. The filter learns nothing of it either, since anybody can
report anything. One household reports a comment once; when a moderator has decided, it may do so again only if the
comment has been edited since.
"""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.reader import address_digest
from rejoinder.errors import BadInput, NotFound
from rejoinder.moderation import Status
from rejoinder.policy.reports import REASONS
from rejoinder.store import comments, reports
from rejoinder.store.reports import NewReport
from rejoinder.text.clean import clean

__all__ = ["report"]


def report(house: Installation, comment_id: int, reason: str, text: str, ip: str) -> None:
    """Take a report; returns when it is on disk. Who reports the same comment again is answered alike.

    Raises `BadInput` for an unknown reason or a text that cannot be taken, `NotFound` when readers see no such comment.
    """
    if reason not in REASONS:
        raise BadInput("unknown_reason", "There is no such reason.", f"Use one of: {', '.join(REASONS)}.")
    # An address that stands for many people (a proxy that nobody has named) would let one of them report for all, or
    # all without end: one open report of theirs is enough for a moderator to look.
    reporter = address_digest(house, "reporter", comment_id, ip) or b""
    new = NewReport(comment_id, reason, clean("report", text), reporter)
    with house.store.write() as connection:
        comment = comments.by_id(connection, comment_id)
        if comment is None or comment.status is not Status.PUBLISHED:
            raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
        reports.add_report(connection, new, house.clock())
