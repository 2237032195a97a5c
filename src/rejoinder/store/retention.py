"""The statements of the sweep: what is deleted or emptied once it is older than its retention.

How long each thing stays is not decided here but in `privacy/retention.py`; each function takes the time before which
things are too old and returns how many rows it touched.
"""

from __future__ import annotations

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from rejoinder.moderation import Status
from rejoinder.store.schema import audit, checks, comments, decisions, ledger, ledger_head, outbox, sessions

__all__ = [
    "delete_audit",
    "delete_checks",
    "delete_hidden_comments",
    "delete_outbox",
    "delete_sessions",
    "expire_labels",
    "forget_addresses",
]

_AT_ONCE = 500  # comments in one statement; both databases limit how many values a statement may have
_TOMBSTONE = {
    "status": Status.REMOVED,
    "version": comments.c.version + 1,
    "check_id": None,
    **dict.fromkeys(("author", "url", "text", "title"), ""),
    "email_sealed": None,
}


def forget_addresses(connection: Connection, before: int) -> int:
    """Empty IP address, user agent and referrer of checks; the digest goes too, since it is the address in disguise."""
    kept = or_(checks.c.ip != "", checks.c.ip_digest.is_not(None), checks.c.user_agent != "", checks.c.referrer != "")
    empty = {"ip": "", "ip_digest": None, "user_agent": "", "referrer": ""}
    return connection.execute(update(checks).where(checks.c.received_at < before, kept).values(empty)).rowcount


def delete_checks(connection: Connection, before: int) -> int:
    """Delete checks that belong to no comment of ours, with the decisions on them. Their ledger lines stay."""
    ours = exists().where(comments.c.check_id == checks.c.id)
    old = select(checks.c.id).where(checks.c.received_at < before, ~ours)
    connection.execute(delete(decisions).where(decisions.c.check_id.in_(old)))
    return connection.execute(delete(checks).where(checks.c.received_at < before, ~ours)).rowcount


def delete_hidden_comments(connection: Connection, before: int) -> int:
    """Delete spam and rejected comments with their checks and the decisions on them.

    One on which replies hang is emptied and left as a tombstone, so that they keep their place.
    """
    since = func.coalesce(comments.c.decided_at, comments.c.created_at)
    hidden = comments.c.status.in_((Status.SPAM, Status.REJECTED))
    query = select(comments.c.id, comments.c.check_id).where(hidden, since < before).limit(_AT_ONCE)
    count = 0
    while found := connection.execute(query).all():
        _delete_comments(connection, [row.id for row in found], [row.check_id for row in found])
        count += len(found)
    return count


def _delete_comments(connection: Connection, ids: list[int], check_ids: list[int]) -> None:
    reply = comments.alias("reply")
    answered = exists().where(reply.c.parent_id == comments.c.id)
    connection.execute(delete(decisions).where(decisions.c.comment_id.in_(ids)))
    connection.execute(update(comments).where(comments.c.id.in_(ids)).values(_TOMBSTONE))
    connection.execute(delete(checks).where(checks.c.id.in_(check_ids)))
    connection.execute(delete(comments).where(comments.c.id.in_(ids), ~answered))


def expire_labels(connection: Connection, before: int, now: int) -> int:
    """Void the lines of labels that are too old: the filter forgets them."""
    where = and_(ledger.c.made_at < before, ledger.c.voided_at.is_(None))
    count = connection.execute(
        update(ledger).where(where).values(voided_at=now, void_cause="expired", example=None)
    ).rowcount
    if count:
        connection.execute(update(ledger_head).values(voids=ledger_head.c.voids + count))
    return count


def delete_sessions(connection: Connection, before: int) -> int:
    """Delete sessions that have not been used since."""
    return connection.execute(delete(sessions).where(sessions.c.last_seen_at < before)).rowcount


def delete_audit(connection: Connection, before: int) -> int:
    """Delete lines of the audit trail."""
    return connection.execute(delete(audit).where(audit.c.at < before)).rowcount


def delete_outbox(connection: Connection, before: int) -> int:
    """Delete messages that are too old to be news."""
    return connection.execute(delete(outbox).where(outbox.c.created_at < before)).rowcount
