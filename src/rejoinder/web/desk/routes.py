"""The moderation desk: sign in, clear the queue, see what was decided, undo.

Every page works without JavaScript; static/desk.js adds keys and decides without loading the page anew. It asks for
JSON where the forms get a redirection, and leaves every refusal to the page that a form would have got.
"""

from __future__ import annotations

import re

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.clients import decide_check
from rejoinder.actions.deciding.decide import decide, event_named
from rejoinder.actions.deciding.queue import PAGE, Card
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.deciding.what_if import WhatIf, what_if, what_if_check
from rejoinder.actions.owning.people import sign_in, sign_out
from rejoinder.actions.owning.sites import known_sites
from rejoinder.errors import BadInput, Conflict, NotFound, NotSignedIn, TooMany
from rejoinder.moderation import Status
from rejoinder.text.clean import clean
from rejoinder.web import answers
from rejoinder.web.border.forms import form_of, query_of
from rejoinder.web.border.house import house_of, rates_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.origins import refuse_other_sites
from rejoinder.web.border.peers import address_of
from rejoinder.web.desk import words
from rejoinder.web.desk.session import (
    Visitor,
    drop_cookie,
    give_cookie,
    page,
    reading,
    safe_next,
    seal,
    token_of,
    visitor_of,
    writing,
)
from rejoinder.web.desk.view import EntryView, entry_view, show_card, site_view, what_if_view

__all__ = ["ROUTES", "enter"]

_BACK = {path or "waiting": path for _name, path in words.QUEUES.values()}
_BACK |= {"decided": "decided", "clients": "clients"}
_GUID = re.compile("check-[0-9a-f]{32}")


async def enter(request: Request) -> Response:
    """The desk without its slash: on to the queue."""
    return RedirectResponse(f"{request.app.state.root}/desk/", 303)


def _frame(request: Request, visitor: Visitor, here: str) -> dict[str, object]:
    """What every page of the desk shows, whatever else it shows. `here` is the name under which forms come back."""
    house = house_of(request)
    standing = queue.counts(house)
    tabs = [
        {"name": name, "path": path, "status": status.value, "count": standing[status], "key": path or "waiting"}
        for status, (name, path) in words.QUEUES.items()
    ]
    return {
        "visitor": visitor,
        "tabs": tabs,
        "here": here,
        "learned": house.judge.learned,
        "flash": _flash(request),
        "alone": False,  # whether one comment is looked at
        "what_if": None,
    }


def _flash(request: Request) -> EntryView | None:
    """The decision that was just made or undone, told on the next page. Anybody may make such a link: it only reads."""
    text = query_of(request).get("done", "")
    try:
        found = queue.entry(house_of(request), number_in(text, "decision")) if text else None
    except NotFound:
        return None
    return entry_view(found, house_of(request).clock()) if found else None


def _queue(request: Request, visitor: Visitor, status: Status) -> Response:
    name, path = words.QUEUES[status]
    seen = queue.look(house_of(request), status)
    frame = _frame(request, visitor, path or "waiting")
    cards = [show_card(request, card, frame) for card in seen.cards]
    left_out = max(0, seen.counts[status] - PAGE) if len(cards) == PAGE else 0
    return page(
        request,
        "desk_queue.html",
        {**frame, "title": name, "status": status.value, "cards": cards, "left_out": left_out},
    )


def _decided(request: Request, visitor: Visitor) -> Response:
    house = house_of(request)
    entries = [entry_view(found, house.clock()) for found in queue.lately(house)]
    return page(request, "desk_decided.html", {**_frame(request, visitor, "decided"), "entries": entries})


def _comment(request: Request, visitor: Visitor) -> Response:
    card = _card_in(request)
    told = what_if(house_of(request), card.comment.id) if card.readable else None
    return page(request, "desk_comment.html", _one(request, visitor, card, told=told))


def _one(
    request: Request, visitor: Visitor, card: Card, refusal: Conflict | None = None, told: WhatIf | None = None
) -> dict[str, object]:
    frame = _frame(request, visitor, f"check-{card.guid}" if card.guid else f"comment-{card.comment.id}")
    alone = {**frame, "alone": True, "what_if": what_if_view(told) if told else None}
    shown = {"cards": [show_card(request, card, alone)], "comment": card.comment, "guid": card.guid}
    return {**frame, **shown, "refusal": refusal}


def _decide(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house, card = house_of(request), _card_in(request)
    event, version, path = event_named(form.get("decision", "")), _version(form), _path_back(form)
    try:
        number, status = decide(house, visitor.moderator, card.comment.id, event, version)
    except Conflict as refusal:
        return page(request, "desk_comment.html", _one(request, visitor, _card_in(request), refusal), status=409)
    return _done(request, number, status, path)


def _done(request: Request, number: int, status: Status, path: str) -> Response:
    """Back to where the form was, with the decision told; for desk.js the same as JSON."""
    back = f"{request.app.state.root}/desk/{path}?done={number}"
    if request.headers.get("accept") != "application/json":
        return seal(RedirectResponse(back, 303))
    return seal(answers.json(_told(request, number, status, back)))


def _clients(request: Request, visitor: Visitor) -> Response:
    house, frame = house_of(request), _frame(request, visitor, "clients")
    cards = [show_card(request, card, frame) for card in queue.from_clients(house)]
    sites = [site_view(known.site) for known in known_sites(house)]
    return page(request, "desk_clients.html", {**frame, "sites": sites, "modes": words.MODES, "cards": cards})


def _check(request: Request, visitor: Visitor) -> Response:
    card = queue.client_card(house_of(request), request.path_params["check"])
    told = what_if_check(house_of(request), card.guid) if card.readable else None
    return page(request, "desk_comment.html", _one(request, visitor, card, told=told))


def _decide_check(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house, guid = house_of(request), request.path_params["check"]
    event, version, path = event_named(form.get("decision", "")), _version(form), _path_back(form)
    try:
        number, status = decide_check(house, visitor.moderator, guid, event, version)
    except Conflict as refusal:
        refused = _one(request, visitor, queue.client_card(house, guid), refusal)
        return page(request, "desk_comment.html", refused, status=409)
    return _done(request, number, status, path)


def _told(request: Request, number: int, status: Status, back: str) -> dict[str, object]:
    """The same answer for desk.js, which shows it without loading a page."""
    house = house_of(request)
    done = queue.entry(house, number)
    return {
        "decision": number,
        "status": status.value,
        "what": words.reported(done.decision.event) if done else "Decided",
        "words": words.excerpt(done.decision.text) if done else "",
        "counts": {at.value: count for at, count in queue.counts(house).items()},
        "learned": house.judge.learned,
        "back": back,
    }


def _undo(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house = house_of(request)
    number, path = number_in(request.path_params["decision"], "decision"), _path_back(form)
    try:
        undone = undo(house, visitor.moderator, number)
    except Conflict as refusal:
        return _refused_undo(request, visitor, number, refusal)
    anchor = f"#comment-{undone.comment_id}" if undone.comment_id is not None else ""
    return seal(RedirectResponse(f"{request.app.state.root}/desk/{path}?done={number}{anchor}", 303))


def _refused_undo(request: Request, visitor: Visitor, number: int, refusal: Conflict) -> Response:
    house = house_of(request)
    found = queue.entry(house, number)
    comment_id = found.decision.comment_id if found else None
    card = queue.one_card(house, comment_id) if comment_id is not None else None
    if card is not None:
        return page(request, "desk_comment.html", _one(request, visitor, card, refusal), status=409)
    frame = _frame(request, visitor, "decided")
    values = {**frame, "cards": [], "comment": None, "guid": "", "refusal": refusal}
    return page(request, "desk_comment.html", values, status=409)


def _show_sign_in(request: Request) -> Response:
    wanted = safe_next(query_of(request).get("next", ""))
    try:
        visitor_of(request)
    except NotSignedIn:
        return page(request, "desk_sign_in.html", {"next": wanted, "name": "", "refusal": None})
    return seal(RedirectResponse(f"{request.app.state.root}{wanted}", 303))


async def _sign_in(request: Request) -> Response:
    refuse_other_sites(request, house_of(request).base_url)
    return await run_in_threadpool(_admit, request, await form_of(request))


def _admit(request: Request, form: dict[str, str]) -> Response:
    house, wanted = house_of(request), safe_next(form.get("next", ""))
    name = clean("name", form.get("name", ""))  # or blanks around it would make another name of it to be counted
    try:
        with rates_of(request).signing_in(address_of(request), name):
            token = sign_in(house, name, form.get("password", ""))
    except (NotSignedIn, TooMany) as refusal:
        values: dict[str, object] = {"next": wanted, "name": name, "refusal": refusal}
        refused = page(request, "desk_sign_in.html", values, status=refusal.status)
        refused.headers.update(answers.retry_after(refusal))
        return refused
    sign_out(house, token_of(request))  # the session that this browser may have had has no more use
    answer = seal(RedirectResponse(f"{request.app.state.root}{wanted}", 303))
    give_cookie(request, answer, token)
    return answer


def _leave(request: Request, _visitor: Visitor, _form: dict[str, str]) -> Response:
    sign_out(house_of(request), token_of(request))
    answer = seal(RedirectResponse(f"{request.app.state.root}/desk/sign-in", 303))
    drop_cookie(request, answer)
    return answer


def _card_in(request: Request) -> Card:
    """The comment that the address names, as it stands now."""
    number = number_in(request.path_params["comment"], "comment")
    card = queue.one_card(house_of(request), number)
    if card is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return card


def _version(form: dict[str, str]) -> int:
    given = form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise BadInput("version_missing", "The form does not say which version it speaks of.", "Reload the desk.")
    return int(given)


def _path_back(form: dict[str, str]) -> str:
    """Where to go after a decision: one of our own pages, by name and never by address."""
    name = form.get("back", "")
    if name.startswith("comment-"):
        return f"comments/{number_in(name.removeprefix('comment-'), 'comment')}"
    if _GUID.fullmatch(name):
        return f"checks/{name.removeprefix('check-')}"
    return _BACK.get(name, "")


def _queue_route(status: Status) -> Route:
    def show(request: Request, visitor: Visitor) -> Response:
        return _queue(request, visitor, status)

    return Route(f"/{words.QUEUES[status][1]}", reading(show), methods=["GET"])


ROUTES: list[Route] = [
    Route("/sign-in", _show_sign_in, methods=["GET"]),
    Route("/sign-in", _sign_in, methods=["POST"]),
    Route("/sign-out", writing(_leave), methods=["POST"]),
    *(_queue_route(status) for status in words.QUEUES),
    Route("/decided", reading(_decided), methods=["GET"]),
    Route("/clients", reading(_clients), methods=["GET"]),
    Route("/checks/{check}", reading(_check), methods=["GET"]),
    Route("/checks/{check}/decide", writing(_decide_check), methods=["POST"]),
    Route("/comments/{comment}", reading(_comment), methods=["GET"]),
    Route("/comments/{comment}/decide", writing(_decide), methods=["POST"]),
    Route("/decisions/{decision}/undo", writing(_undo), methods=["POST"]),
]
