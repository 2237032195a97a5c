"""A moderator decides on a comment: status, ledger line, decision, audit line and outbox row in one transaction.

Readers' reports of it are settled by that, and whoever rejects may give a reason, which its writer is told. What
moderators write themselves teaches nothing, and is no spam.

A comment that the filter cannot take apart, or whose sealed address cannot be opened, is decided on all the same; it
teaches nothing then, and the audit line says so. Taking something down must not depend on the filter. Nor does a
comment teach anything that somebody has left on an address to develop on.
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.actions.learning.labels import Lesson, lesson_of, set_label
from rejoinder.actions.reading.site import on_trial
from rejoinder.comment import Label
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import DECISIONS, LAW, Event, Status, after
from rejoinder.policy.refusals import REFUSALS
from rejoinder.store import audit, checks, comments, decisions, outbox, pages, reports
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.store.decisions import NewDecision
from rejoinder.store.people import Moderator

__all__ = ["Decided", "allowed", "decide", "event_named", "faster", "load", "refusal_named", "teachable"]

Decided = tuple[int, Status]

_log = logging.getLogger(__name__)


def event_named(name: str) -> Event:
    """The decision of this name. Raises `BadInput` for any other."""
    if name not in DECISIONS:
        raise BadInput("unknown_decision", "There is no such decision.", f"Use one of: {', '.join(DECISIONS)}.")
    return Event(name)


def refusal_named(code: str) -> str:
    """The code of a reason to reject, or none. Raises `BadInput` for any other."""
    if code and code not in REFUSALS:
        raise BadInput("unknown_refusal", "There is no such reason.", f"Use one of: {', '.join(REFUSALS)}.")
    return code


def allowed(status: Status, *, own: bool = False) -> tuple[Event, ...]:
    """The decisions that the law allows on a comment of this status.

    On a moderator's `own` only those that lead elsewhere: to say once more where it stands would teach nothing.
    """
    lawful = tuple(event for event in DECISIONS if event in LAW[status])
    if not own:
        return lawful
    return tuple(event for event in lawful if event is not Event.SPAM and LAW[status][event].status is not status)


def decide(
    house: Installation, moderator: Moderator, comment_id: int, event: Event, version: int | None = None, why: str = ""
) -> Decided:
    """Decide; returns the decision's number and the comment's new status, when both are on disk and learned.

    With `version` (what the moderator saw) the decision is refused with `Conflict` if the comment has changed since.
    `why` is one of `REFUSALS`, for the writer of what is rejected. Raises `NotFound` for an unknown comment.
    """
    now, why = house.clock(), refusal_named(why)
    with house.store.read() as connection:
        comment, check = load(connection, comment_id)
        trial = on_trial(connection, comment.site_id, comment.page_url)
    label = _label(comment, event)
    lesson = teachable(house, check) if label and not trial else None
    with house.store.write() as connection:
        comment, judged = load(connection, comment_id)
        if judged.id != check.id or (version is not None and version != comment.version):
            raise faster()
        step = after(comment.status, event)
        told = why if event is Event.REJECT else comment.decided_for  # an undo may reject it again, for that reason
        if not comments.set_status(connection, comment, step.status, now, told):
            raise faster()
        reports.settle(connection, comment.id, now)
        if step.status is Status.PUBLISHED:
            pages.give_title(connection, comment.page_id, comment.title)
        before = set_label(connection, check, label, lesson, now)
        new = NewDecision(check.id, comment.id, comment.site_id, moderator.id, event, comment.status, before, now)
        number = decisions.insert_decision(connection, new)
        _tell(connection, moderator, comment, event, step.status, now, unlearned=bool(label) and lesson is None)
    house.metrics.decided(event)
    learn_now(house)
    return number, step.status


def teachable(house: Installation, check: StoredCheck) -> Lesson | None:
    """What a label of this check would teach, None when that cannot be made out."""
    try:
        return lesson_of(house, check)
    except Exception as error:  # noqa: BLE001 - a fault of the filter must not stop a moderator
        log_fault(_log, error, f"making check {check.id} ready to be learned")
        return None


def faster() -> Conflict:
    """The error that says: look again, then decide."""
    return Conflict(
        "changed_meanwhile", "Somebody else has decided on this comment meanwhile.", "Look at it as it stands now."
    )


def load(connection: Connection, comment_id: int) -> tuple[StoredComment, StoredCheck]:
    """A comment and its check. Raises `NotFound`."""
    comment = comments.by_id(connection, comment_id)
    check = checks.by_id(connection, comment.check_id) if comment and comment.check_id is not None else None
    if comment is None or check is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return comment, check


def _label(comment: StoredComment, event: Event) -> Label | None:
    """What a decision teaches. Raises `Conflict` for one that cannot be made."""
    if comment.moderator_id is None:
        return after(comment.status, event).label
    if event not in allowed(comment.status, own=True):
        raise Conflict(
            "no_such_step",
            f"A moderator's comment that is {comment.status} cannot be: {event}.",
            "Reject it to take it down.",
        )
    return None


def _tell(
    connection: Connection,
    moderator: Moderator,
    comment: StoredComment,
    event: Event,
    status: Status,
    now: int,
    *,
    unlearned: bool,
) -> None:
    detail = f"{comment.status} -> {status}" + (", not learned" if unlearned else "")
    audit.note(connection, now, moderator.name, event, f"comment {comment.id}", detail)
    outbox.put(connection, "decided", now, comment=comment.id, status=status)
