"""How long each kind of data stays. The defaults are the promise of the data page; the owner may change the days.

The sweep (`actions/rights/sweep.py`) carries this table out, rule by rule; a test walks through it and shows that each
rule deletes what it says, and nothing younger.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DAY_MS", "Retention"]

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that each kind of data stays, counted from when it was written."""

    address_days: int = 30  # IP address, browser and referring page of a check
    check_days: int = 90  # checks for Akismet clients
    hidden_days: int = 90  # spam and rejected comments, from the decision
    label_days: int = 730  # what the filter learned from one label
    audit_days: int = 730
    outbox_days: int = 7
    session_days: int = 14  # from the last use
    posted_days: int = 1  # idempotency keys of posts
    vote_days: int = 30  # who voted for what; the sums stay
    report_days: int = 180  # what readers have reported
    reader_days: int = 365  # that somebody holds a key of their own, from its last use
