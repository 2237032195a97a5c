"""Undo a decision, including what the model learned from it.

What stood before the decision stands again: the comment's status, the label that it replaced, and the reports that it
has settled. The line that the decision wrote is voided, so the weights become the fold of the lines that remain. Only
the newest standing decision on a comment can be undone, as with any stack: undoing an older one would leave the younger
with a past that never was. And only while the comment stands where the decision put it: what its author removed since,
or what was judged again after an edit, must not come back by an undo.
"""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.actions.deciding.clients import tell_client
from rejoinder.actions.deciding.decide import faster, teachable
from rejoinder.actions.deciding.settle import SETTLE
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.actions.learning.labels import set_label
from rejoinder.comment import Label
from rejoinder.errors import Conflict, NotFound
from rejoinder.moderation import Event, Status, after
from rejoinder.store import audit, checks, comments, decisions, outbox, reports
from rejoinder.store.checks import StoredCheck
from rejoinder.store.decisions import StoredDecision
from rejoinder.store.people import Moderator

__all__ = ["undo"]


def undo(house: Installation, moderator: Moderator, decision_id: int) -> StoredDecision:
    """Undo; returns the decision that was undone, when that is on disk and the filter has forgotten it.

    Raises `NotFound` for an unknown decision and `Conflict` when it is undone already, is not the newest, or the
    comment has moved on.
    """
    now = house.clock()
    with house.store.read() as connection:
        decision = decisions.by_id(connection, decision_id)
        check = checks.by_id(connection, decision.check_id) if decision else None
    if decision is None or check is None:
        raise NotFound("unknown_decision_number", "There is no such decision.", "It may have been deleted meanwhile.")
    before = Label(decision.label_before) if decision.label_before else None
    lesson = teachable(house, check) if before else None
    with house.store.write() as connection:
        newest = decisions.newest_of_check(connection, check.id) == decision.id
        if not newest or not decisions.mark_undone(connection, decision.id, now):
            raise Conflict(
                "not_the_newest",
                "This decision is undone already, or a newer one stands on it.",
                "Undo the newest decision first.",
            )
        if decision.event != SETTLE:
            _restore_status(connection, decision, check, now)
            set_label(connection, check, before, lesson, now, cause="undone")
        if decision.comment_id is not None:
            reports.reopen(connection, decision.comment_id, decision.made_at)
        if decision.comment_id is None and decision.moderator is not None:
            tell_client(connection, check, before, now)
        detail = f"was: {decision.event}" + (", not learned" if before and lesson is None else "")
        audit.note(connection, now, moderator.name, "undo", f"decision {decision.id}", detail)
    house.metrics.decided("undo")
    learn_now(house)
    return decision


def _restore_status(connection: Connection, decision: StoredDecision, check: StoredCheck, now: int) -> None:
    if decision.comment_id is None or decision.status_before is None:
        return  # on a client's comment, which stands there
    before = Status(decision.status_before)
    comment = comments.by_id(connection, decision.comment_id)
    if comment is not None and comment.check_id != check.id:
        return  # edited and judged again since: the label on the earlier words goes, the comment stays where it is
    if comment is None or comment.status is not after(before, Event(decision.event)).status:
        raise Conflict(
            "moved_on",
            "The comment no longer stands where this decision put it.",
            "Look at it as it stands now, and decide anew.",
        )
    why = "" if decision.event == Event.REJECT else comment.decided_for
    if not comments.set_status(connection, comment, before, now, why):
        raise faster()
    outbox.put(connection, "decided", now, comment=comment.id, status=before)
