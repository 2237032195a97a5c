"""The statements of the sweep: what is deleted or emptied once it is older than its retention.

How long each thing stays is not decided here but in `privacy/retention.py`. Each function does a bounded piece of the
work in the caller's transaction, so that nobody who wants to write waits long, and returns how many rows it touched and
from where to go on.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, exists, func, insert, or_, select, update

from rejoinder.moderation import Status
from rejoinder.store.erasure import delete_comments
from rejoinder.store.ids import first_id
from rejoinder.store.schema import (
    audit,
    checks,
    comments,
    decisions,
    edits,
    idempotency,
    ledger,
    ledger_marks,
    outbox,
    readers,
    reports,
    sessions,
    sweeps,
    votes,
)

__all__ = [
    "Piece",
    "delete_audit",
    "delete_checks",
    "delete_hidden_comments",
    "delete_outbox",
    "delete_posted",
    "delete_readers",
    "delete_reports",
    "delete_sessions",
    "delete_votes",
    "forget_addresses",
    "last_sweep",
    "note_sweep",
]

_SWEPT = "swept"  # in `sweeps` beside the rules: when the last sweep ended, in milliseconds
_FORGOTTEN = ("ip", "user_agent", "referrer", "behaviour")  # the columns of a check that go with its address
_AT_ONCE = 500  # rows in one piece; both databases limit how many values a statement may have


@dataclass(frozen=True, slots=True)
class Piece:
    """What one step did: rows touched, and the cursor to go on with, None at the end."""

    rows: int
    cursor: int | None = None


def forget_addresses(connection: Connection, before: int, _cursor: int) -> Piece:
    """Empty IP address, user agent, referrer and behaviour of checks, and delete the marks of their addresses.

    How far this came is kept in the database: else every sweep would read all checks again to find nothing in them.
    """
    done, end = _upto(connection, "address_days"), first_id(before)
    ids = select(checks.c.id).where(checks.c.id >= done, checks.c.id < end).order_by(checks.c.id).limit(_AT_ONCE)
    found = connection.scalars(ids).all()
    if not found:
        return Piece(_forget_marks(connection, end))
    kept = or_(*(checks.c[name] != "" for name in _FORGOTTEN))
    where = (checks.c.id.between(found[0], found[-1]), kept)
    rows = connection.execute(update(checks).where(*where).values(dict.fromkeys(_FORGOTTEN, ""))).rowcount
    _set_upto(connection, "address_days", found[-1] + 1)
    return Piece(rows, cursor=0)


def _forget_marks(connection: Connection, end: int) -> int:
    old = select(ledger.c.position).where(ledger.c.check_id < end, ledger.c.voided_at.is_(None))
    where = (ledger_marks.c.kind == "address", ledger_marks.c.position.in_(old))
    return connection.execute(delete(ledger_marks).where(*where)).rowcount


def delete_checks(connection: Connection, before: int, cursor: int) -> Piece:
    """Delete checks that belong to no comment of ours and carry no label that stands, with the decisions on them."""
    end = first_id(before)
    ids = select(checks.c.id).where(checks.c.id > cursor, checks.c.id < end).order_by(checks.c.id).limit(_AT_ONCE)
    found = connection.scalars(ids).all()
    if not found:
        return Piece(0)
    needed = or_(
        exists().where(comments.c.check_id == checks.c.id),
        exists().where(edits.c.check_id == checks.c.id),
        exists().where(ledger.c.check_id == checks.c.id, ledger.c.voided_at.is_(None)),
    )
    old = select(checks.c.id).where(checks.c.id.between(found[0], found[-1]), ~needed)
    going = connection.scalars(old).all()
    connection.execute(delete(decisions).where(decisions.c.check_id.in_(going)))
    return Piece(connection.execute(delete(checks).where(checks.c.id.in_(going))).rowcount, cursor=found[-1])


def delete_hidden_comments(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete spam and rejected comments, with the decisions on them and all checks that no label needs.

    One on which replies hang is emptied and left as a tombstone, so that they keep their place.
    """
    since = func.coalesce(comments.c.decided_at, comments.c.created_at)
    hidden = comments.c.status.in_((Status.SPAM, Status.REJECTED))
    found = connection.scalars(select(comments.c.id).where(hidden, since < before).limit(_AT_ONCE)).all()
    if not found:
        return Piece(0)
    delete_comments(connection, list(found))
    return Piece(len(found), cursor=0)


def delete_sessions(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete sessions that have not been used since."""
    return Piece(connection.execute(delete(sessions).where(sessions.c.last_seen_at < before)).rowcount)


def delete_audit(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete lines of the audit trail."""
    return Piece(connection.execute(delete(audit).where(audit.c.at < before)).rowcount)


def delete_outbox(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete messages that are too old to be news."""
    return _older(connection, outbox, before)


def delete_posted(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete the idempotency keys of posts that nobody will send again."""
    return _older(connection, idempotency, before)


def delete_votes(connection: Connection, before: int, _cursor: int) -> Piece:
    """Forget who voted; the sums stay with the comments."""
    return Piece(connection.execute(delete(votes).where(votes.c.made_at < before)).rowcount)


def delete_reports(connection: Connection, before: int, _cursor: int) -> Piece:
    """Delete what readers have reported."""
    return Piece(connection.execute(delete(reports).where(reports.c.made_at < before)).rowcount)


def delete_readers(connection: Connection, before: int, _cursor: int) -> Piece:
    """Forget readers who have not come with their key since; their comments stay, and belong to nobody known."""
    old = select(readers.c.id).where(readers.c.seen_at < before).limit(_AT_ONCE)
    found = connection.scalars(old).all()
    connection.execute(update(comments).where(comments.c.reader_id.in_(found)).values(reader_id=None))
    connection.execute(delete(readers).where(readers.c.id.in_(found)))
    return Piece(len(found), cursor=0 if found else None)


def last_sweep(connection: Connection) -> int | None:
    """When the last sweep ended, None before the first."""
    return connection.execute(select(sweeps.c.upto).where(sweeps.c.rule == _SWEPT)).scalar()


def note_sweep(connection: Connection, now: int) -> None:
    """Note that a sweep has ended."""
    _set_upto(connection, _SWEPT, now)


def _older(connection: Connection, table: Table, before: int) -> Piece:
    return Piece(connection.execute(delete(table).where(table.c.created_at < before)).rowcount)


def _upto(connection: Connection, rule: str) -> int:
    return connection.execute(select(sweeps.c.upto).where(sweeps.c.rule == rule)).scalar() or 0


def _set_upto(connection: Connection, rule: str, upto: int) -> None:
    changed = connection.execute(update(sweeps).where(sweeps.c.rule == rule).values(upto=upto))
    if changed.rowcount == 0:
        connection.execute(insert(sweeps).values(rule=rule, upto=upto))
