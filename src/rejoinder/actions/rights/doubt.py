"""Whether the clock is to be trusted with deleting: the one thing that cannot be undone.

Were the machine's clock ten years ahead, everything would be older than its retention. So what is kept in the database
is when the last sweep was, and a sweep that comes much later, or earlier, waits. Either the machine was off for days or
the clock is wrong, and nothing in here can tell which: so the sweep waits for a day in which the clock runs evenly and
no other process sweeps, and `/healthz?detail` says so, for somebody to look at the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from rejoinder.actions.clock import elapsed
from rejoinder.privacy.retention import DAY_MS

__all__ = ["Doubt"]

_USUAL_MS = 2 * DAY_MS  # between two sweeps; what a wrong clock may delete is too young by no more than this
_WAIT_MS = DAY_MS
_EVENLY_MS = 3_600_000


class Doubt:
    """What one process has seen of the clock and of the sweeps. `elapsed` is the time since the machine's start."""

    def __init__(self, elapsed: Callable[[], int] = elapsed) -> None:
        self._elapsed = elapsed
        self._seen: tuple[int, int, int] | None = None  # the last sweep, the clock against `elapsed`, and since when

    def about(self, now: int, last: int) -> str:
        """Why not to delete now, in a sentence; empty when there is no doubt. `last` is the time of the last sweep."""
        if abs(now - last) <= _USUAL_MS:
            self._seen = None
            return ""
        passed = self._elapsed()
        offset = now - passed
        if self._seen is None or self._seen[0] != last or abs(offset - self._seen[1]) > _EVENLY_MS:
            self._seen = (last, offset, passed)
        if passed - self._seen[2] >= _WAIT_MS:
            return ""
        return (
            f"The clock says {_told(now)}, the last sweep was on {_told(last)}. "
            "If the clock is wrong, set it; if it is right, what is older than its retention is deleted after a day."
        )


def _told(moment: int) -> str:
    try:
        return datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, OSError, ValueError):
        return f"{moment} ms"
