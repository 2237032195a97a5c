"""One label for one check: void what stands, write what holds now. Runs inside the transaction of a verb."""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.comment import Label
from rejoinder.store import ledger

__all__ = ["set_label"]


def set_label(
    connection: Connection,
    site_id: int,
    check_id: int,
    label: Label | None,
    example: bytes,
    now: int,
    cause: str = "relabelled",
) -> Label | None:
    """Let `label` (None: no label) stand for a check; returns the label that stood before.

    The same label again writes nothing, so that a repeated decision is one line.
    """
    before = ledger.standing(connection, check_id)
    if before == label:
        return before
    ledger.void(connection, check_id, cause, now)
    if label is not None:
        ledger.append(connection, site_id, check_id, label, example, now)
    return before
