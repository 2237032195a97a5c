"""Erase a comment: its words, what was known of its author, and what the filter learned from it.

The lines of its labels are voided in the same transaction, so every process takes them back or makes its weights anew.
What stays is a tombstone where replies hang, positions in the ledger without content, and a line of the audit trail
that says that a comment of this number was erased, and by whom.
"""

from __future__ import annotations

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.learning.fold import learn_now
from rejoinder.errors import NotFound
from rejoinder.store import audit, checks, comments, erasure, ledger
from rejoinder.store.sites import Site

__all__ = ["erase", "erase_check", "erase_now"]


def erase(house: Installation, comment_id: int, actor: str) -> None:
    """Erase a comment; returns when it is gone from the disk. `actor` is noted in the audit trail.

    Raises `NotFound` when there is none, and `Unavailable` when nothing could be changed.
    """
    now = house.clock()
    with house.store.write() as connection:
        if comments.by_id(connection, comment_id) is None:
            raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
        erase_now(connection, comment_id, actor, now)
    learn_now(house)


def erase_now(connection: Connection, comment_id: int, actor: str, now: int) -> None:
    """The same in the caller's transaction, who lets the filter forget (`learn_now`) after it."""
    _void(connection, erasure.checks_of(connection, [comment_id]), now)
    erasure.delete_comments(connection, [comment_id])
    audit.note(connection, now, actor, "erase", f"comment {comment_id}")


def erase_check(house: Installation, site: Site, guid: str, actor: str) -> None:
    """Erase what a client's check of this GUID has left here. Raises `NotFound` when there is none of this site."""
    now, number = house.clock(), house.vault.number(guid)
    with house.store.write() as connection:
        check = checks.by_id(connection, number) if number is not None else None
        if check is None or check.site_id != site.id or check.source != "akismet":
            raise NotFound("unknown_check", "There is no such check.", "Give the GUID that it was answered with.")
        _void(connection, [check.id], now)
        erasure.delete_checks(connection, [check.id])
        audit.note(connection, now, actor, "erase", f"check {check.id}")
    learn_now(house)


def _void(connection: Connection, check_ids: list[int], now: int) -> None:
    for check_id in check_ids:
        ledger.void(connection, check_id, "erased", now)
