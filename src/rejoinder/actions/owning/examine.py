"""What an owner should know about what is stored, in one look: for `rejoinder doctor`."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.installation import Installation
from rejoinder.actions.owning.sites import Known, known_sites
from rejoinder.store import outbox, people, processes

__all__ = ["Stored", "examine"]


@dataclass(frozen=True, slots=True)
class Stored:
    """The sites, who moderates, what waits to be told to the world, and when processes were started last."""

    sites: tuple[Known, ...]
    moderators: tuple[str, ...]
    waiting: outbox.Waiting
    started_last: int  # by the clock of whoever started, in milliseconds since 1970


def examine(house: Installation) -> Stored:
    """Look. Raises `Unavailable` when the database does not answer."""
    with house.store.read() as connection:
        names, waiting = people.moderator_names(connection), outbox.waiting(connection)
        started = processes.newest_start(connection)
    return Stored(tuple(known_sites(house)), tuple(names), waiting, started)
