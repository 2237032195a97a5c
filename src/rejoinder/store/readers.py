"""Readers who hold a key of their own, known by its digest; nothing that they type belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select, update

from rejoinder.moderation import Status
from rejoinder.store.pages import live
from rejoinder.store.schema import comments, pages, readers

__all__ = ["STANDINGS", "Reader", "came", "count_published", "find_reader", "reader_by_id", "seen", "set_standing"]

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


def find_reader(connection: Connection, site_id: int, digest: bytes) -> Reader | None:
    """The reader of a site whose key has this digest."""
    query = select(*_READER).where(readers.c.site_id == site_id, readers.c.digest == digest)
    row = connection.execute(query).first()
    return Reader(*row) if row else None


def reader_by_id(connection: Connection, reader_id: int) -> Reader | None:
    """The reader of this number."""
    row = connection.execute(select(*_READER).where(readers.c.id == reader_id)).first()
    return Reader(*row) if row else None


def came(connection: Connection, site_id: int, digest: bytes, now: int) -> Reader:
    """The reader with this key, made with their first comment; notes that they came now."""
    reader = find_reader(connection, site_id, digest)
    if reader is not None:
        seen(connection, reader, now)
        return reader
    values = {"site_id": site_id, "digest": digest, "created_at": now, "seen_at": now}
    return Reader(*connection.execute(insert(readers).values(values).returning(*_READER)).one())


def seen(connection: Connection, reader: Reader, now: int) -> None:
    """Note that a reader has used their key."""
    connection.execute(update(readers).where(readers.c.id == reader.id).values(seen_at=now))


def count_published(connection: Connection, reader_id: int, most: int) -> int:
    """How many comments of a reader are published, counted up to `most`; none of an address to develop on.

    Whoever knows of such an address could write there, and nobody looks at what is published on it.
    """
    where = (comments.c.reader_id == reader_id, comments.c.status == Status.PUBLISHED, live())
    some = select(comments.c.id).join(pages).where(*where).limit(most).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def set_standing(connection: Connection, reader_id: int, standing: str) -> bool:
    """Say one of `STANDINGS` of a reader. False: there is no such reader (any more)."""
    done = connection.execute(update(readers).where(readers.c.id == reader_id).values(standing=standing))
    return done.rowcount == 1
