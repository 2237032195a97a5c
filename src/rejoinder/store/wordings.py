"""The earlier wordings of comments that their authors have edited, for moderators."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from rejoinder.store.schema import checks, edits

__all__ = ["Wording", "earlier_wordings"]


@dataclass(frozen=True, slots=True)
class Wording:
    """What a comment said from `written_at` until `replaced_at`, and what the filter thought of that."""

    check_id: int
    text: str
    verdict: str
    written_at: int
    replaced_at: int


def earlier_wordings(connection: Connection, comment_id: int) -> list[Wording]:
    """All of a comment but the present one, the first first."""
    columns = (checks.c.id, checks.c.text, checks.c.verdict, checks.c.received_at, edits.c.replaced_at)
    query = select(*columns).join(edits, edits.c.check_id == checks.c.id).where(edits.c.comment_id == comment_id)
    return [Wording(*row) for row in connection.execute(query.order_by(edits.c.replaced_at, checks.c.id))]
