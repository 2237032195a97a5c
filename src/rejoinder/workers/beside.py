"""The thread that works beside the requests: brings the weights forward, writes their snapshot, sweeps what is old.

The verbs fold their own labels before they return; what this thread picks up are the lines that other processes wrote.
A task that fails is logged and tried again at its next turn; it never takes the server down.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.workers.fold import Folding
from rejoinder.workers.sweep import sweep_old

__all__ = ["Beside"]

_FOLD_EVERY = 0.5  # seconds; a label given by another process is learned within this time
_SWEEP_EVERY = 3600.0

_log = logging.getLogger(__name__)


class Beside:
    """Runs for as long as its `with` block; at the end it works once more, so that the last snapshot is whole."""

    def __init__(self, house: Installation) -> None:
        folding = Folding(house)
        self._tasks: list[tuple[float, Callable[[], None]]] = [
            (_FOLD_EVERY, folding),
            (_SWEEP_EVERY, lambda: sweep_old(house)),
        ]
        self._last = folding
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beside", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        _try(self._last)

    def _run(self) -> None:
        due = [0.0] * len(self._tasks)
        while not self._stop.is_set():
            for place, (every, task) in enumerate(self._tasks):
                if time.monotonic() >= due[place]:
                    _try(task)
                    due[place] = time.monotonic() + every
            self._stop.wait(max(0.0, min(due) - time.monotonic()))


def _try(task: Callable[[], None]) -> None:
    try:
        task()
    except Exception as error:  # noqa: BLE001 - whatever it was, the log has it and the next turn comes
        log_fault(_log, error, "a task beside the requests, which will be tried again")
