"""Comments and checks that go: whole when nothing hangs on them, else down to what others need.

Used by the sweep, which lets labels live on, and by erasure, which has voided them before.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, exists, select, update

from rejoinder.moderation import Status
from rejoinder.store.pages import touch
from rejoinder.store.schema import checks, comments, decisions, edits, idempotency, ledger, reports, votes

__all__ = ["checks_of", "delete_checks", "delete_comments"]

_TOMBSTONE = {
    "status": Status.REMOVED,
    "version": comments.c.version + 1,
    "check_id": None,
    **dict.fromkeys(("author", "url", "text", "title"), ""),
    **dict.fromkeys(("email_sealed", "reader_id", "moderator_id", "featured_at")),
    **dict.fromkeys(("held_for", "decided_for"), ""),
    **dict.fromkeys(("ups", "downs"), 0),
}


def checks_of(connection: Connection, comment_ids: list[int]) -> list[int]:
    """The checks of these comments, those of earlier wordings among them."""
    present = select(comments.c.check_id).where(comments.c.id.in_(comment_ids), comments.c.check_id.is_not(None))
    earlier = select(edits.c.check_id).where(edits.c.comment_id.in_(comment_ids))
    return [*connection.scalars(present), *connection.scalars(earlier)]


def delete_comments(connection: Connection, ids: list[int]) -> None:
    """Delete comments with their decisions, edits, votes and reports, and those of their checks that no label needs.

    One on which replies hang is emptied and stays as a tombstone.
    """
    going = checks_of(connection, ids)
    connection.execute(delete(decisions).where(decisions.c.comment_id.in_(ids)))
    connection.execute(delete(edits).where(edits.c.comment_id.in_(ids)))
    connection.execute(delete(idempotency).where(idempotency.c.comment_id.in_(ids)))
    connection.execute(delete(votes).where(votes.c.comment_id.in_(ids)))
    connection.execute(delete(reports).where(reports.c.comment_id.in_(ids)))
    for page_id in set(connection.scalars(select(comments.c.page_id).where(comments.c.id.in_(ids)))):
        touch(connection, page_id)
    connection.execute(update(comments).where(comments.c.id.in_(ids)).values(_TOMBSTONE))
    reply = comments.alias("reply")
    answered = exists().where(reply.c.parent_id == comments.c.id)
    connection.execute(delete(comments).where(comments.c.id.in_(ids), ~answered))
    delete_checks(connection, going)


def delete_checks(connection: Connection, ids: list[int]) -> None:
    """Delete those of these checks that carry no label that stands, with the decisions on them."""
    labelled = exists().where(ledger.c.check_id == checks.c.id, ledger.c.voided_at.is_(None))
    going = list(connection.scalars(select(checks.c.id).where(checks.c.id.in_(ids), ~labelled)))
    connection.execute(delete(decisions).where(decisions.c.check_id.in_(going)))
    connection.execute(delete(checks).where(checks.c.id.in_(going)))
