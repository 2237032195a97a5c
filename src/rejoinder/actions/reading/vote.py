"""A reader votes for a comment, or against it; takes the vote back, or turns it round.

Nobody signs in, so votes can be made up by whoever wants to; what is done here keeps that small. One vote for each key
that a browser has made, `VOTERS` keys from one household, none for one's own comment. The sums are changed together
with the votes, in a write that is alone, so that they are right however many vote at once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.reader import address_digest, is_key, known, voter_digest
from rejoinder.actions.reading.rules import rules_of_comment
from rejoinder.errors import BadInput, NotFound, Refused
from rejoinder.moderation import Status
from rejoinder.policy.rules import Votes
from rejoinder.store import comments, pages, readers, sites, votes
from rejoinder.store.comments import StoredComment
from rejoinder.store.votes import Vote

__all__ = ["VOTERS", "Tally", "vote"]

VOTERS = 8  # keys from one address that may vote for one comment: a family, or an office, and no more


@dataclass(frozen=True, slots=True)
class Tally:
    """How many voted for a comment and against it, and how the one who asks did: 1, -1 or 0."""

    ups: int
    downs: int
    mine: int


def vote(house: Installation, comment_id: int, value: int, reader_key: str, ip: str) -> Tally:
    """Vote: 1 for the comment, -1 against it, 0 takes the vote back. Returns what stands on disk then.

    Raises `BadInput` for what is no vote or no key, `NotFound` when readers see no such comment, and `Refused` where
    the rules of the page, or `VOTERS`, do not allow it.
    """
    if value not in (-1, 0, 1):
        raise BadInput("bad_vote", "That is no vote.", "Send 1, -1, or 0 to take a vote back.")
    if not is_key(reader_key):
        raise BadInput(
            "reader_key_missing",
            "Votes need a key of your browser.",
            "Switch its script on, or let the page keep data.",
        )
    now = house.clock()
    new = Vote(
        comment_id,
        voter_digest(house, comment_id, reader_key),
        value,
        address_digest(house, "vote address", comment_id, ip) or b"",
    )
    with house.store.write() as connection:
        comment = _votable(connection, comment_id, value)
        reader = known(house, connection, comment.site_id, reader_key)
        if reader is not None:
            if comment.reader_id == reader.id:
                raise Refused("own_comment", "This is your own comment.", "Votes are for those of others.")
            readers.seen(connection, [reader.id], now)
        _refuse_crowd(connection, new)
        if votes.cast(connection, new, now):
            pages.touch(connection, comment.page_id)
            comment = comments.by_id(connection, comment_id) or comment
    return Tally(comment.ups, comment.downs, value)


def _votable(connection: Connection, comment_id: int, value: int) -> StoredComment:
    comment = comments.by_id(connection, comment_id)
    site = sites.site_by_id(connection, comment.site_id) if comment else None
    if comment is None or site is None or comment.status is not Status.PUBLISHED:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    allowed = rules_of_comment(connection, site, comment).votes
    if allowed is Votes.NONE:
        raise Refused("votes_off", "There are no votes here.", "Reply to the comment instead.")
    if allowed is Votes.UP and value < 0:
        raise Refused("no_down_votes", "There are no votes against comments here.", "Reply to the comment instead.")
    return comment


def _refuse_crowd(connection: Connection, new: Vote) -> None:
    """Taking a vote back is never refused, nor is a vote from an address that stands for many people."""
    if new.value and new.address and votes.voters_from(connection, new) >= VOTERS:
        raise Refused(
            "too_many_votes", "Too many have voted for this comment from your network.", "Reply to the comment instead."
        )
