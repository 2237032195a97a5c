"""A client asks about a comment: judge it, keep the check, answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import record, with_history
from rejoinder.comment import Comment
from rejoinder.filter import Verdict
from rejoinder.policy.site import answer, discards
from rejoinder.store import checks, tallies
from rejoinder.store.sites import Site

__all__ = ["Answer", "check"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client is told (`spam`, `discard`), and what is known beside it. `guid` names the check in reports."""

    spam: bool
    guid: str
    verdict: Verdict
    discard: bool = False


def check(
    house: Installation, site: Site, comment: Comment, client_ref: str = "", *, keep: bool = True, again: bool = False
) -> Answer:
    """Judge a client's comment. With `keep` off (a test call) nothing is stored; `again` is one that was asked before.

    Raises `Unavailable` when the filter or the database fails; the client must then hold the comment.
    """
    now = house.clock()
    comment = replace(comment, site=str(site.id))
    with house.store.read() as connection:
        comment = with_history(house, connection, comment, client_ref, again=again)
    verdict = house.judge.check(comment)
    row = record(house, comment, verdict, source="akismet", now=now, client_ref=client_ref)
    if keep:
        house.store.together(checks.INSERT, checks.row_of(row), tallies.count_checks)
    discard = discards(site.mode, verdict.label) and site.discard
    return Answer(answer(site.mode, verdict.label), house.vault.guid(row.id), verdict, discard)
