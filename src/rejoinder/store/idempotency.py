"""Which comment a post with an idempotency key became. Keys and what was sent are known by their digests alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select

from rejoinder.store.schema import idempotency

__all__ = ["Posted", "note_posted", "posted_under"]

# Made once: to put a statement together takes longer than to ask it.
_UNDER = select(idempotency.c.digest, idempotency.c.body_digest, idempotency.c.comment_id).where(
    idempotency.c.digest.in_(bindparam("digests", expanding=True))
)
_NOTE = insert(idempotency)


@dataclass(frozen=True, slots=True)
class Posted:
    """The comment that was posted under a key, and the digest of what was sent."""

    body_digest: bytes
    comment_id: int


def posted_under(connection: Connection, digests: Sequence[bytes]) -> dict[bytes, Posted]:
    """What was posted under the keys of these digests."""
    if not digests:
        return {}
    return {digest: Posted(*posted) for digest, *posted in connection.execute(_UNDER, {"digests": digests})}


def note_posted(connection: Connection, posts: Mapping[bytes, Posted], now: int) -> None:
    """Note what posts became. The caller has made sure, alone, that nothing is noted under these keys."""
    rows = [
        {"digest": digest, "body_digest": one.body_digest, "comment_id": one.comment_id, "created_at": now}
        for digest, one in posts.items()
    ]
    if rows:
        connection.execute(_NOTE, rows)
