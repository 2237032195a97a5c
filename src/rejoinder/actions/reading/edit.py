"""An author changes the words of a comment: every edit is judged again.

An innocent comment that is edited into spam is the oldest trick. The earlier wording stays with its check, as long as
the comment is there, and so does the label that a person gave it: it was given to those words. How the comment first
came stays known of it, so that no robot washes its signs off by an edit. What the law in
`moderation.py` does not let be judged again (spam, rejected, removed) cannot be edited.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import comment_of, event_of, judge_or_wait, record, with_history
from rejoinder.actions.judging.second import judged_or_waiting
from rejoinder.actions.reading.receipt import comment_of_receipt
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import Event, Status, after
from rejoinder.store import audit, checks, comments, outbox, sites
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.text.clean import clean

__all__ = ["edit"]


def edit(house: Installation, receipt: str, text: str, *, ip: str = "", user_agent: str = "") -> Status:
    """Change the text of the comment that this receipt was made for; returns where it stands now.

    Raises `NotFound` for a receipt that is not ours, `BadInput` for a text that cannot be taken, and `Conflict` when
    the comment may not be edited any more or somebody was faster.
    """
    text = clean("text", text)
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    now, comment_id = house.clock(), comment_of_receipt(house, receipt)
    with house.store.read() as connection:
        comment, check = _load(connection, comment_id)
        after(comment.status, Event.JUDGED_HAM)
        anew = replace(comment_of(house, check), text=text, ip=ip, user_agent=user_agent)
        anew = with_history(house, connection, anew)
        site = sites.site_by_id(connection, comment.site_id)
    anew, verdict = judged_or_waiting(house, site, anew) if site else (anew, judge_or_wait(house, anew))
    with house.store.write() as connection:
        found, _check = _load(connection, comment_id)
        if found.version != comment.version:
            raise Conflict("changed_meanwhile", "The comment has changed meanwhile.", "Look at it as it stands now.")
        status = after(found.status, event_of(verdict)).status
        judged = record(house, anew, verdict, source="thread", now=now)
        checks.insert_check(connection, judged)
        comments.set_text(connection, found, text, judged.id, status, "", now)
        audit.note(connection, now, "author", "edit", f"comment {comment_id}", f"{found.status} -> {status}")
        outbox.put(connection, "decided", now, comment=comment_id, status=status)
    house.metrics.judged("thread", "", verdict.label)
    return status


def _load(connection: Connection, comment_id: int) -> tuple[StoredComment, StoredCheck]:
    comment = comments.by_id(connection, comment_id)
    check = checks.by_id(connection, comment.check_id) if comment and comment.check_id is not None else None
    if comment is None or check is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return comment, check
