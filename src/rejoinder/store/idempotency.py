"""Which comment a post with an idempotency key became. Keys and what was sent are known by their digests alone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from rejoinder.store.schema import idempotency

__all__ = ["Posted", "note_posted", "posted_under"]


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment that was posted under a key, and the digest of what was sent."""

    body_digest: bytes
    comment_id: int


def posted_under(connection: Connection, digest: bytes) -> Posted | None:
    """What was posted under the key of this digest."""
    query = select(idempotency.c.body_digest, idempotency.c.comment_id).where(idempotency.c.digest == digest)
    row = connection.execute(query).first()
    return Posted(*row) if row else None


def note_posted(connection: Connection, digest: bytes, posted: Posted, now: int) -> None:
    """Note what a post became. The caller has made sure, alone, that nothing is noted under this key."""
    values = {"digest": digest, "body_digest": posted.body_digest, "comment_id": posted.comment_id, "created_at": now}
    connection.execute(insert(idempotency).values(values))
