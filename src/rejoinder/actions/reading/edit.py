"""An author changes the words of a comment: every edit is judged again.

An innocent comment that is edited into spam is the oldest trick. Writers have some minutes for it, as the rules of the
page say, and those rules are applied again, too: what somebody has to read first waits again. The earlier wording stays
with its check, as long as the comment is there, and so does the label that a person gave it: it was given to those
words. How the comment first came stays known of it, so that no robot washes its signs off by an edit. What the law in
`moderation.py` does not let be judged again (spam, rejected, removed) cannot be edited.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import UNJUDGED, comment_of, event_of, record, with_history
from rejoinder.actions.judging.second import judged_or_waiting
from rejoinder.actions.reading.linked import linked, linked_anew
from rejoinder.actions.reading.reader import rule_for
from rejoinder.actions.reading.receipt import comment_of_receipt
from rejoinder.actions.reading.rules import rules_of_comment
from rejoinder.actions.reading.window import refuse_if_late
from rejoinder.errors import BadInput, Conflict, NotFound
from rejoinder.moderation import Event, Status, after
from rejoinder.policy.rules import Held, Rules
from rejoinder.policy.waiting import SPARED, stand
from rejoinder.store import audit, checks, comments, decisions, outbox, sites
from rejoinder.store.checks import StoredCheck
from rejoinder.store.comments import StoredComment
from rejoinder.store.readers import reader_by_id
from rejoinder.store.sites import Site
from rejoinder.text.clean import clean

__all__ = ["edit"]


def edit(
    house: Installation, receipt: str, text: str, *, ip: str = "", user_agent: str = "", behaviour: tuple[str, ...] = ()
) -> Status:
    """Change the text of the comment that this receipt was made for; returns where it stands now.

    Raises `NotFound` for a receipt that is not ours, `BadInput` for a text that cannot be taken, `Refused` when the
    time for it has passed, and `Conflict` when the comment may not be edited any more or somebody was faster.
    """
    text = clean("text", text)
    if not text:
        raise BadInput("text_missing", "There is nothing in the comment.", "Write something and send it again.")
    now, comment_id = house.clock(), comment_of_receipt(house, receipt)
    with house.store.read() as connection:
        comment, check, site = _load(connection, comment_id)
        after(comment.status, Event.JUDGED_HAM)
        rules = rules_of_comment(connection, site, comment)
        refuse_if_late(rules, comment, now)
        if text == comment.text:
            return comment.status
        came = comment_of(house, check)
        signs = tuple(dict.fromkeys(came.behaviour + behaviour))
        anew = replace(came, text=text, ip=ip, user_agent=user_agent, behaviour=signs)
        anew = with_history(house, connection, anew)
    anew, verdict = judged_or_waiting(house, site, anew)
    with house.store.write() as connection:
        found, _check, _site = _load(connection, comment_id)
        if found.version != comment.version:
            raise Conflict("changed_meanwhile", "The comment has changed meanwhile.", "Look at it as it stands now.")
        rule = _rule(connection, rules, found, text)
        stands = stand(found.status, event_of(verdict), rule, failed=verdict is UNJUDGED, held_for=found.held_for)
        judged = record(house, anew, verdict, source="thread", now=now)
        checks.insert_check(connection, judged)
        comments.set_text(connection, found, text, judged.id, stands.status, stands.held_for, now)
        detail = f"{found.status} -> {stands.status}"
        audit.note(connection, now, "author", "edit", f"comment {comment_id}", detail)
        outbox.put(connection, "decided", now, comment=comment_id, status=stands.status)
    house.metrics.judged("thread", "", verdict.label)
    return stands.status


def _rule(connection: Connection, rules: Rules, comment: StoredComment, text: str) -> Held | None:
    """Why the new words wait by the rules, None if they do not.

    A moderator's approval of the earlier words spares them some of it: see `SPARED`, and links that were there before.
    """
    approved = decisions.newest_event(connection, comment.id) == Event.APPROVE
    reader = reader_by_id(connection, comment.reader_id) if comment.reader_id is not None else None
    with_links = linked_anew(text, comment.text) if approved else linked(text, comment.url)
    rule = rule_for(connection, rules, reader, linked=with_links)
    return None if approved and rule in SPARED else rule


def _load(connection: Connection, comment_id: int) -> tuple[StoredComment, StoredCheck, Site]:
    comment = comments.by_id(connection, comment_id)
    check = checks.by_id(connection, comment.check_id) if comment and comment.check_id is not None else None
    site = sites.site_by_id(connection, comment.site_id) if comment else None
    if comment is None or check is None or site is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return comment, check, site
