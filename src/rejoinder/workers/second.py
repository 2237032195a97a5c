"""The second opinion as a value that is handed to the verbs: it asks, and does without while the other server fails.

A circuit breaker for each server (M. Nygard, "Release It!", 2007): after `FAILURES` in a row it is not asked for a
while, twice as long each time; then one comment tries. Comments that arrive together are asked about together, a few at
the same time; those that are not answered when the time is over do without.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from urllib.parse import urlsplit

from rejoinder.actions.troubles import Troubles
from rejoinder.errors import RejoinderError
from rejoinder.outside.addresses import Allowed
from rejoinder.outside.http import Http
from rejoinder.outside.second import ask

__all__ = ["ASK_S", "AT_ONCE", "FAILURES", "FIRST_PAUSE_S", "LONGEST_PAUSE_S", "SecondOpinion", "second_opinion"]

ASK_S = 0.8  # the most impatient client, Python's akismet, waits one second for us by default
AT_ONCE = 8
FAILURES = 3
FIRST_PAUSE_S, LONGEST_PAUSE_S = 30.0, 3_600.0

_log = logging.getLogger(__name__)


@dataclass
class _Circuit:
    """How a server fares: failures in a row, and until when it is not asked."""

    failed: int = 0
    until: float = 0.0


class SecondOpinion:
    """Asks other servers; None for an answer where there is none. Safe to share between threads."""

    def __init__(
        self,
        http: Http,
        troubles: Troubles,
        seconds: float = ASK_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._troubles, self._seconds, self._clock = http, troubles, seconds, clock
        self._lock = threading.Lock()
        self._circuits: dict[str, _Circuit] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "second opinion")

    def __call__(self, questions: Sequence[tuple[str, Mapping[str, str]]]) -> list[bool | None]:
        """For each server and what it is sent whether it calls that spam; None where it gives no verdict in time."""
        until = time.monotonic() + self._seconds
        asked = [self._threads.submit(self._ask, server, fields, until) for server, fields in questions]
        wait(asked, self._seconds)
        # What has not begun by now is not asked any more; what has, ends by itself, since its time is over.
        return [one.result() if not one.cancel() and one.done() else None for one in asked]

    def _ask(self, server: str, fields: Mapping[str, str], until: float) -> bool | None:
        seconds = until - time.monotonic()
        if seconds <= 0 or not self._may_ask(server):
            return None
        try:
            verdict = ask(self._http, server, fields, seconds)
        except RejoinderError as error:
            self._note_failure(server, error.sentence)
            return None
        self._note_success(server)
        return verdict

    def _may_ask(self, server: str) -> bool:
        with self._lock:
            circuit, now = self._circuits.setdefault(server, _Circuit()), self._clock()
            if now < circuit.until:
                return False
            if circuit.failed >= FAILURES:
                circuit.until = now + FIRST_PAUSE_S  # one tries; the others do without until it is back
            return True

    def _note_failure(self, server: str, sentence: str) -> None:
        with self._lock:
            circuit = self._circuits[server]
            circuit.failed += 1
            if circuit.failed < FAILURES:
                return
            pause = min(FIRST_PAUSE_S * 2.0 ** min(circuit.failed - FAILURES, 10), LONGEST_PAUSE_S)
            circuit.until = self._clock() + pause
            first = circuit.failed == FAILURES
        told = f"{sentence} Comments are judged without it; it is asked again {pause:.0f} seconds after it failed."
        self._troubles.note(_part(server), told)
        if first:
            _log.warning("%s is not asked any more for now: %s", _part(server), sentence)

    def _note_success(self, server: str) -> None:
        with self._lock:
            circuit = self._circuits[server]
            again, circuit.failed, circuit.until = circuit.failed >= FAILURES, 0, 0.0
        if again:
            self._troubles.clear(_part(server))
            _log.warning("%s is asked again", _part(server))


def second_opinion(outgoing_allowed: tuple[str, ...], troubles: Troubles) -> SecondOpinion:
    """The one of a running server."""
    return SecondOpinion(Http(Allowed.named(outgoing_allowed)), troubles)


def _part(server: str) -> str:
    return f"second opinion of {urlsplit(server).netloc}"
