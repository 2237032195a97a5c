"""A new version of the features learns the labels that the old one has learned.

Hashed columns cannot be translated from one version to another, so they are made anew from the labelled comments, which
are kept as long as their labels are for this reason. Meanwhile the old version goes on judging, and new labels are
written with the columns of both (`Judge.examples`). When no line lacks the new columns, each process makes new weights
beside the requests and exchanges them (`actions/learning/fold.py`).
"""

from __future__ import annotations

import logging
from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import decode_history
from rejoinder.actions.judging.record import comment_of
from rejoinder.filter import SpamFilter
from rejoinder.store import checks, ledger
from rejoinder.store.ledger import Unready

__all__ = ["drop_older", "ready_upto", "upgrade_lines"]

_log = logging.getLogger(__name__)

_AT_ONCE = 200  # lines in one transaction, so that whoever wants to post waits for some 50 ms at most
_NOTHING = b""  # the columns of a line that cannot be made anew: read as damaged, left out and counted


def ready_upto(house: Installation, after: int) -> tuple[int, bool]:
    """Up to which line all have the columns of the newest version, and whether that is all of them.

    Up to `after` the caller knows it already, so that nobody reads the whole ledger every time.
    """
    with house.store.read() as connection:
        head = ledger.head(connection)
        first = ledger.unready(connection, house.judge.newest, 1, after)
    return (first[0].position - 1, False) if first else (head.position, True)


def upgrade_lines(house: Installation, connection: Connection) -> int:
    """Give the next lines their columns of the newest version; returns how many had none. Run until it returns 0."""
    newest = house.judge.newest
    waiting = ledger.unready(connection, newest, _AT_ONCE)
    spam_filter = SpamFilter(key=house.judge.key, version=newest)
    for line in waiting:
        ledger.add_columns(connection, line.position, newest, _example(house, connection, spam_filter, line))
    return len(waiting)


def drop_older(house: Installation, connection: Connection) -> int:
    """Delete the columns of older features once these weights need them no more; returns how many.

    A process of an older release that still runs keeps its weights and goes on judging, but learns nothing more.
    """
    newest = house.judge.newest
    if house.judge.weights.version != newest or ledger.unready(connection, newest, 1):
        return 0
    return ledger.drop_versions_before(connection, newest)


def _example(house: Installation, connection: Connection, spam_filter: SpamFilter, line: Unready) -> bytes:
    check = checks.by_id(connection, line.check_id)
    if check is None:
        _log.warning("line %d of the ledger has lost its check; the newer features leave it out", line.position)
        return _NOTHING
    try:
        comment = replace(comment_of(house, check), history=decode_history(line.history))
        return spam_filter.example(comment).to_bytes()
    except Exception as error:  # noqa: BLE001 - one line that cannot be made must not stop the upgrade
        log_fault(_log, error, f"making the newer columns of line {line.position}")
        return _NOTHING
