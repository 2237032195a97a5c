"""What people decided, with what stood before, so that each decision can be undone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from rejoinder.store.schema import checks, decisions, moderators

__all__ = [
    "NewDecision",
    "StoredDecision",
    "by_id",
    "insert_decision",
    "lately",
    "mark_undone",
    "newest_event",
    "newest_of_check",
]


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision as it is written. Without a moderator it is the report of a client."""

    check_id: int
    comment_id: int | None
    site_id: int
    moderator_id: int | None
    event: str
    status_before: str | None
    label_before: str | None
    made_at: int


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A decision as the desk shows it."""

    id: int
    check_id: int
    comment_id: int | None
    site_id: int
    moderator: str | None
    event: str
    status_before: str | None
    label_before: str | None
    made_at: int
    undone_at: int | None
    author: str
    text: str


_OWN = ("id", "check_id", "comment_id", "site_id", "event", "status_before", "label_before", "made_at", "undone_at")
_SHOWN = (
    select(
        *(decisions.c[name] for name in _OWN),
        moderators.c.name.label("moderator"),
        checks.c.author,
        checks.c.text,
    )
    .join(checks, checks.c.id == decisions.c.check_id)
    .outerjoin(moderators)
)


def insert_decision(connection: Connection, new: NewDecision) -> int:
    """Write a decision; returns its number."""
    values = {name: getattr(new, name) for name in NewDecision.__slots__}
    return int(connection.execute(insert(decisions).values(values).returning(decisions.c.id)).scalar_one())


def by_id(connection: Connection, decision_id: int) -> StoredDecision | None:
    """One decision."""
    row = connection.execute(_SHOWN.where(decisions.c.id == decision_id)).first()
    return StoredDecision(**row._asdict()) if row else None


def newest_of_check(connection: Connection, check_id: int) -> int | None:
    """The number of the newest decision on a check that is not undone."""
    query = select(decisions.c.id).where(decisions.c.check_id == check_id, decisions.c.undone_at.is_(None))
    return connection.execute(query.order_by(decisions.c.id.desc()).limit(1)).scalar()


def newest_event(connection: Connection, comment_id: int) -> str | None:
    """What was last decided on a comment, whatever its words were then, and is not undone."""
    query = select(decisions.c.event).where(decisions.c.comment_id == comment_id, decisions.c.undone_at.is_(None))
    return connection.execute(query.order_by(decisions.c.id.desc()).limit(1)).scalar()


def lately(connection: Connection, limit: int) -> list[StoredDecision]:
    """The newest decisions, undone ones too, the newest first."""
    query = _SHOWN.order_by(decisions.c.made_at.desc(), decisions.c.id.desc()).limit(limit)
    return [StoredDecision(**row._asdict()) for row in connection.execute(query)]


def mark_undone(connection: Connection, decision_id: int, now: int) -> bool:
    """Mark a decision as undone. False: it already was."""
    where = (decisions.c.id == decision_id, decisions.c.undone_at.is_(None))
    return connection.execute(update(decisions).where(*where).values(undone_at=now)).rowcount == 1
