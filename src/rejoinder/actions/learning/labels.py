"""One label for one check: void what stands, write what holds now.

`lesson_of` is called before the transaction of a verb, `set_label` inside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import marks_of
from rejoinder.actions.judging.record import comment_of
from rejoinder.comment import Label
from rejoinder.store import checks, ledger, tallies
from rejoinder.store.checks import StoredCheck
from rejoinder.store.ledger import Mark, NewLine

__all__ = ["Lesson", "lesson_of", "set_label"]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a label on a check teaches, computed before the transaction that writes it."""

    check: StoredCheck
    examples: dict[int, bytes]
    marks: tuple[Mark, ...]


def lesson_of(house: Installation, check: StoredCheck) -> Lesson:
    """What a label on this check teaches."""
    comment = comment_of(house, check)
    marks = (Mark("text", check.text_digest), *marks_of(house.vault, comment))
    return Lesson(check, house.judge.examples(comment), marks)


def set_label(
    connection: Connection,
    check: StoredCheck,
    label: Label | None,
    lesson: Lesson | None,
    now: int,
    cause: str = "relabelled",
) -> Label | None:
    """Let `label` stand for a check; returns the label that stood before. Without label or lesson none stands after.

    The same label again writes nothing, so that a repeated decision is one line.
    """
    before = ledger.standing(connection, check.id)
    if lesson is None:
        label = None
    if before == label:
        return before
    ledger.void(connection, check.id, cause, now)
    if check.source == "akismet":
        tallies.count_label(connection, check, before, label)
        if check.verdict == "unsure":
            checks.set_waits(connection, check.id, waits=label is None)
    if label is not None and lesson is not None:
        new = NewLine(check.site_id, check.id, label, check.history, lesson.examples, lesson.marks)
        ledger.append(connection, new, now)
    return before
