"""The law of statuses: which event takes a comment from which status to which, and whether that teaches the filter.

The whole law is the table `LAW`; the diagram in `docs/architecture.md` is generated from it (`diagram`), and whatever
is not in the table is refused. Undo is not an event: it restores the status that stood before, see
`actions/deciding/undo.py`.

Only *spam* and *ham* decisions teach the spam filter. A rude comment that a moderator rejects is not spam, and a
filter that learned it as spam would start to hide disagreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from rejoinder.comment import Label
from rejoinder.errors import Conflict

__all__ = ["DECISIONS", "LAW", "Event", "Status", "Step", "after", "diagram"]


class Status(StrEnum):
    """Where a comment stands."""

    PUBLISHED = "published"  # everybody sees it
    PENDING = "pending"  # waits for a person
    SPAM = "spam"  # hidden and kept
    REJECTED = "rejected"  # taken down by a moderator for another reason than spam
    REMOVED = "removed"  # by its author or by erasure; a tombstone where replies hang


class Event(StrEnum):
    """What can happen to a comment. The first three are verdicts, the others are deeds of people."""

    JUDGED_HAM = "judged ham"
    JUDGED_UNSURE = "judged unsure"
    JUDGED_SPAM = "judged spam"  # the verdicts spam and discard: both are hidden, and both are kept
    APPROVE = "approve"
    SPAM = "spam"
    REJECT = "reject"
    REMOVE = "remove"


DECISIONS = (Event.APPROVE, Event.SPAM, Event.REJECT)  # what a moderator can choose in the desk


@dataclass(frozen=True, slots=True)
class Step:
    """Where an event leads, and which label, if any, it gives the filter to learn."""

    status: Status
    label: Label | None = None


_ON_ARRIVAL = {
    Event.JUDGED_HAM: Step(Status.PUBLISHED),
    Event.JUDGED_UNSURE: Step(Status.PENDING),
    Event.JUDGED_SPAM: Step(Status.SPAM),
}
_APPROVE = {Event.APPROVE: Step(Status.PUBLISHED, Label.HAM)}
_SPAM = {Event.SPAM: Step(Status.SPAM, Label.SPAM)}
_REJECT = {Event.REJECT: Step(Status.REJECTED)}
_REMOVE = {Event.REMOVE: Step(Status.REMOVED)}

# `None` is the status of a comment that has just arrived. A published comment may be approved once more, and spam
# called spam once more: that is how a moderator confirms what the filter guessed, and it teaches the filter.
# A rejected or spam comment is not judged again when its author edits it: a person, or the owner's threshold, has
# hidden it, and an edit must not be the way around that.
LAW: dict[Status | None, dict[Event, Step]] = {
    None: _ON_ARRIVAL,
    Status.PUBLISHED: {
        Event.JUDGED_HAM: Step(Status.PUBLISHED),
        Event.JUDGED_UNSURE: Step(Status.PENDING),
        Event.JUDGED_SPAM: Step(Status.SPAM),
        **_APPROVE,
        **_SPAM,
        **_REJECT,
        **_REMOVE,
    },
    Status.PENDING: {
        Event.JUDGED_HAM: Step(Status.PENDING),
        Event.JUDGED_UNSURE: Step(Status.PENDING),
        Event.JUDGED_SPAM: Step(Status.SPAM),
        **_APPROVE,
        **_SPAM,
        **_REJECT,
        **_REMOVE,
    },
    Status.SPAM: {**_APPROVE, **_SPAM, **_REJECT, **_REMOVE},
    Status.REJECTED: {**_APPROVE, **_SPAM, **_REMOVE},
    Status.REMOVED: {},
}


def after(status: Status | None, event: Event) -> Step:
    """Where `event` takes a comment that stands at `status`.

    Raises `Conflict` when the law has no such step; the caller should show the comment as it stands now.
    """
    step = LAW[status].get(event)
    if step is None:
        raise Conflict(
            "no_such_step",
            f"A comment that is {status or 'new'} cannot be: {event}.",
            "Look at the comment again; somebody may have decided on it meanwhile.",
        )
    return step


def diagram() -> str:
    """The law as a Mermaid state diagram, for the documentation."""
    lines = ["stateDiagram-v2"]
    for status, steps in LAW.items():
        for event, step in steps.items():
            teaches = f" (teaches {step.label})" if step.label else ""
            lines.append(f"    {status or '[*]'} --> {step.status}: {event}{teaches}")
    lines.append(f"    {Status.REMOVED} --> [*]")
    return "\n".join(lines) + "\n"
