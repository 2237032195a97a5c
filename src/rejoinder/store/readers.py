"""Readers who hold a key of their own, known by its digest; nothing that they type belongs to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, insert, select, update

from rejoinder.moderation import Status
from rejoinder.store.pages import live
from rejoinder.store.schema import comments, pages, readers

__all__ = [
    "STANDINGS",
    "Reader",
    "add_reader",
    "count_published",
    "find_readers",
    "reader_by_id",
    "seen",
    "set_standing",
]

# What a moderator has said of a reader: nothing, that their comments wait, or that they pass the rules.
STANDINGS = ("", "hold", "trust")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who has commented on a site with a key of their own."""

    id: int
    site_id: int
    standing: str
    created_at: int
    seen_at: int


_READER = tuple(readers.c[name] for name in Reader.__slots__)
# Made once: to put a statement together takes longer than to ask it.
_FOUND = select(readers.c.digest, *_READER).where(
    readers.c.site_id.in_(bindparam("sites", expanding=True)),
    readers.c.digest.in_(bindparam("digests", expanding=True)),
)
_ADD = insert(readers).returning(*_READER)
_SEEN = update(readers).where(readers.c.id.in_(bindparam("ids", expanding=True))).values(seen_at=bindparam("now"))
_PUBLISHED = select(func.count()).select_from(
    select(comments.c.id)
    .join(pages)
    .where(comments.c.reader_id == bindparam("reader"), comments.c.status == Status.PUBLISHED, live())
    .limit(bindparam("most"))
    .subquery()
)


def find_readers(connection: Connection, wanted: Collection[tuple[int, bytes]]) -> dict[tuple[int, bytes], Reader]:
    """The readers of sites whose keys have these digests."""
    if not wanted:
        return {}
    asked = {"sites": [*{site_id for site_id, _ in wanted}], "digests": [*{digest for _, digest in wanted}]}
    found = ((digest, Reader(*reader)) for digest, *reader in connection.execute(_FOUND, asked))
    return {(reader.site_id, digest): reader for digest, reader in found}


def reader_by_id(connection: Connection, reader_id: int) -> Reader | None:
    """The reader of this number."""
    row = connection.execute(select(*_READER).where(readers.c.id == reader_id)).first()
    return Reader(*row) if row else None


def add_reader(connection: Connection, site_id: int, digest: bytes, now: int) -> Reader:
    """A new reader. The caller has made sure, alone, that nobody is known by this key yet."""
    values = {"site_id": site_id, "digest": digest, "standing": "", "created_at": now, "seen_at": now}
    return Reader(*connection.execute(_ADD, values).one())


def seen(connection: Connection, ids: Collection[int], now: int) -> None:
    """Note that readers have used their keys."""
    if ids:
        connection.execute(_SEEN, {"ids": [*ids], "now": now})


def count_published(connection: Connection, reader_id: int, most: int) -> int:
    """How many comments of a reader are published, counted up to `most`; none of an address to develop on.

    Whoever knows of such an address could write there, and nobody looks at what is published on it.
    """
    return int(connection.execute(_PUBLISHED, {"reader": reader_id, "most": most}).scalar_one())


def set_standing(connection: Connection, reader_id: int, standing: str) -> bool:
    """Say one of `STANDINGS` of a reader. False: there is no such reader (any more)."""
    done = connection.execute(update(readers).where(readers.c.id == reader_id).values(standing=standing))
    return done.rowcount == 1
