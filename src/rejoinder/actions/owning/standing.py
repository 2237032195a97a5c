"""What an installation has to do and has not done yet, in figures."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.errors import Unavailable
from rejoinder.moderation import Status
from rejoinder.store import checks, comments, ledger, outbox

__all__ = ["Standing", "standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits for a person, comments of the threads and of client sites, each counted to ten thousand; messages
    that wait to go out; and the lines that the ledger has.
    """

    comments: int
    checks: int
    messages: int
    lines: int


def standing(house: Installation) -> Standing | None:
    """How much it is; None when the database does not answer."""
    try:
        house.store.in_place()
        with house.store.read() as connection:
            return Standing(
                comments=comments.count_standing(connection, Status.PENDING),
                checks=checks.count_waiting(connection),
                messages=outbox.waiting(connection).messages,
                lines=ledger.head(connection).position,
            )
    except Unavailable:
        return None
