"""A moderator has looked at a comment that readers reported, and leaves it as it is: that teaches the filter nothing.

Whoever means that the comment is genuine approves it instead (`decide`), which settles the reports as well.
"""

from __future__ import annotations

from rejoinder.actions.deciding.decide import Decided, faster, load
from rejoinder.actions.installation import Installation
from rejoinder.errors import Conflict
from rejoinder.store import audit, decisions, reports
from rejoinder.store.decisions import NewDecision
from rejoinder.store.people import Moderator

__all__ = ["SETTLE", "settle"]

SETTLE = "settle"  # a decision that is none of the law: it leads nowhere


def settle(house: Installation, moderator: Moderator, comment_id: int, version: int | None = None) -> Decided:
    """Settle the reports of a comment; returns the decision's number and where the comment stands.

    Raises `NotFound` for an unknown comment, and `Conflict` when it has changed since `version` or no report waits.
    """
    now = house.clock()
    with house.store.write() as connection:
        comment, check = load(connection, comment_id)
        if version is not None and version != comment.version:
            raise faster()
        settled = reports.settle(connection, comment.id, now)
        if not settled:
            raise Conflict(
                "nothing_reported", "No report of this comment waits any more.", "Look at it as it stands now."
            )
        new = NewDecision(check.id, comment.id, comment.site_id, moderator.id, SETTLE, comment.status, None, now)
        number = decisions.insert_decision(connection, new)
        audit.note(connection, now, moderator.name, SETTLE, f"comment {comment.id}", f"{settled} reports")
    house.metrics.decided(SETTLE)
    return number, comment.status
