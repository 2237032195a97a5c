"""Campaigns: spam that comes again with another link, another name, a few other words.

A comment's letters (the columns of its n-grams, which are hashed under the installation's key) are reduced to a sketch:
the first column in each of some intervals of the table, which is MinHash with one permutation (Li, Owen and Zhang 2012,
"One permutation hashing"), an empty interval taking the next one's (Shrivastava and Li 2014). Two of these make a band
(Broder 1997, "On the resemblance and containment of documents"): of texts that share a share J of their letters, a
share J² of the bands is the same. Nothing but columns is needed, so a stored example gives the sketch of its comment.

A table of constant size says of each band in how many spam and genuine comments it was met, and the day of the newest
spam. A newer band takes the place of an older one: after some four thousand labelled texts two thirds of the bands of
the first one are gone, and half of them still tell a repeat.

The evidence is one-sided and small. A single band that genuine comments have too silences it, so that a wrong report
does not make a common text spam; it never speaks for ham, since whoever gets one text approved would have the rest of
his campaign approved with it. Columns have no site, so campaigns are known to all sites of an installation. What was
measured, and why so little is added, stands in `docs/experiments/2026-11-27-campaigns.md`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rejoinder.comment import History
from rejoinder.filter.features import Group
from rejoinder.filter.hashing import BITS, COLUMNS

__all__ = [
    "ROWS",
    "WEIGHT",
    "Campaigns",
    "Found",
    "Near",
    "Sketch",
    "apart",
    "are_entries",
    "exact_signal",
    "linked_before",
    "sketch_of",
    "sketches_of",
]

BANDS = 32
SLOT_BITS = 12
ROWS = BANDS << SLOT_BITS  # of eight bytes: one megabyte
LEAST = 32  # letters; what is shorter ("thank you for this") belongs to everybody
ALIKE, NEARLY = 3, 8  # bands; three have a third of their letters in common, eight two thirds
WEIGHT = 0.5  # in log-odds, of a text and of a domain; 1 is no better, 2 is worse
MOSTLY = 3  # spam is what was judged so more than this many times as often as genuine

_LETTERS = Group.LETTERS.value
_VALUES = 2 * BANDS
_STARTS = np.arange(_VALUES) * (COLUMNS // _VALUES)
_OFFSETS = np.arange(BANDS) << SLOT_BITS
_TO_COLUMN = np.int64(BITS)
# A band is its two columns side by side, times an odd number; that the columns are secret keeps others from colliding.
_MULTIPLIER = 0x9E3779B97F4A7C15
_MULTIPLIERS = np.array([_MULTIPLIER << BITS & (1 << 64) - 1, _MULTIPLIER], dtype=np.uint64).repeat(BANDS)
_TO_SLOT = np.uint64(64 - SLOT_BITS)
# An entry: the tag of its band (the high half of its number), then a day, spam and ham.
_TAG, _LOW = np.uint64(0xFFFFFFFF << 32), np.uint64(0xFFFFFFFF)
_COUNTS, _TO_DAY, _TO_SPAM = np.uint64(0xFFFF), np.uint64(16), np.uint64(8)
_MOST, _NOTHING = np.uint64(0xFF), np.uint64(0)
_ONE_HAM, _ONE_SPAM = np.uint64(1), np.uint64(1 << 8)
_LAST_DAY = 0xFFFF  # in the year 2149


class Sketch(NamedTuple):
    """Where the bands of one text stand in the table, or those of many one after the other, and their tags."""

    slots: NDArray[np.int64]
    tags: NDArray[np.uint64]


class Found(NamedTuple):
    """What a label found where it wrote."""

    slots: NDArray[np.int64]
    entries: NDArray[np.uint64]


class Near(NamedTuple):
    """Spam that a text is like: how many bands they share, and the day when it was judged, 0 if that is not known."""

    bands: int
    day: int

    @property
    def signal(self) -> str:
        """The id of the reason, with the day in it, since stored reasons keep nothing else."""
        return f"memory:{'near' if self.bands >= NEARLY else 'like'}-spam:{self.day}"


def sketch_of(columns: NDArray[np.int64], groups: NDArray[np.int64]) -> Sketch | None:
    """The sketch of a comment's columns, None if it has too few letters."""
    letters = columns[groups == _LETTERS]
    if len(letters) < LEAST:
        return None
    return _sketch(letters.take(letters.searchsorted(_STARTS), mode="wrap"))


def sketches_of(
    columns: NDArray[np.int64], groups: NDArray[np.int64], starts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Sketch]:
    """Of many comments (see `bulk.Labels`) those that have a sketch, and their sketches, one after the other."""
    are_letters = groups == _LETTERS
    bounds = np.zeros(len(columns) + 1, dtype=np.int64)
    np.cumsum(are_letters, out=bounds[1:])
    bounds = bounds.take(starts)
    letters, sizes = columns[are_letters], np.diff(bounds)
    which = np.flatnonzero(sizes >= LEAST)
    # With the number of its comment above it, a column is found among all as it would be in its own comment.
    numbered = letters + (np.arange(len(sizes)) << _TO_COLUMN).repeat(sizes)
    at = numbered.searchsorted((which << _TO_COLUMN)[:, None] + _STARTS)
    at = np.where(at >= bounds[which + 1, None], bounds[which, None], at)
    return which, _sketch(letters.take(at))


def apart(count: int, which: NDArray[np.int64], sketches: Sketch) -> list[Sketch | None]:
    """The sketch of each of `count` comments, from what `sketches_of` found."""
    found: list[Sketch | None] = [None] * count
    slots, tags = sketches.slots.reshape(-1, BANDS), sketches.tags.reshape(-1, BANDS)
    for row, place in enumerate(which.tolist()):
        found[place] = Sketch(slots[row], tags[row])
    return found


def _sketch(values: NDArray[np.int64]) -> Sketch:
    """From the last axis, of `_VALUES`, to that of the bands, all in one row."""
    numbers = values.view(np.uint64) * _MULTIPLIERS
    bands = numbers[..., :BANDS] + numbers[..., BANDS:]
    slots = (bands >> _TO_SLOT).view(np.int64) + _OFFSETS
    return Sketch(slots.ravel(), (bands & _TAG).ravel())


class Campaigns:
    """The table of bands."""

    def __init__(self) -> None:
        self.table = np.zeros(ROWS, dtype=np.uint64)

    def recall(self, sketch: Sketch | None) -> Near | None:
        """The spam that a text is like, if that is all that it is like."""
        if sketch is None:
            return None
        found = self.table.take(sketch.slots)
        found ^= sketch.tags
        known = found[found <= _LOW]
        if len(known) < ALIKE:
            return None
        days: dict[int, int] = {}
        for entry in known.tolist():
            day, spam, ham = entry >> 16, entry >> 8 & 0xFF, entry & 0xFF
            if spam > MOSTLY * ham:
                days[day] = days.get(day, 0) + 1
            elif ham:
                return None
        bands = sum(days.values())
        return Near(bands, max(days, key=lambda day: (days[day], day))) if bands >= ALIKE else None

    def learn(self, sketch: Sketch | None, *, is_spam: bool, day: int = 0) -> Found | None:
        """Fold one label in. Returns the entries that it wrote to, as they were; they are distinct."""
        if sketch is None:
            return None
        found = self.table.take(sketch.slots)
        step = _ONE_SPAM if is_spam else _ONE_HAM
        self.table[sketch.slots] = _after(found, sketch.tags, step, _shifted(day) if is_spam else _NOTHING)
        return Found(sketch.slots, found)

    def learn_many(self, sketches: Sketch, are_spam: NDArray[np.bool_], days: NDArray[np.int64]) -> None:
        """The same of many labels one after the other, in passes: in each, those whose entries nobody wrote before."""
        steps = np.where(are_spam, _ONE_SPAM, _ONE_HAM).repeat(BANDS)
        on = (np.where(are_spam & (days > 0) & (days <= _LAST_DAY), days, 0).astype(np.uint64) << _TO_DAY).repeat(BANDS)
        for turn in _turns(sketches.slots):
            slots = sketches.slots[turn]
            self.table[slots] = _after(self.table.take(slots), sketches.tags[turn], steps[turn], on[turn])

    def take_back(self, found: Found | None) -> None:
        """Put entries back as they were."""
        if found is not None:
            self.table[found.slots] = found.entries

    def copy(self) -> Campaigns:
        """Another table with the same entries."""
        made = Campaigns()
        made.table = self.table.copy()
        return made


def _shifted(day: int) -> np.uint64:
    """A day as it stands in an entry; one that is not known, or cannot be, is none."""
    return np.uint64(day << 16) if 0 < day <= _LAST_DAY else _NOTHING


def _after(
    found: NDArray[np.uint64],
    tags: NDArray[np.uint64],
    steps: NDArray[np.uint64] | np.uint64,
    days: NDArray[np.uint64] | np.uint64,
) -> NDArray[np.uint64]:
    """Entries after one label more each. Counts stop at 255; an unknown day leaves the one that stands."""
    low = found ^ tags
    low *= low <= _LOW  # another band's entry makes way
    full = steps * _MOST
    low += np.where((low & full) == full, _NOTHING, steps)
    low = np.where(days != _NOTHING, (low & _COUNTS) | days, low)
    low |= tags
    return low


def _turns(slots: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Places in `slots` so that each slot comes once in a turn, and in the order of places from turn to turn."""
    order = slots.argsort(kind="stable")
    ordered = slots.take(order)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    places = np.arange(len(order))
    number = places - np.maximum.accumulate(np.where(first, places, 0))
    by_number = number.argsort(kind="stable")
    return np.split(order.take(by_number), np.bincount(number).cumsum()[:-1]) if len(order) else []


def are_entries(slots: NDArray[np.integer], entries: NDArray[np.uint64], spam: int, ham: int) -> bool:
    """Whether so many labels can have left these entries in these slots, which ascend."""
    if len(slots) == 0:
        return True
    low = entries & _LOW
    spams, hams = (low & _COUNTS) >> _TO_SPAM, low & _MOST
    ascending = int(slots[-1]) < ROWS and bool((slots[1:] > slots[:-1]).all())
    counted = bool((spams <= spam).all() and (hams <= ham).all() and ((low & _COUNTS) != _NOTHING).all())
    dated = bool(((low <= _COUNTS) | (spams > _NOTHING)).all())
    return ascending and counted and dated and len(slots) <= BANDS * (spam + ham)


def linked_before(history: History) -> str | None:
    """The id of the reason that a comment leads where spam leads to, with the count in it, if there is one."""
    if history.host_spam > MOSTLY * max(history.host_ham, 0):
        return f"history-site-spam:{min(history.host_spam, History.CAP)}"
    return None


def exact_signal(near: Near | None) -> str:
    """The id of the reason that exactly this text was judged spam (`memory`), with the day where it is known."""
    return f"{_EXACT}:{near.day}" if near is not None and near.bands >= NEARLY and near.day else _EXACT


_EXACT = "memory:exact-spam"
