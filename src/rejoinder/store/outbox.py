"""What the world is to be told after a transaction has committed, written in that transaction.

Nothing goes out yet: the rows wait until `retention` sweeps them. The first carrier will be the webhook that tells an
Akismet client of a changed verdict.
"""

from __future__ import annotations

import json

from sqlalchemy import Connection, func, insert, select

from rejoinder.store.schema import outbox

__all__ = ["count_waiting", "put"]


def put(connection: Connection, kind: str, now: int, **payload: str | int) -> None:
    """Add a message. `payload` is made of ids and statuses, never of readers' words."""
    connection.execute(insert(outbox).values(kind=kind, payload=json.dumps(payload), created_at=now))


def count_waiting(connection: Connection) -> int:
    """How many messages wait."""
    return int(connection.execute(select(func.count()).select_from(outbox)).scalar_one())
