"""Fold lines of the ledger into a filter.

A line that cannot be read (damaged, or written for features that this version no longer has) is left out and counted:
one bad line must neither stop an installation nor be learned twice. The same line is left out by every process and by
every rebuild, so the weights stay a fold over the ledger.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from rejoinder.errors import Damaged
from rejoinder.filter import Example, SpamFilter
from rejoinder.store.ledger import Line

__all__ = ["learn_lines"]

_log = logging.getLogger(__name__)


def learn_lines(spam_filter: SpamFilter, lines: Iterable[Line]) -> tuple[int, int]:
    """Fold lines into a filter; returns how many were learned and how many could not be read."""
    learned = unreadable = 0
    for line in lines:
        try:
            spam_filter.learn_example(Example.from_bytes(line.example), line.label)
            learned += 1
        except Damaged as error:
            unreadable += 1
            _log.warning("line %d of the ledger is left out: %s", line.position, error)
    return learned, unreadable
