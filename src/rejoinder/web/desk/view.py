"""From a card of the queue to what its template shows. A card that cannot be shown becomes a plain notice."""

from __future__ import annotations

import logging
import math
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.requests import Request

from rejoinder.actions.deciding.around import Around
from rejoinder.actions.deciding.clients import LABELS
from rejoinder.actions.deciding.decide import allowed
from rejoinder.actions.deciding.queue import Card, Entry
from rejoinder.actions.deciding.settle import SETTLE
from rejoinder.actions.deciding.what_if import WhatIf
from rejoinder.actions.deciding.writer import COUNTED
from rejoinder.actions.faults import log_fault
from rejoinder.filter import Reason
from rejoinder.moderation import Status
from rejoinder.policy.refusals import REFUSALS
from rejoinder.policy.reports import REASONS
from rejoinder.store.reports import Report
from rejoinder.store.sites import Site
from rejoinder.store.wordings import Wording
from rejoinder.web import answers
from rejoinder.web.desk import words
from rejoinder.web.desk.highlight import Piece, pieces
from rejoinder.web.shown import iso_time, link

__all__ = [
    "AroundView",
    "CardView",
    "EntryView",
    "GroupView",
    "ReasonView",
    "ReportView",
    "SiteView",
    "WhatIfView",
    "WordingView",
    "around_view",
    "entry_view",
    "show_card",
    "site_view",
    "what_if_view",
]

_HEAVY = 4.0  # log-odds at which a bar is full; 4 turns even odds into 98 %
_SHOWN = 0.05  # log-odds that are told as 0.1 or more

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason: a sentence, and how much it says for what."""

    sentence: str
    kind: str
    leaning: str
    weight: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """The reasons of one kind, and what they say together. `bar` is the length of its bar in percent.

    The side that the bar grows to shows the direction.
    """

    name: str
    kind: str
    leaning: str
    weight: str
    bar: int
    reasons: list[ReasonView]


@dataclass(frozen=True, slots=True)
class ReportView:
    """Why one reader has reported a comment, in words of ours and of theirs."""

    reason: str
    words: str
    when: str
    exactly: str
    iso: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card in words. `reported` says how often readers have reported it; each reason has how many gave it."""

    verdict: str
    probability: str
    meter: int
    judged: bool
    pieces: list[Piece]
    groups: list[GroupView]
    page: str
    page_link: str
    website: str
    website_link: str
    when: str
    exactly: str
    iso: str
    told: str
    held: str
    refused: str
    reported: str
    reasons: list[tuple[int, str]]
    reports: list[ReportView]


@dataclass(frozen=True, slots=True)
class WordingView:
    """What a comment said before its writer changed it."""

    text: str
    verdict: str
    since: str
    until: str
    since_iso: str
    until_iso: str


@dataclass(frozen=True, slots=True)
class AroundView:
    """What stands around one comment. `standings` are the buttons: value, name, help."""

    known: bool
    standing: str
    told: str
    published: str
    standings: list[tuple[str, str, str]]
    earlier: list[WordingView]
    closed: bool


@dataclass(frozen=True, slots=True)
class EntryView:
    """A decision in words. `undo` says whether a button is offered; `place` is the comment's page, below /desk/."""

    id: int
    place: str
    who: str
    what: str
    author: str
    words: str
    when: str
    exactly: str
    iso: str
    undone: str
    undo: bool


@dataclass(frozen=True, slots=True)
class WhatIfView:
    """What would have let a comment through, and when that was tried."""

    sentence: str
    exactly: str
    iso: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """A site, its mode, and in words what else its owner has switched on."""

    name: str
    url: str
    mode: str
    switches: list[str]


def show_card(request: Request, card: Card, values: dict[str, object]) -> Markup:
    """A card as HTML. Whatever is wrong with one comment, the page shows the others."""
    own = card.comment.moderator_id is not None
    events = LABELS if card.guid else allowed(card.comment.status, own=own)
    buttons = [(event.value, *words.BUTTONS[event]) for event in events]
    buttons += [(SETTLE, *words.SETTLE)] if card.reports else []
    place = f"checks/{card.guid}" if card.guid else f"comments/{card.comment.id}"
    values = {**values, "comment": card.comment, "buttons": buttons, "place": place, "own": own}
    try:
        if card.readable:
            now = request.app.state.house.clock()
            return _piece(request, "desk_card.html", {**values, "card": card, "view": _view(card, now)})
    except Exception as error:  # noqa: BLE001 - one hostile row must never break the page
        log_fault(_log, error, f"showing comment {card.comment.id}")
    return _piece(request, "desk_card_broken.html", values)


def entry_view(entry: Entry, now: int) -> EntryView:
    """A decision or report for the list of what was decided lately."""
    decision = entry.decision
    undone = decision.undone_at
    return EntryView(
        id=decision.id,
        place=f"checks/{entry.guid}" if entry.guid else f"comments/{decision.comment_id}",
        who=decision.moderator or f"A client of {entry.site}",
        what=words.reported(decision.event),
        author=decision.author,
        words=words.excerpt(decision.text),
        when=words.ago(decision.made_at, now),
        exactly=words.clock_time(decision.made_at),
        iso=iso_time(decision.made_at),
        undone=words.ago(undone, now) if undone is not None else "",
        undo=entry.newest and undone is None,
    )


def what_if_view(told: WhatIf) -> WhatIfView:
    """What would have let a comment through, in words."""
    return WhatIfView(words.instead(told.label, told.sentence), words.clock_time(told.at), iso_time(told.at))


def around_view(around: Around) -> AroundView:
    """What stands around one comment, in words."""
    writer = around.writer
    standing = writer.reader.standing if writer else ""
    published = (
        f"over {COUNTED - 1:,}" if writer and writer.published >= COUNTED else f"{writer.published if writer else 0}"
    )
    return AroundView(
        known=writer is not None,
        standing=standing,
        told=words.STANDINGS.get(standing, words.STANDINGS[""])[1],
        published=published,
        standings=[(value, *told) for value, told in words.STANDINGS.items()],
        earlier=[_wording(one) for one in around.earlier],
        closed=around.closed,
    )


def _wording(one: Wording) -> WordingView:
    since, until = one.written_at, one.replaced_at
    verdict = words.VERDICTS.get(one.verdict, "Not judged")
    return WordingView(
        one.text, verdict, words.clock_time(since), words.clock_time(until), iso_time(since), iso_time(until)
    )


def site_view(site: Site) -> SiteView:
    """A site and what its clients are told."""
    on = [told for name, told in words.SWITCHES.items() if getattr(site, name)]
    return SiteView(site.name, site.url, site.mode, on)


def _view(card: Card, now: int) -> CardView:
    comment = card.comment
    counted = Counter(report.reason for report in card.reports)
    judged = card.verdict in words.VERDICTS and not any(reason.signal.startswith("failure:") for reason in card.reasons)
    return CardView(
        verdict=words.judgement(card.verdict, card.probability) if judged else "Not judged",
        probability=words.percent(card.probability),
        meter=round(100 * min(max(card.probability, 0.0), 1.0)),
        judged=judged,
        pieces=pieces(comment.text, card.reasons),
        groups=_groups(card, rest=judged),
        page=comment.page_title or comment.title or comment.page_url,
        page_link=link(comment.page_url),
        website=_host(comment.url),
        website_link=link(comment.url),
        when=words.ago(comment.created_at, now),
        exactly=words.clock_time(comment.created_at),
        iso=iso_time(comment.created_at),
        told=words.TOLD.get(card.told, ""),
        held=words.HELD.get(comment.held_for, "") if comment.status is Status.PENDING else "",
        refused=REFUSALS.get(comment.decided_for, "") if comment.status is Status.REJECTED else "",
        reported=words.times(len(card.reports)),
        reasons=[(count, REASONS.get(reason, reason)) for reason, count in counted.most_common()],
        reports=[_report(report, now) for report in card.reports],
    )


def _host(address: str) -> str:
    """The host that an address names, or the whole address: clients pass on whatever somebody typed."""
    try:
        return urlsplit(address).hostname or address
    except ValueError:  # a bracket without its other one, or a character that would become a slash (RFC 3986, 3.2.2)
        return address


def _report(report: Report, now: int) -> ReportView:
    at = report.made_at
    reason = REASONS.get(report.reason, report.reason)
    return ReportView(reason, report.text, words.ago(at, now), words.clock_time(at), iso_time(at))


def _groups(card: Card, *, rest: bool) -> list[GroupView]:
    """The reasons in groups, the heaviest first in each and among them; then the rest of the score, if it is any."""
    found: dict[str, list[Reason]] = {}
    for reason in sorted(card.reasons, key=lambda reason: -abs(reason.weight)):
        found.setdefault(reason.group, []).append(reason)
    sums = {group: math.fsum(reason.weight for reason in reasons) for group, reasons in found.items()}
    groups = [
        _group(words.GROUPS[group], sums[group], [_reason(reason) for reason in found[group]])
        for group in sorted(found, key=lambda group: -abs(sums[group]))
    ]
    left = card.score - math.fsum(sums.values())
    return [*groups, _group(words.REST, left, [])] if rest and abs(left) >= _SHOWN else groups


def _group(name: str, weight: float, reasons: list[ReasonView]) -> GroupView:
    bar = min(100, round(100 * abs(weight) / _HEAVY))
    return GroupView(name, _kind(weight), words.leaning(weight), f"{abs(weight):.1f}", bar, reasons)


def _reason(reason: Reason) -> ReasonView:
    weight = reason.weight
    return ReasonView(words.sentence(reason.text), _kind(weight), words.leaning(weight), f"{abs(weight):.1f}")


def _kind(weight: float) -> str:
    return "spam" if weight > 0 else "ham" if weight < 0 else "none"


def _piece(request: Request, template: str, values: dict[str, object]) -> Markup:
    # The template has escaped every value in it (autoescape is on for all of them).
    return Markup(answers.render(request, template, values))  # noqa: S704
