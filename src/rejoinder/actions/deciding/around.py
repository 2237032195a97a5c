"""What there is to know around one comment that is looked at alone: its writer, its earlier wordings, its page."""

from __future__ import annotations

from dataclasses import dataclass

from rejoinder.actions.deciding.rules import is_page_closed
from rejoinder.actions.deciding.writer import Writer, writer_of
from rejoinder.actions.installation import Installation
from rejoinder.store.comments import StoredComment
from rejoinder.store.wordings import Wording, earlier_wordings

__all__ = ["Around", "around"]


@dataclass(frozen=True, slots=True)
class Around:
    """`closed` says whether the page takes no more comments, for whatever reason."""

    writer: Writer | None
    earlier: tuple[Wording, ...]
    closed: bool


def around(house: Installation, comment: StoredComment) -> Around:
    """What stands around this comment now."""
    with house.store.read() as connection:
        closed = is_page_closed(connection, comment.page_id, house.clock())
        return Around(writer_of(connection, comment), tuple(earlier_wordings(connection, comment.id)), closed)
