"""From a comment to a stored check and back; used by every verb that judges."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.faults import log_fault
from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import decode_history, encode_history, marks_of, text_digest
from rejoinder.actions.judging.reasons import encode
from rejoinder.comment import Comment, History
from rejoinder.errors import Unavailable
from rejoinder.filter import Reason, Verdict, VerdictLabel
from rejoinder.moderation import Event
from rejoinder.store.checks import StoredCheck
from rejoinder.store.histories import Question, histories
from rejoinder.store.ledger import Mark

__all__ = ["UNJUDGED", "comment_of", "event_of", "judge_or_wait", "record", "with_histories", "with_history"]

_log = logging.getLogger(__name__)

# What stands in for a verdict when the filter has failed: a person has to look.
UNJUDGED = Verdict(
    label=VerdictLabel.UNSURE,
    probability=0.5,
    score=0.0,
    because=(Reason("failure:filter", 0.0),),
)

_EVENTS = {
    VerdictLabel.HAM: Event.JUDGED_HAM,
    VerdictLabel.UNSURE: Event.JUDGED_UNSURE,
    VerdictLabel.SPAM: Event.JUDGED_SPAM,
    VerdictLabel.DISCARD: Event.JUDGED_SPAM,
}


def with_history(
    house: Installation, connection: Connection, comment: Comment, client_ref: str = "", *, again: bool = False
) -> Comment:
    """The comment with what the store knows that bears on it.

    `again`: this comment was sent to be judged before, so that once its text comes from itself and from nobody else.
    """
    [known] = with_histories(house, connection, [(comment, client_ref, again)])
    return known


def with_histories(
    house: Installation, connection: Connection, asked: Sequence[tuple[Comment, str, bool]]
) -> list[Comment]:
    """The same of many comments, each with `client_ref` and `again`, for one question to the store."""
    questions = [
        Question(int(comment.site), text_digest(house.vault, comment.text), ref, _marks(house, comment))
        for comment, ref, _ in asked
    ]
    known = histories(connection, questions)
    return [_with(comment, one, again=again) for (comment, _, again), one in zip(asked, known, strict=True)]


def _with(comment: Comment, known: History, *, again: bool) -> Comment:
    if again:
        known = replace(known, same_text=max(0, known.same_text - 1))
    return replace(comment, history=known)


def _marks(house: Installation, comment: Comment) -> tuple[Mark, ...]:
    """The marks, none when the filter fails to find the links: a comment is judged with less, but it is judged."""
    try:
        return marks_of(house.vault, comment)
    except Exception as error:  # noqa: BLE001 - a fault of the filter must not cost a reader their comment
        log_fault(_log, error, f"the marks of a comment of {len(comment.text)} characters")
        return ()


def record(
    house: Installation,
    comment: Comment,
    verdict: Verdict,
    *,
    source: str,
    now: int,
    client_ref: str = "",
    callback: str = "",
    told: bool | None = None,
) -> StoredCheck:
    """The row of a judgement, with an id of its own. `told` is what a client was answered."""
    return StoredCheck(
        id=house.new_id(now),
        site_id=int(comment.site),
        source=source,
        client_ref=client_ref,
        text=comment.text,
        author=comment.author,
        email_sealed=house.vault.seal(comment.email),
        url=comment.url,
        ip=comment.ip,
        user_agent=comment.user_agent,
        referrer=comment.referrer,
        kind=comment.kind,
        permalink=comment.permalink,
        context=comment.context,
        lang=comment.lang,
        text_digest=text_digest(house.vault, comment.text),
        history=encode_history(comment.history),
        verdict=verdict.label.value,
        probability=verdict.probability,
        score=verdict.score,
        reasons=encode(verdict.reasons),
        received_at=now,
        behaviour=" ".join(comment.behaviour),
        waits=int(source == "akismet" and verdict.label == VerdictLabel.UNSURE),
        callback=callback,
        told=None if told is None else int(told),
    )


def judge_or_wait(house: Installation, comment: Comment) -> Verdict:
    """The verdict on a reader's comment; one that the filter fails on waits for a person."""
    try:
        return house.judge.check(comment)
    except Unavailable:
        return UNJUDGED


def event_of(verdict: Verdict) -> Event:
    """A verdict as an event of the law in `moderation.py`."""
    return _EVENTS[verdict.label]


def comment_of(house: Installation, check: StoredCheck) -> Comment:
    """The comment that was judged, as the filter saw it."""
    known = decode_history(check.history)
    shared = ("text", "author", "url", "ip", "user_agent", "referrer", "kind", "permalink", "context", "lang")
    values = {name: getattr(check, name) for name in shared}
    values |= {"email": house.vault.unseal(check.email_sealed), "behaviour": tuple(check.behaviour.split())}
    return Comment(**values, site=str(check.site_id), history=known)
