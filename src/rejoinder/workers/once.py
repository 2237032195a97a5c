"""What is done once for all processes of an installation: the sweep, the upgrade of the ledger, the shared snapshot."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning import snapshot
from rejoinder.actions.learning.upgrade import drop_older, ready_upto, upgrade_lines
from rejoinder.actions.rights.doubt import Doubt
from rejoinder.actions.rights.sweep import sweep
from rejoinder.store.retention import last_sweep, note_sweep
from rejoinder.workers.leased import Leased

__all__ = ["Publishing", "Sweeping", "Upgrading"]

_log = logging.getLogger(__name__)


class Sweeping:
    """Sweeps by retention unless the clock is in doubt, and says in the log how much went."""

    def __init__(self, house: Installation, doubt: Doubt | None = None) -> None:
        self._house = house
        self._lease = Leased(house.store, "sweep")
        self._doubt = doubt or Doubt()

    def __call__(self) -> None:
        """Carry out the retention once, unless another process is at it."""
        with self._lease.held() as hold:
            if hold is None or not self._may(hold):
                return
            done = {rule: count for rule, count in sweep(self._house, hold).items() if count}
            with self._house.store.write() as connection:
                hold(connection)
                note_sweep(connection, self._house.clock())
                drop_older(self._house, connection)
        if done:
            _log.info("swept: %s", ", ".join(f"{rule} {count}" for rule, count in done.items()))

    def _may(self, hold: Callable[[Connection], None]) -> bool:
        """Whether the clock can be trusted. The first time of all it is only noted."""
        now = self._house.clock()
        with self._house.store.write() as connection:
            hold(connection)
            last = last_sweep(connection)
            if last is None:
                note_sweep(connection, now)
                return False
        doubt = self._doubt.about(now, last)
        if not doubt:
            self._house.troubles.clear("retention")
            return True
        _log.warning("nothing is deleted: %s", doubt)
        self._house.troubles.note("retention", doubt)
        return False


class Upgrading:
    """Gives the lines of the ledger the columns of the newest features, while the old ones go on judging."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._lease = Leased(house.store, "upgrade")
        self._ready = 0

    def __call__(self) -> None:
        """Do what is to be done, unless another process is at it."""
        self._ready, complete = ready_upto(self._house, self._ready)
        if complete:
            return
        with self._lease.held() as hold:
            while hold is not None:
                with self._house.store.write() as connection:
                    hold(connection)
                    if upgrade_lines(self._house, connection) == 0:
                        return


class Publishing:
    """Puts weights into the database, for processes that start without a snapshot."""

    def __init__(self, house: Installation) -> None:
        self._house = house
        self._lease = Leased(house.store, "snapshot")

    def __call__(self) -> None:
        """Do it once if it is worth it, unless another process is at it."""
        if not snapshot.worth_publishing(self._house):
            return
        with self._lease.held() as hold:
            if hold is not None:
                snapshot.publish(self._house, hold)
