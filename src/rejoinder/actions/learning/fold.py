"""The weights are a fold over the ledger: bring them forward, or make them anew.

An online learner cannot take a label back, because each step was taken from where the earlier ones had led. So when a
line that may have been learned is voided, the weights are made anew from the lines that remain. While that goes on the
old weights keep judging; they are replaced in one step.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.lines import learn_lines
from rejoinder.filter import SpamFilter
from rejoinder.store import ledger
from rejoinder.store.engine import Store
from rejoinder.store.ledger import Head

__all__ = ["Rebuilt", "catch_up", "learn_now", "rebuild"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Weights made from the ledger alone, up to `head`, out of `lines` standing lines; others could not be read."""

    spam_filter: SpamFilter
    head: Head
    lines: int
    unreadable: int


def catch_up(house: Installation) -> int:
    """Bring the weights of this process to the end of the ledger; returns how many lines were folded."""
    judge = house.judge
    with judge.folding:
        with house.store.read() as connection:
            head = ledger.head(connection)
            if head == judge.head:
                return 0
            if head.voids == judge.head.voids:
                return judge.learn(list(ledger.lines(connection, judge.head.position, head.position)), head)
        rebuilt = rebuild(house.store, judge.key)
        judge.replace(rebuilt.spam_filter, rebuilt.head, rebuilt.unreadable)
        return rebuilt.lines


def learn_now(house: Installation) -> None:
    """Catch up after a verb has committed, so that whoever decided sees the effect at once.

    What was decided is on disk by now. If learning fails, that is no reason to tell anybody that it was not: the thread
    beside the requests (`workers/beside.py`) tries again.
    """
    try:
        catch_up(house)
    except Exception as error:  # noqa: BLE001 - whatever it was, the decision stands
        log_fault(_log, error, "folding the ledger, which will be tried again")


def rebuild(store: Store, key: bytes) -> Rebuilt:
    """Fold the whole ledger into an empty filter, as one state of the database has it."""
    spam_filter = SpamFilter(key=key)
    with store.read() as connection:
        head = ledger.head(connection)
        learned, unreadable = learn_lines(spam_filter, ledger.lines(connection, 0, head.position))
    return Rebuilt(spam_filter, head, learned, unreadable)
