"""The weights are a fold over the ledger: bring them forward, take back what was voided, or make them anew.

`learn_now` is what verbs call after their commit: it folds what is new and takes back what was voided lately, in
microseconds. What cannot be taken back any more needs new weights from the whole ledger. They are made beside the
requests (`workers/fold.py`), while the old ones go on judging and go on learning; then they are exchanged in one step.
"""

from __future__ import annotations

import logging

from sqlalchemy import Connection

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.judge import Judge
from rejoinder.actions.learning.weights import Weights
from rejoinder.errors import Unavailable
from rejoinder.filter import SpamFilter
from rejoinder.filter.versions import EXTRACTORS
from rejoinder.store import ledger
from rejoinder.store.engine import Store

__all__ = ["advance", "best_version", "catch_up", "is_stale", "learn_now", "rebuild", "renew", "try_to_catch_up"]

_log = logging.getLogger(__name__)


def advance(house: Installation) -> int:
    """Fold what is new, after taking back what was voided, if that was lately; returns how many lines were read."""
    with house.judge.folding, house.store.read() as connection:
        return _advance(connection, house.judge.weights)


def learn_now(house: Installation) -> None:
    """Catch up after a verb has committed, so that whoever decided sees the effect at once.

    What was decided is on disk by now. If learning fails, that is no reason to tell anybody that it was not: the thread
    beside the requests (`workers/beside.py`) tries again.
    """
    try:
        advance(house)
    except Exception as error:  # noqa: BLE001 - whatever it was, the decision stands
        log_fault(_log, error, "folding the ledger, which will be tried again")


def is_stale(house: Installation) -> bool:
    """Whether new weights are needed: these hold a void line or half of one, or newer features have learned it all."""
    weights = house.judge.weights
    if weights.spoilt:
        return True
    with house.store.read() as connection:
        if ledger.first_void(connection, weights.head) is not None:
            return True
        return weights.version < house.judge.newest and best_version(connection, house.judge) > weights.version


def renew(house: Installation) -> int:
    """Make the weights anew and exchange them, if they are stale; returns how many lines were read.

    May take seconds. Nobody waits for it but the caller: the old weights go on judging and learning.
    """
    with house.judge.rebuilding:
        if not is_stale(house):
            return 0
        fresh = rebuild(house.store, house.judge)
        with house.judge.folding, house.store.read() as connection:
            _advance(connection, fresh)
            # Columns of the newest features may be missing for a line that an older program has just written.
            if fresh.head.position >= house.judge.head.position:
                house.judge.weights = fresh
    return fresh.head.position


def catch_up(house: Installation) -> int:
    """Bring the weights of this process to the end of the ledger, however long it takes; returns the lines read."""
    return advance(house) + renew(house)


def try_to_catch_up(house: Installation) -> None:
    """The same at the start, which a label that cannot be learned must not prevent: what is not learned waits.

    Raises `Unavailable` when the database does.
    """
    try:
        catch_up(house)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - without the filter comments wait for a person, which is service still
        log_fault(_log, error, "folding the ledger at the start, which will be tried again")


def rebuild(store: Store, judge: Judge) -> Weights:
    """Fold the whole ledger into an empty filter, as one state of the database has it."""
    with store.read() as connection:
        weights = Weights(SpamFilter(judge.key, version=best_version(connection, judge), starter=judge.starter))
        _advance(connection, weights)
    return weights


def best_version(connection: Connection, judge: Judge) -> int:
    """The newest version of the features, up to the judge's own, that could learn all labels now."""
    stored = [version for version in ledger.versions(connection) if version in EXTRACTORS and version < judge.newest]
    ready = (version for version in (judge.newest, *stored) if not ledger.unready(connection, version, 1))
    return next(ready, judge.newest)


def _advance(connection: Connection, weights: Weights) -> int:
    """Fold what is new. Weights that hold a void line learn it too, but their `head.voids` stays behind: stale."""
    end = ledger.head(connection)
    if weights.spoilt or end == weights.head:
        return 0
    void = ledger.first_void(connection, weights.head)
    sound = void is None or weights.go_back(void, end.voids)
    voids = end.voids if sound else weights.head.voids
    new = ledger.lines(connection, weights.version, weights.head.position, end.position)
    return weights.learn(new, ledger.Head(end.position, voids))
