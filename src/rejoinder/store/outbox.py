"""What the world is to be told after a transaction has committed, written in that transaction.

`workers/outbox` carries out what is due. A message without `due_at` is not carried by anybody: it has ended, with an
outcome, or nobody has said where it could go. `retention` sweeps them all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from rejoinder.store.schema import outbox

__all__ = ["Message", "Waiting", "due", "end", "later", "newest_of_check", "of_check", "put", "unsettled", "waiting"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message about a check, and how far it has come."""

    id: int
    check_id: int
    spam: bool
    created_at: int
    due_at: int | None
    tries: int
    ended_at: int | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages are to be carried, and since when the first of them is due (or until when it is not)."""

    messages: int
    due_since: int | None


_ALL = tuple(
    outbox.c[name] for name in ("id", "check_id", "payload", "created_at", "due_at", "tries", "ended_at", "outcome")
)


def put(
    connection: Connection,
    kind: str,
    now: int,
    *,
    check_id: int | None = None,
    due: bool = False,
    **payload: str | int,
) -> None:
    """Add a message; `due` if it is to be carried. `payload` is made of ids and statuses, never of readers' words."""
    values: dict[str, Any] = {"kind": kind, "payload": json.dumps(payload), "created_at": now, "check_id": check_id}
    connection.execute(insert(outbox).values(**values, due_at=now if due else None))


def waiting(connection: Connection) -> Waiting:
    """What is to be carried."""
    row = connection.execute(select(func.count(), func.min(outbox.c.due_at)).where(outbox.c.due_at.is_not(None))).one()
    return Waiting(*row)


def due(connection: Connection, now: int, limit: int) -> list[int]:
    """The checks about which messages are due, the longest due first."""
    waiting = select(outbox.c.check_id).where(outbox.c.due_at <= now, outbox.c.check_id.is_not(None))
    found = connection.scalars(waiting.order_by(outbox.c.due_at, outbox.c.id).limit(limit))
    return [*dict.fromkeys(found)]


def of_check(connection: Connection, check_id: int) -> list[Message]:
    """All messages about a check, the oldest first."""
    return [_message(row) for row in connection.execute(_about(check_id).order_by(outbox.c.id))]


def newest_of_check(connection: Connection, check_id: int) -> Message | None:
    """The newest message about a check."""
    row = connection.execute(_about(check_id).order_by(outbox.c.id.desc()).limit(1)).first()
    return _message(row) if row else None


def end(connection: Connection, ids: Iterable[int], outcome: str, now: int) -> None:
    """Note what became of messages; they are not carried any more."""
    values = {"due_at": None, "ended_at": now, "outcome": outcome}
    connection.execute(update(outbox).where(outbox.c.id.in_(list(ids))).values(values))


def later(connection: Connection, ids: Iterable[int], due_at: int, tries: int = 0) -> None:
    """Carry messages again at a later time; `tries` more have failed."""
    values = {"due_at": due_at, "tries": outbox.c.tries + tries}
    connection.execute(update(outbox).where(outbox.c.id.in_(list(ids))).values(values))


def unsettled(connection: Connection, outcome: str, since: int) -> tuple[int, int]:
    """How many messages have failed and are to be tried again, and how many ended so since a time."""
    failing = select(func.count()).where(outbox.c.due_at.is_not(None), outbox.c.tries > 0)
    ended = select(func.count()).where(outbox.c.outcome == outcome, outbox.c.ended_at >= since)
    return connection.scalar(failing) or 0, connection.scalar(ended) or 0


def _about(check_id: int) -> Any:
    return select(*_ALL).where(outbox.c.check_id == check_id)


def _message(row: Row[*tuple[Any, ...]]) -> Message:
    number, check_id, payload, *rest = row
    return Message(number, check_id, bool(json.loads(payload)["spam"]), *rest)
