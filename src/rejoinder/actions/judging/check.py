"""Clients ask about comments: judge them, keep the checks, answer.

Those that arrive together are judged together and written in one transaction, which costs a fraction of one by one
(docs/performance.md); what goes wrong with one is told to its client alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rejoinder.actions.installation import Installation
from rejoinder.actions.judging.record import record, with_histories
from rejoinder.actions.judging.second import judged
from rejoinder.actions.telling.callbacks import callback_of
from rejoinder.comment import Comment
from rejoinder.filter import Verdict
from rejoinder.policy.site import answer, discards
from rejoinder.store import checks, tallies
from rejoinder.store.checks import StoredCheck
from rejoinder.store.sites import Site

__all__ = ["Answer", "Asked", "check", "check_all"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client of a site asks about. `client_ref` is its own number of the comment.

    With `keep` off (a test call) nothing is stored; `again` is a comment that was asked about before. `callback` is
    where the client wants to be told, should a moderator see it otherwise. With `further` off nobody else is asked.
    """

    site: Site
    comment: Comment
    client_ref: str = ""
    keep: bool = True
    again: bool = False
    callback: str = ""
    further: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client is told (`spam`, `discard`), and what is known beside it. `guid` names the check in reports."""

    spam: bool
    guid: str
    verdict: Verdict
    discard: bool = False


def check(
    house: Installation,
    site: Site,
    comment: Comment,
    client_ref: str = "",
    callback: str = "",
    *,
    keep: bool = True,
    again: bool = False,
) -> Answer:
    """Judge a client's comment.

    Raises `Unavailable` when the filter or the database fails; the client must then hold the comment.
    """
    [made] = check_all(house, [Asked(site, comment, client_ref, keep, again, callback)])
    if isinstance(made, Exception):
        raise made
    return made


def check_all(house: Installation, asked: Sequence[Asked]) -> list[Answer | Exception]:
    """Judge clients' comments, each as `check` would; for each its answer, or what `check` would raise.

    Raises `Unavailable` itself when the database cannot be read.
    """
    if not asked:
        return []
    now = house.clock()
    with house.store.read() as connection:
        named = [(replace(one.comment, site=str(one.site.id)), one.client_ref, one.again) for one in asked]
        comments = with_histories(house, connection, named)
        callbacks = [callback_of(connection, one.site, one.callback) for one in asked]
    found: list[Answer | Exception] = []
    kept: dict[int, StoredCheck] = {}
    sites = [one.site if one.further else replace(one.site, second=None) for one in asked]
    for place, made in enumerate(judged(house, list(zip(sites, comments, strict=True)))):
        if isinstance(made, Exception):
            found.append(made)
            continue
        one, (comment, verdict) = asked[place], made
        told, ref = answer(one.site.mode, verdict.label), one.client_ref
        row = record(
            house, comment, verdict, source="akismet", now=now, client_ref=ref, callback=callbacks[place], told=told
        )
        discard = discards(one.site.mode, verdict.label) and one.site.discard
        found.append(Answer(told, house.vault.guid(row.id), verdict, discard))
        if one.keep:
            kept[place] = row
    errors = _keep(house, kept)
    for place, row in kept.items():
        if place in errors:
            found[place] = errors[place]
        else:
            house.metrics.judged("akismet", asked[place].site.mode, row.verdict)
    return found


def _keep(house: Installation, rows: dict[int, StoredCheck]) -> dict[int, Exception]:
    """Store rows; what went wrong, by place."""
    if not rows:
        return {}
    errors = house.store.together(checks.INSERT, [checks.row_of(row) for row in rows.values()], tallies.count_checks)
    return {place: error for place, error in zip(rows, errors, strict=True) if error is not None}
