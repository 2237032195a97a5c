"""What moderators know and say of the reader who holds the key that a comment came with.

Nothing that anybody types is a name to be known by: without a key there is nobody to speak of.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.errors import BadInput, NotFound
from rejoinder.store import audit, comments, readers
from rejoinder.store.comments import StoredComment
from rejoinder.store.people import Moderator
from rejoinder.store.readers import STANDINGS, Reader

__all__ = ["COUNTED", "Writer", "set_standing", "writer_of"]

COUNTED = 1_000  # published comments of a reader; what is more is as many


@dataclass(frozen=True, slots=True)
class Writer:
    """A reader with a key, and how many of their comments are published, counted to `COUNTED`."""

    reader: Reader
    published: int


def writer_of(connection: Connection, comment: StoredComment) -> Writer | None:
    """Who holds the key that this comment came with, None when it came without one."""
    reader = readers.reader_by_id(connection, comment.reader_id) if comment.reader_id is not None else None
    return Writer(reader, readers.count_published(connection, reader.id, COUNTED)) if reader else None


def set_standing(house: Installation, moderator: Moderator, comment_id: int, standing: str) -> None:
    """Let the comments of this comment's writer wait ("hold"), pass the rules ("trust"), or neither ("").

    Raises `BadInput` for any other standing and `NotFound` where nobody holds a key.
    """
    if standing not in STANDINGS:
        raise BadInput("unknown_standing", "There is no such standing.", "Use hold, trust, or nothing.")
    now = house.clock()
    with house.store.write() as connection:
        comment = comments.by_id(connection, comment_id)
        writer = writer_of(connection, comment) if comment else None
        if writer is None:
            raise NotFound(
                "unknown_writer", "Nobody is known who wrote this comment.", "Decide on the comment itself instead."
            )
        readers.set_standing(connection, writer.reader.id, standing)
        detail = f"{writer.reader.standing or 'none'} -> {standing or 'none'}"
        audit.note(connection, now, moderator.name, "standing", f"reader {writer.reader.id}", detail)
