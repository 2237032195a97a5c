"""The open connections of one process: how many there may be, and the round that looks which have had their time.

A round a second over all of them costs less than a timer for each, which every request would have to set anew. A
connection that comes when there is no room takes the place of one that waits without having asked for anything, so that
silent ones keep nobody out; only where there is none is it told to come back.
"""

from __future__ import annotations

import asyncio
import logging
import resource
from collections import Counter
from operator import itemgetter
from typing import Protocol

from rejoinder.actions.faults import log_fault
from rejoinder.errors import Unavailable
from rejoinder.text.addresses import Address, tells_apart, together
from rejoinder.web.border.patience import Patience
from rejoinder.web.border.peers import Proxies

__all__ = ["Crowd", "Member"]

_log = logging.getLogger(__name__)
_OTHER_FILES = 64  # what a process has open beside connections: the database, the ledger's snapshot, the log


class Member(Protocol):
    """What the crowd knows of a connection. There are two: ours, and the one that tests count with."""

    @property
    def waits(self) -> bool:
        """Whether it is open for nothing: no part of a request has come, none is being answered."""

    @property
    def unsent(self) -> int:
        """How many bytes of answers we hold for it."""

    def look(self, now: float) -> None:
        """Let go of a connection that has had its time."""

    def give_way(self) -> None:
        """Close, to make room."""


class Crowd:
    """The connections of one server."""

    def __init__(self, patience: Patience, proxies: Proxies) -> None:
        self.patience = patience
        self._proxies = proxies
        self._most = min(patience.connections, max(8, _files() - _OTHER_FILES))
        self._members: dict[Member, bytes] = {}
        self._of: Counter[bytes] = Counter()
        self._round: asyncio.TimerHandle | None = None

    def admit(self, member: Member, address: Address | None) -> Unavailable | None:
        """Take a connection in, or say why not. `address` is None on a unix socket."""
        alone = address is not None and tells_apart(address) and not self._proxies.trust(address)
        key = together(address) if address and alone else b""
        if key and self._of[key] >= self.patience.per_address:
            return Unavailable(
                "connections_of_address", "Your address has too many connections open.", "Close some and try again."
            )
        if len(self._members) >= self._most and not self._make_room():
            return Unavailable("connections", "Too many people are connected just now.", "Try again in a moment.")
        self._members[member] = key
        self._of[key] += 1
        self._begin_rounds()
        return None

    def leave(self, member: Member) -> None:
        """Forget a connection that is closed; nothing when it was never taken in."""
        key = self._members.pop(member, None)
        if key is not None:
            self._of[key] -= 1
            if not self._of[key]:
                del self._of[key]

    def close(self) -> None:
        """Look no more."""
        if self._round is not None:
            self._round.cancel()

    def _make_room(self) -> bool:
        longest = next((one for one in self._members if one.waits), None)
        if longest is None:
            return False
        longest.give_way()
        self.leave(longest)
        return True

    def _begin_rounds(self) -> None:
        if self._round is None:
            self._round = asyncio.get_running_loop().call_later(self._pause, self._look)

    def _look(self) -> None:
        loop = asyncio.get_running_loop()
        # Nobody looks around an empty room; the next to come begins anew. Set first, whatever happens in this round.
        self._round = loop.call_later(self._pause, self._look) if self._members else None
        now = loop.time()
        for member in list(self._members):
            try:
                member.look(now)
            except Exception as error:  # noqa: BLE001 - one connection must not keep the deadlines from all others
                log_fault(_log, error, "a connection's deadlines")
                member.give_way()
        self._unburden()

    def _unburden(self) -> None:
        """Let go of those for whom most waits, until what waits is bearable."""
        burdens = [(member.unsent, member) for member in self._members]
        surplus = sum(unsent for unsent, _member in burdens) - self.patience.unsent
        if surplus <= 0:
            return
        for unsent, member in sorted(burdens, key=itemgetter(0), reverse=True):
            member.give_way()
            surplus -= unsent
            if surplus <= 0:
                return

    @property
    def _pause(self) -> float:
        return min(1.0, self.patience.shortest / 4)


def _files() -> int:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft != resource.RLIM_INFINITY else 2**31
