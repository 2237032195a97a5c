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
    """The live weights have read the ledger up to `head`, but for `unreadable` lines; `behind` are still to be read.

    `notice` says what was wrong with the snapshot at the start, in plain words, if anything was; `troubles` what is
    wrong beside the requests now, by part.
    """

    ready: bool
    head: Head
    behind: int
    unreadable: int
    notice: str
    troubles: dict[str, str]


def health(house: Installation) -> Health:
    """Ask the database for the ledger's head. The filter is in memory, and asking it would only make others wait."""
    judge = house.judge
    ready, behind = True, 0
    try:
        house.store.in_place()
        with house.store.read() as connection:
            behind = max(0, ledger.head(connection).position - judge.head.position)
    except Unavailable:
        ready = False
    return Health(ready, judge.head, behind, judge.unreadable, judge.notice, house.troubles.now())
