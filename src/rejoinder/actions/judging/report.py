"""A client says that a verdict was wrong, or right: find the check, write the label, learn.

Reports are matched as Akismet's clients need it: by the GUID we gave, by the client's own number of the comment, by
text and author. A report on something never checked here is legal and taken as its own check. The same report twice is
one line of the ledger; the opposite report voids the line and writes another.
"""

from __future__ import annotations

from dataclasses import replace

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import UNJUDGED, comment_of, record, text_digest, with_history
from rejoinder.actions.learning.fold import catch_up
from rejoinder.actions.learning.labels import set_label
from rejoinder.comment import Comment, Label
from rejoinder.errors import Unavailable
from rejoinder.store import audit, checks, decisions, ledger
from rejoinder.store.checks import StoredCheck
from rejoinder.store.decisions import NewDecision
from rejoinder.store.sites import Site

__all__ = ["report"]


def report(
    house: Installation, site: Site, comment: Comment, label: Label, *, guid: str = "", client_ref: str = ""
) -> None:
    """Take a report. Returns when it is on disk and the filter has learned it."""
    now = house.clock()
    comment = replace(comment, site=str(site.id))
    check = _find(house, site, comment, guid, client_ref)
    fresh = check is None
    if check is None:
        check = _judge_now(house, comment, client_ref, now)
    example = house.judge.example(comment_of(house, check))
    with house.store.write() as connection:
        if fresh:
            checks.insert_check(connection, check)
        before = ledger.standing(connection, check.id)
        if before == label:
            return
        set_label(connection, site.id, check.id, label, example, now)
        new = NewDecision(check.id, None, site.id, None, f"report {label}", None, before, now)
        number = decisions.insert_decision(connection, new)
        audit.note(connection, now, f"client of site {site.id}", new.event, f"check {check.id}", f"decision {number}")
    catch_up(house)


def _find(house: Installation, site: Site, comment: Comment, guid: str, client_ref: str) -> StoredCheck | None:
    """The check that a report speaks of. Another site's check is never found, whatever its GUID."""
    number = house.vault.number(guid)
    with house.store.read() as connection:
        named = checks.by_id(connection, number) if number is not None else None
        if named is not None and named.site_id == site.id:
            return named
        digest = text_digest(house, comment.text)
        numbered = checks.find_by_ref(connection, site.id, client_ref) if client_ref else None
        # A client may number its comments anew after a restore, so the text has to agree as well.
        if numbered is not None and numbered.text_digest == digest:
            return numbered
        return checks.find_by_content(connection, site.id, digest, comment.author)


def _judge_now(house: Installation, comment: Comment, client_ref: str, now: int) -> StoredCheck:
    with house.store.read() as connection:
        comment = with_history(house, connection, comment)
    try:
        verdict = house.judge.check(comment)
    except Unavailable:
        verdict = UNJUDGED
    return record(house, comment, verdict, source="akismet", now=now, client_ref=client_ref)
