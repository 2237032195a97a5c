"""What an owner should know about what is stored, in one look: for `rejoinder doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.sites import Known, known_sites
from rejoinder.store import outbox, people, processes, tallies

__all__ = ["Stored", "examine"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The sites, who moderates, what waits to be told to the world, and when processes were started last.

    `untold` are the addresses of the sites whose clients ask and cannot be told of a decision with any of their keys.
    """

    sites: tuple[Known, ...]
    moderators: tuple[str, ...]
    waiting: outbox.Waiting
    started_last: int  # by the clock of whoever started, in milliseconds since 1970
    untold: tuple[str, ...] = ()


def examine(house: Installation) -> Stored:
    """Look. Raises `Unavailable` when the database does not answer."""
    with house.store.read() as connection:
        names, waiting = people.moderator_names(connection), outbox.waiting(connection)
        started = processes.newest_start(connection)
    sites = tuple(known_sites(house))
    return Stored(sites, tuple(names), waiting, started, tuple(_untold(house, sites)))


def _untold(house: Installation, sites: tuple[Known, ...]) -> Iterator[str]:
    """Keys from before they were stored sealed cannot be sent; that is no harm where no client asks."""
    with house.store.read() as connection:
        for known in sites:
            standing = [key for key in known.keys if key.revoked_at is None]
            if standing and not any(key.kept for key in standing) and tallies.by_day(connection, known.site.id):
                yield known.site.url
