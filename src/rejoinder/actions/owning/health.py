"""Whether the parts of a running installation work."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.errors import Unavailable
from rejoinder.store import ledger
from rejoinder.store.ledger import Head

__all__ = ["Health", "health"]


@dataclass(frozen=True, slots=True)
class Health:
    """The live weights have read the ledger up to `head`, but for `unreadable` lines.

    `notice` says what was wrong with the snapshot at the start, in plain words, if anything was.
    """

    ready: bool
    head: Head
    unreadable: int
    notice: str


def health(house: Installation) -> Health:
    """Ask the database for the ledger's head. The filter is in memory, and asking it would only make others wait."""
    judge = house.judge
    ready = True
    try:
        with house.store.read() as connection:
            ledger.head(connection)
    except Unavailable:
        ready = False
    return Health(ready, judge.head, judge.unreadable, judge.notice)
