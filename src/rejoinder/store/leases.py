"""Who does what has to be done once, among all processes of an installation.

A lease is a row: a name, its holder, and a beat that grows whenever the holder shows that it lives. Nobody compares
clocks. Whoever wants a lease watches the beat with a clock of its own, and takes the lease over when the beat has stood
still for too long (`workers/leased.py`); a holder that was only slow finds its beat changed and stops, because each of
its transactions moves the beat from the number that it wrote last.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from rejoinder.store.schema import leases

__all__ = ["NOBODY", "Lease", "look", "move", "take_new"]

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """A lease as it stands. Without a holder it is free."""

    name: str
    holder: str
    beat: int

    @property
    def free(self) -> bool:
        """Whether nobody holds it."""
        return self.holder == NOBODY


def look(connection: Connection, name: str) -> Lease | None:
    """The lease of this name, None if nobody ever took it."""
    row = connection.execute(select(leases.c.name, leases.c.holder, leases.c.beat).where(leases.c.name == name)).first()
    return Lease(*row) if row else None


def take_new(connection: Connection, name: str, holder: str) -> Lease:
    """Take a lease that nobody ever took. Inside a `write`, after `look` has found none."""
    connection.execute(insert(leases).values(name=name, holder=holder, beat=1))
    return Lease(name, holder, 1)


def move(connection: Connection, lease: Lease, holder: str) -> Lease | None:
    """The lease in the hands of `holder`, one beat later; None if it is no longer as it was seen."""
    seen = (leases.c.name == lease.name, leases.c.holder == lease.holder, leases.c.beat == lease.beat)
    moved = update(leases).where(*seen).values(holder=holder, beat=lease.beat + 1)
    if connection.execute(moved).rowcount != 1:
        return None
    return Lease(lease.name, holder, lease.beat + 1)
