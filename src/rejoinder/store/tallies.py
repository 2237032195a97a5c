"""Figures of client sites: how many comments were called spam or not, and how often a person disagreed, by day.

They are counted in the transaction that writes the check or the label, so they are exact, cost a report a few rows
however many checks there are, and outlive the checks, which retention deletes. A check counts by its verdict, whatever
the site's mode made of it, on the day it came; a label that is taken back is uncounted there.

Several processes would wait for each other at one row of a busy site, so a day has `_LANES` rows, of which a check's id
names one: its last bits are those of the process (`store/ids.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select, text

from rejoinder.comment import Label
from rejoinder.store.checks import StoredCheck
from rejoinder.store.schema import tallies

__all__ = ["DAY", "NOTHING", "Tally", "by_day", "count_checks", "count_label"]

DAY = 86_400_000  # milliseconds
_LANES = 8
_CAUGHT = frozenset({"spam", "discard"})


@dataclass(frozen=True, slots=True)
class Tally:
    """Checks called spam, and not; checks of the second kind that a person called spam, and of the first, genuine."""

    spam: int = 0
    ham: int = 0
    missed_spam: int = 0
    false_positives: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.spam + other.spam,
            self.ham + other.ham,
            self.missed_spam + other.missed_spam,
            self.false_positives + other.false_positives,
        )

    @property
    def checks(self) -> int:
        """How many were judged."""
        return self.spam + self.ham


NOTHING = Tally()
_NAMES = ("spam", "ham", "missed_spam", "false_positives")
# The same words in both databases, which SQLAlchemy's constructs for it are not.
_ADD = text(
    "INSERT INTO tallies (site_id, day, lane, spam, ham, missed_spam, false_positives)"
    " VALUES (:site_id, :day, :lane, :spam, :ham, :missed_spam, :false_positives)"
    " ON CONFLICT (site_id, day, lane) DO UPDATE SET spam = tallies.spam + excluded.spam,"
    " ham = tallies.ham + excluded.ham, missed_spam = tallies.missed_spam + excluded.missed_spam,"
    " false_positives = tallies.false_positives + excluded.false_positives"
)


def count_checks(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Count rows of `checks` that are written in this transaction."""
    found = Counter((_place(row), row["verdict"] in _CAUGHT) for row in rows)
    # In order, so that two processes never wait for one another with the rows taken the other way round.
    places = sorted({place for place, _ in found})
    _add(connection, [(place, Tally(spam=found[place, True], ham=found[place, False])) for place in places])


def count_label(connection: Connection, check: StoredCheck, before: Label | None, label: Label | None) -> None:
    """Count that `label` stands for a check where `before` stood."""
    caught = check.verdict in _CAUGHT
    wrong = Label.HAM if caught else Label.SPAM
    change = (label == wrong) - (before == wrong)
    if change:
        tally = Tally(false_positives=change) if caught else Tally(missed_spam=change)
        row = {"site_id": check.site_id, "received_at": check.received_at, "id": check.id}
        _add(connection, [(_place(row), tally)])


def by_day(connection: Connection, site_id: int, since: int = 0) -> dict[int, Tally]:
    """The figures of a site from a day on, in order. Days are numbered from 1970."""
    sums = [func.sum(tallies.c[name]) for name in _NAMES]
    query = select(tallies.c.day, *sums).where(tallies.c.site_id == site_id, tallies.c.day >= since)
    found = connection.execute(query.group_by(tallies.c.day).order_by(tallies.c.day))
    return {day: Tally(*(max(0, int(figure)) for figure in figures)) for day, *figures in found}


_Place = tuple[int, int, int]


def _place(row: Mapping[str, Any]) -> _Place:
    return row["site_id"], row["received_at"] // DAY, row["id"] % _LANES


def _add(connection: Connection, found: Sequence[tuple[_Place, Tally]]) -> None:
    rows = [
        dict(zip(("site_id", "day", "lane"), place, strict=True)) | {name: getattr(tally, name) for name in _NAMES}
        for place, tally in found
    ]
    connection.execute(_ADD, rows)
