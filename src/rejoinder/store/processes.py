"""Numbers of processes, so that no two that run at once hand out the same ids (`store/ids.py`)."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select

from rejoinder.store.schema import processes

__all__ = ["newest_start", "new_number"]

_KEPT = 1_024  # as many as the bits of an id tell apart


def new_number(connection: Connection, now: int) -> int:
    """A number that no process had before, or none of the last thousand, where ids wrap it around."""
    number = int(
        connection.execute(insert(processes).values(started_at=now).returning(processes.c.number)).scalar_one()
    )
    connection.execute(delete(processes).where(processes.c.number <= number - _KEPT))
    return number


def newest_start(connection: Connection) -> int:
    """When, by its own clock, the process began that says the latest time; 0 if none ever did."""
    return connection.execute(select(func.max(processes.c.started_at))).scalar() or 0
