"""Do what has to be done once, among all processes of an installation, and go on when whoever did it has died.

A holder shows that it lives by moving the lease's beat in each of its transactions. Whoever else wants the work watches
the beat with a monotonic clock of its own: if it has not moved for `patience` seconds, the holder is taken for dead and
the lease is taken over. A holder that was only slow loses its next transaction, because the beat is no longer the one
it wrote; so no piece of work is ever done by two, whatever the clocks of the machines say.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from rejoinder.errors import Unavailable
from rejoinder.store import leases
from rejoinder.store.engine import Store
from rejoinder.store.leases import NOBODY, Lease

__all__ = ["Leased"]

_PATIENCE = 15.0  # seconds; longer than any single piece of leased work takes, also on a slow disk


class Leased:
    """One lease as one process sees it. Not to be shared between threads."""

    def __init__(self, store: Store, name: str, patience: float = _PATIENCE) -> None:
        self._store = store
        self._name = name
        self._patience = patience
        self._me = secrets.token_hex(8)
        self._seen: Lease | None = None
        self._since = 0.0

    @contextmanager
    def held(self) -> Iterator[Callable[[Connection], None] | None]:
        """The right to do the work, None while somebody else has it.

        What comes is to be called in each transaction of the work; it raises `Unavailable` when the lease was lost.
        """
        if not self._take():
            yield None
            return
        try:
            yield self._beat
        finally:
            self._let_go()

    def _take(self) -> bool:
        with self._store.read() as connection:
            found = leases.look(connection, self._name)
        if found is not None and not found.free and not self._stood_still(found):
            return False
        with self._store.write() as connection:
            # Others may have been faster since; `move` takes only what is still as it was seen.
            if leases.look(connection, self._name) is None:
                self._seen = leases.take_new(connection, self._name, self._me)
                return True
            moved = leases.move(connection, found, self._me) if found else None
        self._seen = moved or self._seen
        return moved is not None

    def _stood_still(self, found: Lease) -> bool:
        if found != self._seen:
            self._seen, self._since = found, time.monotonic()
        return time.monotonic() - self._since >= self._patience

    def _beat(self, connection: Connection) -> None:
        moved = leases.move(connection, self._mine(), self._me)
        if moved is None:
            raise Unavailable("lease_lost", "Another process has taken this work over.", "It goes on there.")
        self._seen = moved

    def _let_go(self) -> None:
        with self._store.write() as connection:
            leases.move(connection, self._mine(), NOBODY)
        self._seen = None

    def _mine(self) -> Lease:
        if self._seen is None or self._seen.holder != self._me:
            raise Unavailable("lease_lost", "Another process has taken this work over.", "It goes on there.")
        return self._seen
