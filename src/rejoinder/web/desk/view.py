"""From a card of the queue to what its template shows. A card that cannot be shown becomes a plain notice."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.requests import Request

from rejoinder.actions.deciding.decide import allowed
from rejoinder.actions.deciding.queue import Card, Entry
from rejoinder.actions.faults import log_fault
from rejoinder.filter import Reason
from rejoinder.web import answers
from rejoinder.web.desk import words
from rejoinder.web.desk.highlight import Piece, pieces
from rejoinder.web.shown import iso_time, link

__all__ = ["CardView", "EntryView", "ReasonView", "entry_view", "show_card"]

_HEAVY = 4.0  # log-odds at which a bar is full; 4 turns even odds into 98 %
_FIRST = 3  # reasons that are shown before one asks for more

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason. `bar` is the length of its bar in percent; its side shows the direction."""

    sentence: str
    leaning: str
    kind: str
    weight: str
    bar: int


@dataclass(frozen=True, slots=True)
class CardView:
    """A card in words."""

    verdict: str
    probability: str
    meter: int
    judged: bool
    pieces: list[Piece]
    first_reasons: list[ReasonView]
    more_reasons: list[ReasonView]
    page: str
    page_link: str
    website: str
    website_link: str
    when: str
    exactly: str
    iso: str


@dataclass(frozen=True, slots=True)
class EntryView:
    """A decision in words. `undo` says whether a button is offered."""

    id: int
    comment_id: int | None
    who: str
    what: str
    author: str
    words: str
    when: str
    exactly: str
    iso: str
    undone: str
    undo: bool


def show_card(request: Request, card: Card, values: dict[str, object]) -> Markup:
    """A card as HTML. Whatever is wrong with one comment, the page shows the others."""
    buttons = [(event.value, *words.BUTTONS[event]) for event in allowed(card.comment.status)]
    values = {**values, "comment": card.comment, "buttons": buttons}
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
        comment_id=decision.comment_id,
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


def _view(card: Card, now: int) -> CardView:
    comment = card.comment
    reasons = [_reason(reason) for reason in sorted(card.reasons, key=lambda reason: -abs(reason.weight))]
    judged = card.verdict in words.VERDICTS and not any(reason.signal.startswith("failure:") for reason in card.reasons)
    return CardView(
        verdict=words.judgement(card.verdict, card.probability) if judged else "Not judged",
        probability=words.percent(card.probability),
        meter=round(100 * min(max(card.probability, 0.0), 1.0)),
        judged=judged,
        pieces=pieces(comment.text, card.reasons),
        first_reasons=reasons[:_FIRST],
        more_reasons=reasons[_FIRST:],
        page=comment.page_title or comment.title or comment.page_url,
        page_link=link(comment.page_url),
        website=urlsplit(comment.url).hostname or comment.url,
        website_link=link(comment.url),
        when=words.ago(comment.created_at, now),
        exactly=words.clock_time(comment.created_at),
        iso=iso_time(comment.created_at),
    )


def _reason(reason: Reason) -> ReasonView:
    kind = "spam" if reason.weight > 0 else "ham" if reason.weight < 0 else "none"
    bar = min(100, round(100 * abs(reason.weight) / _HEAVY))
    return ReasonView(words.sentence(reason.text), words.leaning(reason.weight), kind, f"{abs(reason.weight):.1f}", bar)


def _piece(request: Request, template: str, values: dict[str, object]) -> Markup:
    # The template has escaped every value in it (autoescape is on for all of them).
    return Markup(answers.render(request, template, values))  # noqa: S704
