"""Bring the weights to the end of the ledger, and keep the snapshot that shortens the next start."""

from __future__ import annotations

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import catch_up
from rejoinder.actions.learning.snapshot import save
from rejoinder.store.ledger import Head

__all__ = ["Folding"]


class Folding:
    """Folds what is new, then writes a snapshot if the weights have moved since the last one."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._saved: Head | None = None

    def __call__(self) -> None:
        """Do it once."""
        catch_up(self._house)
        if self._house.judge.head != self._saved:
            self._saved = save(self._house)
