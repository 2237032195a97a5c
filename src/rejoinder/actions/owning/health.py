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
    """The live weights have read the ledger up to `head`, but for `unreadable` lines."""

    ready: bool
    head: Head
    unreadable: int


def health(house: Installation) -> Health:
    """Ask the database for the ledger's head. The filter is in memory, and asking it would only make others wait."""
    head, unreadable = house.judge.head, house.judge.unreadable
    try:
        with house.store.read() as connection:
            ledger.head(connection)
    except Unavailable:
        return Health(ready=False, head=head, unreadable=unreadable)
    return Health(ready=True, head=head, unreadable=unreadable)
