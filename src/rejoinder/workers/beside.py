"""What works beside the requests: threads that fold the ledger, upgrade it, publish weights, sweep, and tell clients.

The verbs fold their own labels before they return; what this thread picks up are the lines that other processes wrote.
A task that fails is tried again, at its next turn or, when it fails again and again, after up to five seconds; it never
takes the server down. While it fails, `/healthz?detail` says so; the log says it once, and when it is over.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.troubles import Troubles
from rejoinder.outside.addresses import Allowed
from rejoinder.outside.http import Http
from rejoinder.workers.fold import Folding
from rejoinder.workers.once import Publishing, Sweeping, Upgrading
from rejoinder.workers.outbox import Carrying

__all__ = ["Beside"]

_FOLD_EVERY = 0.5  # seconds; a label given to another process is learned within this time
_UPGRADE_EVERY = 2.0
_PUBLISH_EVERY = 60.0
_SWEEP_EVERY = 3600.0
_CARRY_EVERY = 1.0  # seconds; whoever decided looks at the client's site next
_LONGEST_PAUSE = 5.0  # between two tries of a task that fails, or its own interval where that is longer
_END_WAIT = 15.0  # seconds that the end waits for a task; PostgreSQL may take 12 to be given up, a disk for ever
_HANGS_AFTER = 120.0  # seconds in one task; the longest, a first sweep of millions of rows, moves on in pieces

_log = logging.getLogger(__name__)


class _Task:
    """Something that is done again and again, and how it fares."""

    def __init__(self, name: str, every: float, work: Callable[[], None], troubles: Troubles) -> None:
        self._name, self._every, self._work, self._troubles = name, every, work, troubles
        self._failed = 0
        self.due = 0.0

    def turn(self) -> None:
        """Do it once. Whatever it raises, the next turn comes."""
        try:
            with self._troubles.watched(self._name, _HANGS_AFTER):
                self._work()
        except Exception as error:  # noqa: BLE001 - whatever it was, the log has it
            self._failed += 1
            if self._failed == 1:
                log_fault(_log, error, f"{self._name}, which will be tried again")
            self._troubles.note(self._name, f"It fails ({type(error).__name__}) and is tried again.")
        else:
            if self._failed:
                _log.warning("%s works again, after %d tries that failed", self._name, self._failed)
            self._failed = 0
            self._troubles.clear(self._name)
        self.due = time.monotonic() + self._pause()

    def _pause(self) -> float:
        if not self._failed:
            return self._every
        return min(self._every * 2.0 ** min(self._failed, 10), max(_LONGEST_PAUSE, self._every))


class Beside:
    """Runs for as long as its `with` block; at the end it works once more, so that the last snapshot is whole.

    Folding has a thread of its own, so that labels are learned at once also while a sweep goes on; and so has telling
    clients, who may be slow. `outgoing_allowed` are the private hosts that may be connected to (see the setting).
    """

    def __init__(self, house: Installation, outgoing_allowed: tuple[str, ...] = ()) -> None:
        folding = Folding(house)
        self._last = folding.finish
        self._stop = threading.Event()
        troubles = house.troubles
        tasks = {
            "folding": [
                _Task("folding", _FOLD_EVERY, folding, troubles),
                _Task("snapshot", _FOLD_EVERY, folding.save, troubles),
            ],
            "once": [
                _Task("upgrading", _UPGRADE_EVERY, Upgrading(house), troubles),
                _Task("publishing", _PUBLISH_EVERY, Publishing(house), troubles),
                _Task("sweeping", _SWEEP_EVERY, Sweeping(house), troubles),
            ],
            "telling": [
                _Task("telling", _CARRY_EVERY, Carrying(house, Http(Allowed.named(outgoing_allowed))), troubles),
            ],
        }
        self._threads = [
            threading.Thread(target=self._run, args=[some], name=name, daemon=True) for name, some in tasks.items()
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        until = time.monotonic() + _END_WAIT
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        if any(thread.is_alive() for thread in self._threads):
            # What they know is in the ledger. A disk that hangs must not keep the program from ending.
            _log.warning("ended without the last snapshot: a task beside the requests hangs")
            return
        try:
            self._last()
        except Exception as fault:  # noqa: BLE001 - the next start folds what is missing
            log_fault(_log, fault, "the last snapshot; the next start makes the weights from the ledger")

    def _run(self, tasks: Sequence[_Task]) -> None:
        while not self._stop.is_set():
            for task in tasks:
                if time.monotonic() >= task.due:
                    task.turn()
            self._stop.wait(max(0.0, min(task.due for task in tasks) - time.monotonic()))
