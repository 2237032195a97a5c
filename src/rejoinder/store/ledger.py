"""The ledger of labels: the truth from which the weights are folded.

A line is never changed but by voiding it. Its position comes from `ledger_head`, updated in the transaction that writes
the line: the row stays locked until that transaction commits, so positions have no gaps and their order is the order of
commits. A sequence alone would promise neither: a transaction could take 7, another take and commit 8, and a reader who
has folded up to 8 would never look back for 7.

`voids` numbers the voidings in the same way, and each voided line carries the number of its own. Whoever has folded up
to some head can therefore ask for the first line among them that was voided since (`first_void`), and knows whether to
go on, to go back a few lines, or to start again.

With a line stand its hashed columns, for each version of the features that is in use (`ledger_columns`), and the keyed
digests by which it is found when somebody else is judged (`ledger_marks`). Both go with the label when it is voided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, select, update
from sqlalchemy.sql import ColumnElement

from rejoinder.comment import Label
from rejoinder.store.schema import ledger, ledger_columns, ledger_head, ledger_marks, snapshots

__all__ = [
    "Head",
    "Line",
    "Mark",
    "NewLine",
    "Unready",
    "add_columns",
    "append",
    "count_standing",
    "drop_versions_before",
    "expire",
    "first_void",
    "head",
    "lines",
    "standing",
    "unready",
    "versions",
    "void",
]


@dataclass(frozen=True, slots=True)
class Head:
    """How far the ledger goes, and how often lines were voided."""

    position: int = 0
    voids: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One standing label: the hashed columns of what was labelled, and the label.

    `example` is None while the columns of the version that was asked for are still to be made. `made_at` is when the
    label was given, in milliseconds since 1970.
    """

    position: int
    label: Label
    example: bytes | None
    made_at: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a line is found again: the kind (text, address, author, host) and the keyed digest."""

    kind: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class NewLine:
    """A label as it is written. `history` is what was known when the check was judged; `examples` are by version."""

    site_id: int
    check_id: int
    label: Label
    history: str
    examples: Mapping[int, bytes]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Unready:
    """A standing line without columns of some version: its position, the check to make them from, and its history."""

    position: int
    check_id: int
    history: str


_THE_HEAD = ledger_head.c.id == 1
_STANDS = ledger.c.voided_at.is_(None)


def head(connection: Connection) -> Head:
    """The head as this transaction sees it."""
    return Head(*connection.execute(select(ledger_head.c.position, ledger_head.c.voids).where(_THE_HEAD)).one())


def append(connection: Connection, new: NewLine, now: int) -> int:
    """Write a line; returns its position. The check must have no standing line (`void` it first)."""
    position = _step(connection, ledger_head.c.position)
    values = {"site_id": new.site_id, "check_id": new.check_id, "label": new.label, "history": new.history}
    connection.execute(insert(ledger).values(position=position, made_at=now, **values))
    for version, example in new.examples.items():
        add_columns(connection, position, version, example)
    if new.marks:
        rows = {
            mark.digest: {"digest": mark.digest, "position": position, "kind": mark.kind, "label": new.label}
            for mark in new.marks
        }
        connection.execute(insert(ledger_marks), list(rows.values()))
    return position


def add_columns(connection: Connection, position: int, version: int, example: bytes) -> None:
    """Give a line its columns under a version of the features."""
    values = {"version": version, "position": position, "example": example}
    connection.execute(insert(ledger_columns).values(values))


def standing(connection: Connection, check_id: int) -> Label | None:
    """The label that stands for a check."""
    label = connection.execute(select(ledger.c.label).where(ledger.c.check_id == check_id, _STANDS)).scalar()
    return Label(label) if label else None


def count_standing(connection: Connection) -> int:
    """How many labels stand."""
    return int(connection.execute(select(func.count()).select_from(ledger).where(_STANDS)).scalar_one())


def void(connection: Connection, check_id: int, cause: str, now: int) -> Label | None:
    """Void the standing line of a check; returns the label it had, None if there was none."""
    label = standing(connection, check_id)
    if label is not None:
        _void(connection, ledger.c.check_id == check_id, cause, now)
    return label


def expire(connection: Connection, before: int, now: int) -> int:
    """Void the lines that are older than `before`; returns how many. All of them are one voiding."""
    old = and_(ledger.c.made_at < before, _STANDS)
    if connection.execute(select(ledger.c.position).where(old).limit(1)).first() is None:
        return 0
    return _void(connection, ledger.c.made_at < before, "expired", now)


def first_void(connection: Connection, seen: Head) -> int | None:
    """The first of the lines up to `seen.position` that was voided after `seen`, None if all of them still stand."""
    since = (ledger.c.void_number > seen.voids, ledger.c.position <= seen.position)
    return connection.execute(select(func.min(ledger.c.position)).where(*since)).scalar()


def lines(connection: Connection, version: int, after: int, upto: int) -> Iterator[Line]:
    """The standing lines with `after` < position <= `upto`, in order, with their columns of this version."""
    query = _with_columns(version, ledger.c.position, ledger.c.label, ledger_columns.c.example, ledger.c.made_at)
    query = query.where(ledger.c.position > after, ledger.c.position <= upto).order_by(ledger.c.position)
    found = connection.execute(query.execution_options(yield_per=1_000))
    for position, label, example, made_at in found:
        yield Line(position, Label(label), example, made_at)


def unready(connection: Connection, version: int, limit: int, after: int = 0) -> list[Unready]:
    """The first standing lines after a position that lack columns of this version; at most `limit`."""
    query = _with_columns(version, ledger.c.position, ledger.c.check_id, ledger.c.history)
    query = (
        query.where(ledger_columns.c.position.is_(None), ledger.c.position > after)
        .order_by(ledger.c.position)
        .limit(limit)
    )
    return [Unready(*row) for row in connection.execute(query)]


def versions(connection: Connection) -> list[int]:
    """The versions of which there are columns, the newest first."""
    found = connection.scalars(select(ledger_columns.c.version).distinct())
    return sorted(found, reverse=True)


def drop_versions_before(connection: Connection, version: int) -> int:
    """Delete the columns of older versions; returns how many."""
    return connection.execute(delete(ledger_columns).where(ledger_columns.c.version < version)).rowcount


def _with_columns(version: int, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    own = and_(ledger_columns.c.position == ledger.c.position, ledger_columns.c.version == version)
    return select(*columns).outerjoin(ledger_columns, own).where(_STANDS)


def _step(connection: Connection, column: ColumnElement[int]) -> int:
    step = update(ledger_head).where(_THE_HEAD).values({column: column + 1})
    return int(connection.execute(step.returning(column)).scalar_one())


def _void(connection: Connection, which: ColumnElement[bool], cause: str, now: int) -> int:
    number = _step(connection, ledger_head.c.voids)
    marked = update(ledger).where(which, _STANDS).values(voided_at=now, void_number=number, void_cause=cause)
    count = connection.execute(marked).rowcount
    voided = select(ledger.c.position).where(ledger.c.void_number == number)
    for table in (ledger_columns, ledger_marks):
        connection.execute(delete(table).where(table.c.position.in_(voided)))
    # Weights that have learned one of these lines must not outlive it.
    first = select(func.min(ledger.c.position)).where(ledger.c.void_number == number).scalar_subquery()
    connection.execute(delete(snapshots).where(snapshots.c.position >= first))
    return count
