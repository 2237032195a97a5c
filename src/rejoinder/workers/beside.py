"""What works beside the requests: two threads that fold the ledger, upgrade it, publish weights and sweep.

The verbs fold their own labels before they return; what this thread picks up are the lines that other processes wrote.
A task that fails is logged and tried again at its next turn; it never takes the server down.
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
from rejoinder.workers.fold import Folding
from rejoinder.workers.once import Publishing, Sweeping, Upgrading

__all__ = ["Beside"]

_FOLD_EVERY = 0.5  # seconds; a label given to another process is learned within this time
_UPGRADE_EVERY = 2.0
_PUBLISH_EVERY = 60.0
_SWEEP_EVERY = 3600.0

Tasks = Sequence[tuple[float, Callable[[], None]]]

_log = logging.getLogger(__name__)


class Beside:
    """Runs for as long as its `with` block; at the end it works once more, so that the last snapshot is whole.

    Folding has a thread of its own, so that labels are learned at once also while a sweep goes on.
    """

    def __init__(self, house: Installation) -> None:
        folding = Folding(house)
        self._last = folding.finish
        self._stop = threading.Event()
        tasks: dict[str, Tasks] = {
            "folding": [(_FOLD_EVERY, folding)],
            "once": [
                (_UPGRADE_EVERY, Upgrading(house)),
                (_PUBLISH_EVERY, Publishing(house)),
                (_SWEEP_EVERY, Sweeping(house)),
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
        for thread in self._threads:
            thread.join()
        _try(self._last)

    def _run(self, tasks: Tasks) -> None:
        due = [0.0] * len(tasks)
        while not self._stop.is_set():
            for place, (every, task) in enumerate(tasks):
                if time.monotonic() >= due[place]:
                    _try(task)
                    due[place] = time.monotonic() + every
            self._stop.wait(max(0.0, min(due) - time.monotonic()))


def _try(task: Callable[[], None]) -> None:
    try:
        task()
    except Exception as error:  # noqa: BLE001 - whatever it was, the log has it and the next turn comes
        log_fault(_log, error, "a task beside the requests, which will be tried again")
