"""Comments as their writers see them, whatever their status, each at its place; of many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.reading.read import Outline, outlines
from rejoinder.actions.reading.receipt import Fate, fate_of
from rejoinder.moderation import Status
from rejoinder.store import comments
from rejoinder.store.comments import StoredComment
from rejoinder.thread import MAX_DEPTH, Placed

__all__ = ["Own", "read_own_all"]


@dataclass(frozen=True, slots=True)
class Own:
    """A comment at its place under what it answers, its thread, and what became of it.

    `count` is how many comments everybody sees in its thread.
    """

    placed: Placed[StoredComment]
    thread: Outline
    count: int
    fate: Fate


def read_own_all(house: Installation, numbers: Collection[int]) -> dict[int, Own]:
    """Comments for their writers, by their numbers; the caller has seen the receipts.

    Those that are not there any more, and removed ones, are left out.
    """
    with house.store.read() as connection:
        found = comments.by_ids(connection, numbers)
        known = outlines(house, connection, found.values())
        counts, now = comments.count_published(connection, known), house.clock()
        return {
            one.id: Own(
                placed=_place(connection, one),
                thread=known[one.page_id],
                count=counts[one.page_id],
                fate=fate_of(one, known[one.page_id], now),
            )
            for one in found.values()
            if one.status is not Status.REMOVED
        }


def _place(connection: Connection, comment: StoredComment) -> Placed[StoredComment]:
    """How deep it is, without reading the thread: no more is to be known than that it is very deep."""
    above: list[StoredComment] = []
    number = comment.parent_id
    while number is not None and len(above) <= MAX_DEPTH:
        found = comments.by_id(connection, number)
        if found is None or found.status not in (Status.PUBLISHED, Status.REMOVED):
            break
        above.append(found)
        number = found.parent_id
    return Placed(comment, min(len(above), MAX_DEPTH), above[0] if above else None)
