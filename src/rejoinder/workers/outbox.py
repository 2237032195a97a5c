"""Carries what the outbox has for clients: leased, after commit, at least once.

A try takes a few seconds at most, and a host that did not answer is left alone for a minute, so that one which has
fallen silent does not keep the others waiting. No request ever waits for any of this.
"""

from __future__ import annotations

import logging
import time
from urllib.parse import urlsplit

from rejoinder.actions.installation import Installation
from rejoinder.actions.telling.corrections import Correction, Hold, end, failed, failures, is_due, next_ones, rest
from rejoinder.outside.http import Http
from rejoinder.outside.webhook import Reaction, tell
from rejoinder.policy.telling import REST_MS, Outcome
from rejoinder.workers.leased import Leased

__all__ = ["TRY_S", "Carrying"]

_PART = "webhooks"  # under which /healthz tells of trouble
TRY_S = 5.0
_TURN_S = 5.0  # after which the next turn goes on: the end of the server waits for a turn
_ENDS = {Reaction.TAKEN: Outcome.TOLD, Reaction.REFUSED: Outcome.REFUSED}

_log = logging.getLogger(__name__)


class Carrying:
    """Tells clients of changed verdicts. `seconds` is how long one try may take."""

    def __init__(self, house: Installation, http: Http, seconds: float = TRY_S) -> None:
        self._house = house
        self._http = http
        self._seconds = seconds
        self._lease = Leased(house.store, "outbox")
        self._resting: dict[str, float] = {}
        self._named: set[str] = set()

    def __call__(self) -> None:
        """Carry what is due, unless another process is at it; and say what could not be carried."""
        if is_due(self._house):
            with self._lease.held() as hold:
                if hold is not None:
                    self._carry_all(hold)
        told = failures(self._house)
        if told:
            self._house.troubles.note(_PART, told)
        else:
            self._house.troubles.clear(_PART)

    def _carry_all(self, hold: Hold) -> None:
        until = time.monotonic() + _TURN_S
        self._resting = {host: at for host, at in self._resting.items() if at > time.monotonic()}
        while time.monotonic() < until:
            found = next_ones(self._house, hold)
            if not found:
                return
            silent = []
            for correction in found:
                if time.monotonic() >= until:
                    break
                if _host(correction) in self._resting:
                    silent.append(correction)
                else:
                    self._carry(hold, correction)
            if silent:
                rest(self._house, hold, silent)

    def _carry(self, hold: Hold, correction: Correction) -> None:
        reaction = Reaction.WRONG_KEY
        for key in correction.keys:
            with self._house.store.write() as connection:
                hold(connection)
            callback, guid = correction.callback, correction.guid
            reaction = tell(self._http, callback, key, guid, spam=correction.spam, seconds=self._seconds)
            if reaction is not Reaction.WRONG_KEY:
                break
        if reaction in _ENDS:
            end(self._house, hold, correction, _ENDS[reaction])
            return
        if reaction is Reaction.NOT_ALLOWED:
            self._say_once(_host(correction))
        if reaction is not Reaction.WRONG_KEY:
            self._resting[_host(correction)] = time.monotonic() + REST_MS / 1000
        failed(self._house, hold, correction)

    def _say_once(self, host: str) -> None:
        """In the log, for whoever runs this: others are not told where a name leads in the owner's network."""
        if host not in self._named:
            self._named.add(host)
            _log.warning("%s leads to no public web server; name it in the setting outgoing_allowed to tell it", host)


def _host(correction: Correction) -> str:
    return urlsplit(correction.callback).netloc
