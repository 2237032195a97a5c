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
    """`digest` is that of the live weights, which have read the ledger up to `head`."""

    ready: bool
    head: Head
    digest: str


def health(house: Installation) -> Health:
    """Ask the database for the ledger's head, and the filter for its weights."""
    digest, head = house.judge.digest()
    try:
        with house.store.read() as connection:
            ledger.head(connection)
    except Unavailable:
        return Health(ready=False, head=head, digest=digest)
    return Health(ready=True, head=head, digest=digest)
