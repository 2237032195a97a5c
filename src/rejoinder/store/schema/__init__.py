"""Every table and column. What each column is for, who sees it and how long it stays stands in `privacy/data_map.py`.

Times are whole milliseconds since 1970 in UTC: both databases keep them exactly, and nobody has to ask about zones.
The tables are changed by migrations only (`store/migrations`); a test compares the two.
"""

from rejoinder.store.schema.base import metadata
from rejoinder.store.schema.house import audit, installation, leases, moderators, outbox, processes, sessions, sweeps
from rejoinder.store.schema.judging import (
    checks,
    decisions,
    ledger,
    ledger_columns,
    ledger_head,
    ledger_marks,
    snapshots,
)
from rejoinder.store.schema.sites import policies, site_keys, site_origins, sites, tallies
from rejoinder.store.schema.threads import (
    comments,
    edits,
    idempotency,
    page_addresses,
    pages,
    readers,
    reports,
    votes,
)

__all__ = [
    "audit",
    "checks",
    "comments",
    "decisions",
    "edits",
    "idempotency",
    "installation",
    "leases",
    "ledger",
    "ledger_columns",
    "ledger_head",
    "ledger_marks",
    "metadata",
    "moderators",
    "outbox",
    "page_addresses",
    "pages",
    "policies",
    "processes",
    "readers",
    "reports",
    "sessions",
    "site_keys",
    "site_origins",
    "sites",
    "snapshots",
    "sweeps",
    "tallies",
    "votes",
]
