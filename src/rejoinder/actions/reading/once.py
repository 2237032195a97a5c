"""The same post, sent again under the same key, is one comment, however often and however much at once.

A sender that got no answer cannot know whether the comment was stored. It sends it again with the key of the first
attempt (Internet-Draft draft-ietf-httpapi-idempotency-key-header), and is answered with what the first one became. The
same key with other words is refused, since one of the two must be a mistake. Keys are kept as long as
`privacy/retention.py` says, one day.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from rejoinder.errors import Conflict, NotFound
from rejoinder.store import comments, idempotency
from rejoinder.store.comments import StoredComment
from rejoinder.store.idempotency import Posted
from rejoinder.store.vault import Vault

__all__ = ["Attempt", "attempt", "earlier", "note"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A post with a key: the digests of key and words."""

    key: bytes
    body: bytes


def attempt(vault: Vault, site_id: int, key: str, *sent: str | int | None) -> Attempt | None:
    """The attempt that a post is, None without a key. `sent` is everything that was written."""
    if not key:
        return None
    body = vault.digest("posted", msgspec.json.encode(sent))
    return Attempt(vault.digest("idempotency", f"{site_id} {key}"), body)


def earlier(connection: Connection, made: Attempt | None) -> StoredComment | None:
    """The comment that an earlier attempt has become. Raises `Conflict` when that one had other words."""
    found = idempotency.posted_under(connection, made.key) if made else None
    if made is None or found is None:
        return None
    if found.body_digest != made.body:
        raise Conflict(
            "key_reused", "Another comment was sent with this key.", "Take a new key for a new comment, and send it."
        )
    first = comments.by_id(connection, found.comment_id)
    if first is None:
        raise NotFound("comment_deleted", "The comment that was sent with this key has been deleted.", "Write anew.")
    return first


def note(connection: Connection, made: Attempt | None, comment_id: int, now: int) -> None:
    """Note what an attempt has become."""
    if made is not None:
        idempotency.note_posted(connection, made.key, Posted(made.body, comment_id), now)
