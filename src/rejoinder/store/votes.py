"""Who has voted for what lately. The sums stand with the comments and are changed in the same transaction.

Votes are deleted after some time (`retention.py`); what they have added to the sums stays.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from rejoinder.store.schema import comments, votes

__all__ = ["Vote", "cast", "vote_of", "voters_from"]


@dataclass(frozen=True, slots=True)
class Vote:
    """One reader's vote. `voter` and `address` are digests, others for each comment; `value` is 1, -1 or 0 (none)."""

    comment_id: int
    voter: bytes
    value: int
    address: bytes


def vote_of(connection: Connection, comment_id: int, voter: bytes) -> int:
    """How a voter has voted for a comment; 0 for not at all."""
    query = select(votes.c.value).where(votes.c.comment_id == comment_id, votes.c.voter == voter)
    return connection.execute(query).scalar() or 0


def voters_from(connection: Connection, vote: Vote) -> int:
    """How many others have voted for the comment from the same address."""
    where = (votes.c.comment_id == vote.comment_id, votes.c.address == vote.address, votes.c.voter != vote.voter)
    return int(connection.execute(select(func.count()).select_from(votes).where(*where)).scalar_one())


def cast(connection: Connection, vote: Vote, now: int) -> bool:
    """Put a vote in the place of the voter's earlier one, in a write that is alone. False: it was the same."""
    before = vote_of(connection, vote.comment_id, vote.voter)
    if before == vote.value:
        return False
    where = (votes.c.comment_id == vote.comment_id, votes.c.voter == vote.voter)
    values = {"value": vote.value, "address": vote.address, "made_at": now}
    if vote.value == 0:
        connection.execute(delete(votes).where(*where))
    elif before:
        connection.execute(update(votes).where(*where).values(values))
    else:
        connection.execute(insert(votes).values(comment_id=vote.comment_id, voter=vote.voter, **values))
    up, down = (int(vote.value == side) - int(before == side) for side in (1, -1))
    sums = {"ups": comments.c.ups + up, "downs": comments.c.downs + down}
    connection.execute(update(comments).where(comments.c.id == vote.comment_id).values(sums))
    return True
