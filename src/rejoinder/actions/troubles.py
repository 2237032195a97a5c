"""What goes wrong beside the requests, for `/healthz?detail`: nobody gets an error page for it, so it is told there.

One sentence for each part that has trouble now. A part that has been at one turn for too long is said to hang.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Troubles"]


class Troubles:
    """Sentences by the name of the part that they are about. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: dict[str, str] = {}
        self._until: dict[str, float] = {}

    def note(self, part: str, sentence: str) -> None:
        """Say what is wrong with a part; what was said before is forgotten."""
        with self._lock:
            self._noted[part] = sentence

    def clear(self, part: str) -> None:
        """Nothing is wrong with a part any more."""
        with self._lock:
            self._noted.pop(part, None)

    @contextmanager
    def watched(self, part: str, seconds: float) -> Iterator[None]:
        """A block that is said to hang when it takes longer than this."""
        with self._lock:
            self._until[part] = time.monotonic() + seconds
        try:
            yield
        finally:
            with self._lock:
                del self._until[part]

    def now(self) -> dict[str, str]:
        """All present troubles."""
        moment = time.monotonic()
        with self._lock:
            hanging = {part: "It hangs." for part, until in self._until.items() if moment > until}
            return self._noted | hanging
