"""The audit trail: who did what to what, in ids and names, never with the words of readers."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from rejoinder.store.schema import audit

__all__ = ["note"]


def note(connection: Connection, at: int, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Write a line. `subject` names a thing by kind and number ("comment 12"), `detail` says what changed."""
    connection.execute(insert(audit).values(at=at, actor=actor, action=action, subject=subject, detail=detail))
