"""Keep this process's weights at the end of the ledger, and keep their snapshot.

What is new is folded at each turn. When a line was voided that cannot be taken back any more, or newer features are
ready, the weights are made anew in a thread beside this one, so that new labels go on being learned meanwhile.
"""

from __future__ import annotations

import logging
import threading
import time

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning import fold, snapshot
from rejoinder.store.ledger import Head

__all__ = ["Folding"]

_log = logging.getLogger(__name__)

_END_WAIT = 10.0  # seconds that the end waits for new weights; without them the next start makes them
_RENEW_PAUSE = 30.0  # seconds until it is tried again after it has failed: it may read the whole ledger
_SAVE_EVERY = 30.0  # seconds while labels arrive; a start folds what came since in a few milliseconds


class Folding:
    """Folds what is new, renews what is stale, and writes a snapshot now and then."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._saved: Head | None = None
        self._save_at = 0.0
        self._renew_at = 0.0
        self._renewing: threading.Thread | None = None

    def __call__(self) -> None:
        """Do one turn."""
        fold.advance(self._house)
        if fold.is_stale(self._house):
            self._renew_beside()

    def save(self) -> None:
        """Write a snapshot if it is time. Apart from folding, which goes on when the disk is full."""
        self._save(self._house.judge.head)

    def finish(self) -> None:
        """The last turn: everything folded, the snapshot written."""
        if self._renewing is not None:
            self._renewing.join(_END_WAIT)
        fold.catch_up(self._house)
        self._save_at = 0.0
        self._save(self._house.judge.head)

    def _renew_beside(self) -> None:
        idle = self._renewing is None or not self._renewing.is_alive()
        if idle and time.monotonic() >= self._renew_at:
            self._renewing = threading.Thread(target=self._renew, name="renewing", daemon=True)
            self._renewing.start()

    def _renew(self) -> None:
        try:
            fold.renew(self._house)
        except Exception as error:  # noqa: BLE001 - the old weights go on, and a later turn tries again
            log_fault(_log, error, "making the weights anew, which will be tried again")
            self._renew_at = time.monotonic() + _RENEW_PAUSE
            self._house.troubles.note("learning", "New weights cannot be made; the old ones go on judging.")
        else:
            self._house.troubles.clear("learning")

    def _save(self, head: Head) -> None:
        # After a voiding at once: what was erased must not stay in the snapshot.
        voided = self._saved is not None and head.voids != self._saved.voids
        if head != self._saved and (voided or time.monotonic() >= self._save_at):
            self._saved = snapshot.save(self._house)
            self._save_at = time.monotonic() + _SAVE_EVERY
