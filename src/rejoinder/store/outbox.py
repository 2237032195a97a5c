"""What the world is to be told after a transaction has committed, written in that transaction.

Nothing goes out yet: the rows wait until `retention` sweeps them. The first carrier will be the webhook that tells an
Akismet client of a changed verdict.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from rejoinder.store.schema import outbox

__all__ = ["CARRIED", "Waiting", "put", "waiting"]

# The kinds of messages that this version carries out. Those of other kinds wait, are carried out by a version that can,
# or are swept; that they wait is nothing to warn of.
CARRIED: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many messages wait, and since when the oldest does that this version should have carried out."""

    messages: int
    overdue_since: int | None


def put(connection: Connection, kind: str, now: int, **payload: str | int) -> None:
    """Add a message. `payload` is made of ids and statuses, never of readers' words."""
    connection.execute(insert(outbox).values(kind=kind, payload=json.dumps(payload), created_at=now))


def waiting(connection: Connection) -> Waiting:
    """What waits."""
    messages = connection.execute(select(func.count()).select_from(outbox)).scalar_one()
    oldest = select(func.min(outbox.c.created_at)).where(outbox.c.kind.in_(CARRIED))
    return Waiting(messages, connection.execute(oldest).scalar())
