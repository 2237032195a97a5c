"""What the clients of a site have sent and what became of it, in figures; no text of any comment."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rejoinder.actions.installation import Installation
from rejoinder.store import tallies
from rejoinder.store.sites import Site
from rejoinder.store.tallies import DAY, NOTHING, Tally

__all__ = ["figures", "of_month", "today"]

_EPOCH = date(1970, 1, 1)


def today(house: Installation) -> date:
    """The day it is, in UTC, by which everything here is counted."""
    return datetime.fromtimestamp(house.clock() / 1000, UTC).date()


def figures(house: Installation, site: Site, since: date) -> dict[date, Tally]:
    """The days since `since` on which something was judged, each with its figures, in order."""
    with house.store.read() as connection:
        found = tallies.by_day(connection, site.id, (since - _EPOCH).days)
    return {datetime.fromtimestamp(day * DAY / 1000, UTC).date(): tally for day, tally in found.items()}


def of_month(house: Installation, site: Site, first: date) -> Tally:
    """The figures of the month that begins on `first`."""
    days = figures(house, site, first)
    return sum((tally for day, tally in days.items() if (day.year, day.month) == (first.year, first.month)), NOTHING)
