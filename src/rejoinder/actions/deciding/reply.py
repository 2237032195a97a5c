"""A moderator replies under a comment, as moderator: published at once, neither judged nor learned.

A check is written all the same, since every comment has one: what was decided on it, undone and erased hangs there. It
holds the words and nothing else, and no digest of them, so that nobody is judged by what moderators write.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import UNJUDGED, record
from rejoinder.actions.reading import once
from rejoinder.comment import Comment
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import Status
from rejoinder.store import audit, comments
from rejoinder.store.checks import StoredCheck, insert_check
from rejoinder.store.comments import NewComment, StoredComment
from rejoinder.store.people import Moderator
from rejoinder.text.clean import clean

__all__ = ["NOT_JUDGED", "reply"]

NOT_JUDGED = "none"  # what stands for a verdict where none was asked for


def reply(house: Installation, moderator: Moderator, comment_id: int, text: str, key: str = "") -> int:
    """Publish a reply; returns its number. The same `key` again is the same reply, however often it is sent.

    Raises `NotFound` for an unknown comment, `Conflict` for one that readers do not see, and `BadInput` or `TooLarge`
    for a text that cannot be taken. That comments are closed does not concern moderators.
    """
    text = clean("text", text)
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    now = house.clock()
    with house.store.write() as connection:
        parent = _parent(connection, comment_id)
        made = once.attempt(house.vault, parent.site_id, key, moderator.id, parent.id, text)
        first = once.earlier(once.firsts(connection, [made]), made)
        if first is not None:
            return first.number
        if parent.status is not Status.PUBLISHED:
            raise Conflict("not_published", "Readers do not see this comment.", "Approve it first.")
        check = _check(house, moderator, parent, text, now)
        insert_check(connection, check)
        number = comments.insert_comment(connection, _new(moderator, parent, check, now))
        once.note(connection, [(made, number)], now)
        audit.note(connection, now, moderator.name, "reply", f"comment {number}", f"to comment {parent.id}")
    return number


def _parent(connection: Connection, comment_id: int) -> StoredComment:
    parent = comments.by_id(connection, comment_id)
    if parent is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return parent


def _check(house: Installation, moderator: Moderator, parent: StoredComment, text: str, now: int) -> StoredCheck:
    said = Comment(text=text, author=moderator.name, kind="reply", permalink=parent.page_url, site=str(parent.site_id))
    check = record(house, said, replace(UNJUDGED, because=()), source="desk", now=now)
    return replace(check, verdict=NOT_JUDGED, text_digest=b"")


def _new(moderator: Moderator, parent: StoredComment, check: StoredCheck, now: int) -> NewComment:
    return NewComment(
        page_id=parent.page_id,
        parent_id=parent.id,
        check_id=check.id,
        status=Status.PUBLISHED,
        author=check.author,
        email_sealed=None,
        url="",
        text=check.text,
        title="",
        created_at=now,
        moderator_id=moderator.id,
    )
