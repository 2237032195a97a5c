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

_SAVE_EVERY = 30.0  # seconds while labels arrive; a start folds what came since in a few milliseconds


class Folding:
    """Folds what is new, renews what is stale, and writes a snapshot now and then."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._saved: Head | None = None
        self._save_at = 0.0
        self._renewing: threading.Thread | None = None

    def __call__(self) -> None:
        """Do one turn."""
        fold.advance(self._house)
        if fold.is_stale(self._house):
            self._renew_beside()
        self._save(self._house.judge.head)

    def finish(self) -> None:
        """The last turn: everything folded, the snapshot written."""
        if self._renewing is not None:
            self._renewing.join()
        fold.catch_up(self._house)
        self._save_at = 0.0
        self._save(self._house.judge.head)

    def _renew_beside(self) -> None:
        if self._renewing is None or not self._renewing.is_alive():
            self._renewing = threading.Thread(target=self._renew, name="renewing", daemon=True)
            self._renewing.start()

    def _renew(self) -> None:
        try:
            fold.renew(self._house)
        except Exception as error:  # noqa: BLE001 - the old weights go on, and the next turn tries again
            log_fault(_log, error, "making the weights anew, which will be tried again")

    def _save(self, head: Head) -> None:
        # After a voiding at once: what was erased must not stay in the snapshot.
        voided = self._saved is not None and head.voids != self._saved.voids
        if head != self._saved and (voided or time.monotonic() >= self._save_at):
            self._saved = snapshot.save(self._house)
            self._save_at = time.monotonic() + _SAVE_EVERY
