"""A client says that a verdict was wrong, or right: find the check, write the label, learn.

Reports are matched as Akismet's clients need it: by the GUID we gave, by the client's own number of the comment, by
text, author, e-mail and page. A report on something never checked here is legal and taken as its own check. The same
report twice is one line of the ledger; the opposite report voids the line and writes another.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.known import text_digest
from rejoinder.actions.judging.record import judge_or_wait, record, with_history
from rejoinder.actions.learning.fold import learn_now
from rejoinder.actions.learning.labels import Lesson, lesson_of, set_label
from rejoinder.actions.telling.callbacks import callback_of
from rejoinder.comment import Comment, Label
from rejoinder.store import audit, checks, decisions
from rejoinder.store.checks import StoredCheck
from rejoinder.store.decisions import NewDecision
from rejoinder.store.sites import Site

__all__ = ["report"]


def report(
    house: Installation,
    site: Site,
    comment: Comment,
    label: Label,
    *,
    guid: str = "",
    client_ref: str = "",
    callback: str = "",
) -> None:
    """Take a report. Returns when it is on disk and the filter has learned it.

    `callback` is kept of something that was never checked here, as it is of a check.

    Raises `Unavailable` when the database fails; nothing was taken then, and the client has to report again.
    """
    now = house.clock()
    comment = replace(comment, site=str(site.id))
    with house.store.read() as connection:
        known = _find(house, connection, comment, guid, client_ref)
        callback = callback_of(connection, site, callback)
    check = known or replace(_judge_now(house, comment, client_ref, now), callback=callback)
    lesson = lesson_of(house, check)
    with house.store.write() as connection:
        if known is None:
            lesson = _first(house, connection, comment, lesson)
        _set(connection, label, lesson, now)
    house.metrics.reported(label)
    learn_now(house)


def _find(
    house: Installation, connection: Connection, comment: Comment, guid: str, client_ref: str
) -> StoredCheck | None:
    """The check that a report speaks of. Another site's check is never found, whatever its GUID."""
    site_id, number = int(comment.site), house.vault.number(guid)
    named = checks.by_id(connection, number) if number is not None else None
    if named is not None and named.site_id == site_id and named.source == "akismet":
        return named
    # Clients check a comment again and again. The check whose label stands is preferred, because two checks of one
    # comment must not end up with two opinions. A client may number its comments anew after a restore, so the text has
    # to agree even where the number does.
    digest = text_digest(house.vault, comment.text)
    alike = checks.find_alike(
        connection, site_id, digest, client_ref=client_ref, author=comment.author, permalink=comment.permalink
    )
    return next((check for check in alike if _is_meant(house, check, comment, client_ref)), None)


def _is_meant(house: Installation, check: StoredCheck, comment: Comment, client_ref: str) -> bool:
    """Whether e-mail or number agree. An address that one side does not know is no difference."""
    if (client_ref and check.client_ref == client_ref) or not comment.email or check.email_sealed is None:
        return True
    return house.vault.unseal(check.email_sealed) == comment.email


def _first(house: Installation, connection: Connection, comment: Comment, lesson: Lesson) -> Lesson:
    """Write a check of its own for a report, unless a report on the same comment was faster; then that one's check.

    Runs inside the transaction that writes, because a moderator's second click is often on its way with the first.
    """
    faster = _find(house, connection, comment, "", lesson.check.client_ref)
    if faster is None:
        checks.insert_check(connection, lesson.check)
        return lesson
    return lesson_of(house, faster)


def _set(connection: Connection, label: Label, lesson: Lesson, now: int) -> None:
    check = lesson.check
    before = set_label(connection, check, label, lesson, now)
    if before == label:
        return
    new = NewDecision(check.id, None, check.site_id, None, f"report {label}", None, before, now)
    number = decisions.insert_decision(connection, new)
    client = f"client of site {check.site_id}"
    audit.note(connection, now, client, new.event, f"check {check.id}", f"decision {number}")


def _judge_now(house: Installation, comment: Comment, client_ref: str, now: int) -> StoredCheck:
    with house.store.read() as connection:
        comment = with_history(house, connection, comment, client_ref)
    verdict = judge_or_wait(house, comment)
    return record(house, comment, verdict, source="akismet", now=now, client_ref=client_ref)
