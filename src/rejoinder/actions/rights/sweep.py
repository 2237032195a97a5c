"""Delete what has been kept long enough. Run by `workers` once an hour, and safe to run at any time.

It goes in pieces, each a transaction of its own, so that nobody who wants to post waits for more than a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.privacy.retention import DAY_MS
from rejoinder.store import ledger, retention
from rejoinder.store.retention import Piece

__all__ = ["sweep"]

Step = Callable[[Connection, int, int], Piece]


def sweep(house: Installation, hold: Callable[[Connection], None] = lambda _connection: None) -> dict[str, int]:
    """Carry out the retention; returns how many rows each rule touched.

    `hold` is called in each transaction; it raises when somebody else has taken the work over.
    """
    now = house.clock()
    done = {rule: _carry_out(house, hold, rule, step, now) for rule, step in _steps(now).items()}
    if done["label_days"]:
        learn_now(house)
    return done


def _steps(now: int) -> dict[str, Step]:
    # Labels go first: what they kept alive can go in the same sweep.
    return {
        "label_days": partial(_expire, now=now),
        "address_days": retention.forget_addresses,
        "hidden_days": retention.delete_hidden_comments,
        "check_days": retention.delete_checks,
        "session_days": retention.delete_sessions,
        "audit_days": retention.delete_audit,
        "outbox_days": retention.delete_outbox,
        "posted_days": retention.delete_posted,
        "vote_days": retention.delete_votes,
        "report_days": retention.delete_reports,
        "reader_days": retention.delete_readers,
    }


def _expire(connection: Connection, before: int, _cursor: int, *, now: int) -> Piece:
    """All labels of one day expire together, at its beginning: each expiry makes every process rebuild its weights."""
    end_of_day = -(-before // DAY_MS) * DAY_MS
    return Piece(ledger.expire(connection, end_of_day, now))


def _carry_out(house: Installation, hold: Callable[[Connection], None], rule: str, step: Step, now: int) -> int:
    before = now - getattr(house.retention, rule) * DAY_MS
    rows, cursor = 0, 0
    while True:
        with house.store.write() as connection:
            hold(connection)
            piece = step(connection, before, cursor)
        rows += piece.rows
        if piece.cursor is None:
            return rows
        cursor = piece.cursor
