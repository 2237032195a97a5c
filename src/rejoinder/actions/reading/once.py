"""The same post, sent again under the same key, is one comment, however often and however much at once.

A sender that got no answer cannot know whether the comment was stored. It sends it again with the key of the first
attempt (Internet-Draft draft-ietf-httpapi-idempotency-key-header), and is answered with what the first one became. The
same key with other words is refused, since one of the two must be a mistake. Keys are kept as long as
`privacy/retention.py` says, one day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from rejoinder.errors import Conflict, NotFound
from rejoinder.policy.waiting import Stand
from rejoinder.store import comments, idempotency
from rejoinder.store.idempotency import Posted
from rejoinder.store.vault import Vault

__all__ = ["Attempt", "Became", "First", "attempt", "earlier", "firsts", "note"]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A post with a key: the digests of key and words."""

    key: bytes
    body: bytes


@dataclass(slots=True)
class Became:
    """The comment that a post has become: where it stands, and its number, 0 until it is written."""

    stand: Stand
    number: int = 0


@dataclass(frozen=True, slots=True)
class First:
    """The first attempt under a key: the digest of its words, and the comment that it became, None if that is gone."""

    body: bytes
    became: Became | None


def attempt(vault: Vault, site_id: int, key: str, *sent: str | int | None) -> Attempt | None:
    """The attempt that a post is, None without a key. `sent` is everything that was written."""
    if not key:
        return None
    body = vault.digest("posted", msgspec.json.encode(sent))
    return Attempt(vault.digest("idempotency", f"{site_id} {key}"), body)


def firsts(connection: Connection, made: Iterable[Attempt | None]) -> dict[bytes, First]:
    """The first attempts under the keys of these, each by its key."""
    posted = idempotency.posted_under(connection, [one.key for one in made if one])
    found = comments.by_ids(connection, [one.comment_id for one in posted.values()])
    became = {number: Became(Stand(one.status, one.held_for), number) for number, one in found.items()}
    return {key: First(one.body_digest, became.get(one.comment_id)) for key, one in posted.items()}


def earlier(known: Mapping[bytes, First], made: Attempt | None) -> Became | None:
    """What an earlier attempt has become. Raises `Conflict` when that one had other words."""
    first = known.get(made.key) if made else None
    if made is None or first is None:
        return None
    if first.body != made.body:
        raise Conflict(
            "key_reused", "Another comment was sent with this key.", "Take a new key for a new comment, and send it."
        )
    if first.became is None:
        raise NotFound("comment_deleted", "The comment that was sent with this key has been deleted.", "Write anew.")
    return first.became


def note(connection: Connection, became: Iterable[tuple[Attempt | None, int]], now: int) -> None:
    """Note which comments attempts have become."""
    posted = {made.key: Posted(made.body, number) for made, number in became if made is not None}
    idempotency.note_posted(connection, posted, now)
