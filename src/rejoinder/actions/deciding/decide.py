"""A moderator decides on a comment: status, ledger line, decision, audit line and outbox row in one transaction.

Readers' reports of it are settled by that.

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
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import DECISIONS, LAW, Event, Status, after
from rejoinder.store import audit, checks, comments, decisions, outbox, pages, reports
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.store.decisions import NewDecision
from rejoinder.store.people import Moderator

__all__ = ["Decided", "allowed", "decide", "event_named", "faster", "teachable"]

Decided = tuple[int, Status]

_log = logging.getLogger(__name__)


def event_named(name: str) -> Event:
    """The decision of this name. Raises `BadInput` for any other."""
    if name not in DECISIONS:
        raise BadInput("unknown_decision", "There is no such decision.", f"Use one of: {', '.join(DECISIONS)}.")
    return Event(name)


def allowed(status: Status) -> tuple[Event, ...]:
    """The decisions that the law allows on a comment of this status."""
    return tuple(event for event in DECISIONS if event in LAW[status])


def decide(
    house: Installation, moderator: Moderator, comment_id: int, event: Event, version: int | None = None
) -> Decided:
    """Decide; returns the decision's number and the comment's new status, when both are on disk and learned.

    With `version` (what the moderator saw) the decision is refused with `Conflict` if the comment has changed since.
    Raises `NotFound` for an unknown comment.
    """
    now = house.clock()
    with house.store.read() as connection:
        comment, check = _load(connection, comment_id)
        trial = on_trial(connection, comment.site_id, comment.page_url)
    label = after(comment.status, event).label
    lesson = teachable(house, check) if label and not trial else None
    with house.store.write() as connection:
        comment, judged = _load(connection, comment_id)
        if judged.id != check.id or (version is not None and version != comment.version):
            raise faster()
        step = after(comment.status, event)
        if not comments.set_status(connection, comment, step.status, now):
            raise faster()
        reports.settle(connection, comment.id, now)
        if step.status is Status.PUBLISHED:
            pages.give_title(connection, comment.page_id, comment.title)
        before = set_label(connection, check, step.label, lesson, now)
        new = NewDecision(check.id, comment.id, comment.site_id, moderator.id, event, comment.status, before, now)
        number = decisions.insert_decision(connection, new)
        _tell(connection, moderator, comment, event, step.status, now, unlearned=bool(step.label) and lesson is None)
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


def _load(connection: Connection, comment_id: int) -> tuple[StoredComment, StoredCheck]:
    comment = comments.by_id(connection, comment_id)
    check = checks.by_id(connection, comment.check_id) if comment and comment.check_id is not None else None
    if comment is None or check is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return comment, check
