"""The ledger of labels: the truth from which the weights are folded.

A line is never changed but by voiding it. Its position comes from `ledger_head`, updated in the transaction that writes
the line: the row stays locked until that transaction commits, so positions have no gaps and their order is the order of
commits. A sequence alone would promise neither: a transaction could take 7, another take and commit 8, and a reader who
has folded up to 8 would never look back for 7.

`voids` counts the voidings. Whoever has folded up to some position can see from the two numbers of the head whether to
go on (more lines), to start again (a line that it may have learned is void), or to rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from rejoinder.comment import Label
from rejoinder.store.schema import ledger, ledger_head

__all__ = ["Head", "Line", "append", "count_standing", "head", "lines", "standing", "void"]


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes, and how often a line was voided."""

    position: int = 0
    voids: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One standing label: the hashed columns of what was labelled, and the label."""

    position: int
    label: Label
    example: bytes


_THE_HEAD = ledger_head.c.id == 1


def head(connection: Connection) -> Head:
    """The head as this transaction sees it."""
    return Head(*connection.execute(select(ledger_head.c.position, ledger_head.c.voids).where(_THE_HEAD)).one())


def append(connection: Connection, site_id: int, check_id: int, label: Label, example: bytes, now: int) -> int:
    """Write a line; returns its position. The check must have no standing line (`void` it first)."""
    step = update(ledger_head).where(_THE_HEAD).values(position=ledger_head.c.position + 1)
    position = int(connection.execute(step.returning(ledger_head.c.position)).scalar_one())
    values = {"site_id": site_id, "check_id": check_id, "label": label, "example": example, "made_at": now}
    connection.execute(insert(ledger).values(position=position, **values))
    return position


def standing(connection: Connection, check_id: int) -> Label | None:
    """The label that stands for a check."""
    query = select(ledger.c.label).where(ledger.c.check_id == check_id, ledger.c.voided_at.is_(None))
    label = connection.execute(query).scalar()
    return Label(label) if label else None


def count_standing(connection: Connection) -> int:
    """How many labels stand."""
    query = select(func.count()).select_from(ledger).where(ledger.c.voided_at.is_(None))
    return int(connection.execute(query).scalar_one())


def void(connection: Connection, check_id: int, cause: str, now: int) -> Label | None:
    """Void the standing line of a check and delete its columns; returns the label it had, None if there was none."""
    label = standing(connection, check_id)
    if label is None:
        return None
    where = (ledger.c.check_id == check_id, ledger.c.voided_at.is_(None))
    connection.execute(update(ledger).where(*where).values(voided_at=now, void_cause=cause, example=None))
    connection.execute(update(ledger_head).where(_THE_HEAD).values(voids=ledger_head.c.voids + 1))
    return label


def lines(connection: Connection, after: int, upto: int) -> Iterator[Line]:
    """The standing lines with `after` < position <= `upto`, in order."""
    query = select(ledger.c.position, ledger.c.label, ledger.c.example).where(
        ledger.c.position > after, ledger.c.position <= upto, ledger.c.voided_at.is_(None)
    )
    for position, label, example in connection.execute(query.order_by(ledger.c.position)):
        yield Line(position, Label(label), example)
