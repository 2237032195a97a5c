"""Weights in the database, for a process that starts on a machine that has no snapshot of its own.

They are only bytes here; `actions/learning/snapshot.py` writes and reads them. Voiding a line deletes those that may
have learned it (`store/ledger.py`).
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from rejoinder.store.ledger import Head
from rejoinder.store.schema import snapshots

__all__ = ["get", "position", "put"]


def position(connection: Connection, version: int) -> int | None:
    """Up to which line the weights for a version of the features were folded, None without any."""
    return connection.execute(select(snapshots.c.position).where(snapshots.c.version == version)).scalar()


def get(connection: Connection, version: int) -> bytes | None:
    """The weights for a version of the features."""
    return connection.execute(select(snapshots.c.content).where(snapshots.c.version == version)).scalar()


def put(connection: Connection, version: int, head: Head, content: bytes, now: int) -> None:
    """Keep these weights, and no others of any version up to this one."""
    connection.execute(delete(snapshots).where(snapshots.c.version <= version))
    values = {"position": head.position, "voids": head.voids, "content": content, "made_at": now}
    connection.execute(insert(snapshots).values(version=version, **values))
