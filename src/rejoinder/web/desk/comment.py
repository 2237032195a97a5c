"""The page of one comment, and what moderators do besides deciding: feature, reply, trust a writer, close a page."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rejoinder.actions.deciding.around import around
from rejoinder.actions.deciding.feature import feature
from rejoinder.actions.deciding.queue import Card
from rejoinder.actions.deciding.reply import reply
from rejoinder.actions.deciding.rules import close_page
from rejoinder.actions.deciding.what_if import WhatIf
from rejoinder.actions.deciding.writer import set_standing
from rejoinder.errors import BadInput, Conflict, RejoinderError
from rejoinder.web.border.house import house_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.desk.frame import card_in, done, frame, path_back
from rejoinder.web.desk.session import Visitor, page, writing
from rejoinder.web.desk.view import around_view, show_card, what_if_view

__all__ = ["ROUTES", "one"]

_KEY = 100  # characters of a reply's key; ours have 22


def one(
    request: Request, visitor: Visitor, card: Card, refusal: RejoinderError | None = None, told: WhatIf | None = None
) -> dict[str, object]:
    """What the page of one comment shows: its card, and around it what is known of its writer and its page."""
    house = house_of(request)
    values = frame(request, visitor, f"check-{card.guid}" if card.guid else f"comment-{card.comment.id}")
    alone = {**values, "alone": True, "what_if": what_if_view(told) if told else None}
    shown = {"cards": [show_card(request, card, alone)], "comment": card.comment, "guid": card.guid}
    known = None if card.guid else around_view(around(house, card.comment))
    # A key for the reply that may be written on this page, so that a form that is sent twice is one reply.
    return {**values, **shown, "refusal": refusal, "around": known, "key": secrets.token_urlsafe(16), "reply": ""}


def _feature(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house, card, path = house_of(request), card_in(request), path_back(form)
    chosen = _switch(form, "featured")
    try:
        feature(house, visitor.moderator, card.comment.id, chosen=chosen)
    except Conflict as refusal:
        return _refused(request, visitor, refusal)
    return done(request, "featured" if chosen else "unfeatured", path, f"#comment-{card.comment.id}")


def _reply(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    """Publish a reply; one that is refused stands in its form again, as it was typed."""
    house, card, text = house_of(request), card_in(request), form.get("text", "")
    try:
        number = reply(house, visitor.moderator, card.comment.id, text, form.get("key", "")[:_KEY])
    except (BadInput, Conflict) as refusal:
        return _refused(request, visitor, refusal, reply=text)
    return done(request, "replied", f"comments/{number}")


def _writer(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    number = card_in(request).comment.id
    set_standing(house_of(request), visitor.moderator, number, form.get("standing", "?"))
    return done(request, "standing", f"comments/{number}")


def _close(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    number, path, closed = number_in(request.path_params["page"], "page"), path_back(form), _switch(form, "closed")
    close_page(house_of(request), visitor.moderator.name, number, closed=closed)
    return done(request, "closed" if closed else "opened", path)


def _refused(request: Request, visitor: Visitor, refusal: RejoinderError, **kept: object) -> Response:
    values = one(request, visitor, card_in(request), refusal) | kept
    return page(request, "desk_comment.html", values, status=refusal.status)


def _switch(form: dict[str, str], name: str) -> bool:
    """What a button says is to be, so that one that is pressed twice does not undo itself."""
    if form.get(name) not in ("yes", "no"):
        raise BadInput("bad_switch", f"The form does not say whether “{name}” is yes or no.", "Reload the desk.")
    return form[name] == "yes"


ROUTES: list[Route] = [
    Route("/comments/{comment}/feature", writing(_feature), methods=["POST"]),
    Route("/comments/{comment}/reply", writing(_reply), methods=["POST"]),
    Route("/comments/{comment}/writer", writing(_writer), methods=["POST"]),
    Route("/pages/{page}/close", writing(_close), methods=["POST"]),
]
