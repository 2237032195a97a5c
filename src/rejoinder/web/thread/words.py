"""What readers are told about their comment; one table for the receipt page and the JSON answer."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.errors import NotFound
from rejoinder.moderation import Status

__all__ = ["FATES", "Told", "fate"]


@dataclass(frozen=True, slots=True)
class Told:
    """A headline and what there is to know beyond it."""

    headline: str
    more: str

    def __str__(self) -> str:
        return f"{self.headline} {self.more}".strip()


FATES = {
    Status.PUBLISHED: Told("Your comment is published.", "Thank you."),
    Status.PENDING: Told(
        "Your comment waits for a moderator.", "It is safely stored; until somebody has read it, nobody else sees it."
    ),
    Status.SPAM: Told(
        "Your comment was held by the spam filter.",
        "It is not lost: filters err, and a moderator can look at it and publish it. Until then nobody else sees it.",
    ),
    Status.REJECTED: Told(
        "A moderator decided not to publish your comment.", "That says nothing about spam; it is the site's decision."
    ),
}


def fate(status: Status) -> Told:
    """The words for a status. Raises `NotFound` for a removed comment, of which nothing is told any more."""
    if status not in FATES:
        raise NotFound("unknown_receipt", "There is no comment for this receipt.", "It may have been deleted.")
    return FATES[status]
