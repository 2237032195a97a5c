"""The installation's clock: the machine's, but for jumps.

Much goes by the time: sessions, ids, what is deleted by its age. A machine's clock may be wrong for a minute, when its
battery is empty or somebody mistypes a year. So a jump counts only when it has lasted for ten minutes by the time that
has passed since the machine was started, which nobody sets; until then time goes on as before. A time before this
program was made is never believed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

__all__ = ["MADE", "SteadyClock", "elapsed", "wall"]

MADE = 1_767_225_600_000  # 2026-01-01T00:00:00Z
_DRIFT_MS = 60_000  # what a clock that is kept right may be moved at once (leap seconds, NTP's steps)
_LASTING_MS = 600_000
# The time asleep counts, where the system can tell it.
_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", None) or time.CLOCK_MONOTONIC


def wall() -> int:
    """Milliseconds since 1970, UTC, by the machine's clock."""
    return time.time_ns() // 1_000_000


def elapsed() -> int:
    """Milliseconds since the machine was started."""
    return time.clock_gettime_ns(_SINCE_BOOT) // 1_000_000


class SteadyClock:
    """Milliseconds since 1970, UTC. Safe to share between threads."""

    def __init__(self, wall: Callable[[], int] = wall, elapsed: Callable[[], int] = elapsed) -> None:
        self._wall, self._elapsed = wall, elapsed
        self._lock = threading.Lock()
        self._offset = wall() - elapsed()
        self._jump: tuple[int, int] | None = None  # another offset, and since when it has been seen

    def __call__(self) -> int:
        """The time now."""
        passed = self._elapsed()
        offset = self._wall() - passed
        with self._lock:
            if self._believed(offset, passed):
                self._offset, self._jump = offset, None
            return passed + self._offset

    def _believed(self, offset: int, passed: int) -> bool:
        if abs(offset - self._offset) <= _DRIFT_MS:
            return True
        if passed + offset < MADE:
            return False
        if self._jump is None or abs(offset - self._jump[0]) > _DRIFT_MS:
            self._jump = (offset, passed)
        return passed - self._jump[1] >= _LASTING_MS
