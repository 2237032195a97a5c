"""The moderation desk: sign in, clear the queue, see what was decided, undo.

Every page works without JavaScript; static/desk.js adds keys and decides without loading the page anew. It asks for
JSON where the forms get a redirection, and leaves every refusal to the page that a form would have got.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.clients import decide_check
from rejoinder.actions.deciding.decide import decide, event_named
from rejoinder.actions.deciding.queue import PAGE
from rejoinder.actions.deciding.settle import SETTLE, settle
from rejoinder.actions.deciding.undo import undo
from rejoinder.actions.deciding.what_if import what_if, what_if_check
from rejoinder.actions.owning.people import sign_in, sign_out
from rejoinder.actions.owning.sites import known_sites
from rejoinder.errors import Conflict, NotSignedIn, TooMany
from rejoinder.moderation import Status
from rejoinder.text.clean import clean
from rejoinder.web import answers
from rejoinder.web.border.forms import form_of, query_of
from rejoinder.web.border.house import house_of, rates_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.origins import refuse_other_sites
from rejoinder.web.border.peers import address_of
from rejoinder.web.desk import comment, rules, words
from rejoinder.web.desk.comment import one
from rejoinder.web.desk.frame import card_in, decided, frame, path_back, version_in
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
from rejoinder.web.desk.view import entry_view, show_card, site_view

__all__ = ["ROUTES", "enter"]


async def enter(request: Request) -> Response:
    """The desk without its slash: on to the queue."""
    return RedirectResponse(f"{request.app.state.root}/desk/", 303)


def _queue(request: Request, visitor: Visitor, status: Status) -> Response:
    name, path = words.QUEUES[status]
    seen = queue.look(house_of(request), status)
    around = frame(request, visitor, path or "waiting")
    cards = [show_card(request, card, around) for card in seen.cards]
    left_out = max(0, seen.counts[status] - PAGE) if len(cards) == PAGE else 0
    return page(
        request,
        "desk_queue.html",
        {**around, "title": name, "status": status.value, "cards": cards, "left_out": left_out},
    )


def _reported(request: Request, visitor: Visitor) -> Response:
    around = frame(request, visitor, "reports")
    cards = [show_card(request, card, around) for card in queue.reported(house_of(request))]
    left_out = max(0, queue.count_reported(house_of(request)) - PAGE) if len(cards) == PAGE else 0
    values = {**around, "title": "Reported", "status": "reports", "cards": cards, "left_out": left_out}
    return page(request, "desk_queue.html", values)


def _decided(request: Request, visitor: Visitor) -> Response:
    house = house_of(request)
    entries = [entry_view(found, house.clock()) for found in queue.lately(house)]
    return page(request, "desk_decided.html", {**frame(request, visitor, "decided"), "entries": entries})


def _comment(request: Request, visitor: Visitor) -> Response:
    card = card_in(request)
    told = what_if(house_of(request), card.comment.id) if card.readable and not card.comment.moderator_id else None
    return page(request, "desk_comment.html", one(request, visitor, card, told=told))


def _decide(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house, card, named = house_of(request), card_in(request), form.get("decision", "")
    version, path, who = version_in(form), path_back(form), visitor.moderator
    try:
        if named == SETTLE:
            number, status = settle(house, who, card.comment.id, version)
        else:
            why = form.get("why", "")
            number, status = decide(house, who, card.comment.id, event_named(named), version, why)
    except Conflict as refusal:
        return page(request, "desk_comment.html", one(request, visitor, card_in(request), refusal), status=409)
    return decided(request, number, status, path)


def _clients(request: Request, visitor: Visitor) -> Response:
    house, around = house_of(request), frame(request, visitor, "clients")
    cards = [show_card(request, card, around) for card in queue.from_clients(house)]
    sites = [site_view(known.site) for known in known_sites(house)]
    return page(request, "desk_clients.html", {**around, "sites": sites, "modes": words.MODES, "cards": cards})


def _check(request: Request, visitor: Visitor) -> Response:
    card = queue.client_card(house_of(request), request.path_params["check"])
    told = what_if_check(house_of(request), card.guid) if card.readable else None
    return page(request, "desk_comment.html", one(request, visitor, card, told=told))


def _decide_check(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house, guid = house_of(request), request.path_params["check"]
    event, version, path = event_named(form.get("decision", "")), version_in(form), path_back(form)
    try:
        number, status = decide_check(house, visitor.moderator, guid, event, version)
    except Conflict as refusal:
        refused = one(request, visitor, queue.client_card(house, guid), refusal)
        return page(request, "desk_comment.html", refused, status=409)
    return decided(request, number, status, path)


def _undo(request: Request, visitor: Visitor, form: dict[str, str]) -> Response:
    house = house_of(request)
    number, path = number_in(request.path_params["decision"], "decision"), path_back(form)
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
        return page(request, "desk_comment.html", one(request, visitor, card, refusal), status=409)
    values = {**frame(request, visitor, "decided"), "cards": [], "comment": None, "guid": "", "around": None}
    return page(request, "desk_comment.html", values | {"refusal": refusal}, status=409)


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


def _queue_route(status: Status) -> Route:
    def show(request: Request, visitor: Visitor) -> Response:
        return _queue(request, visitor, status)

    return Route(f"/{words.QUEUES[status][1]}", reading(show), methods=["GET"])


ROUTES: list[Route] = [
    Route("/sign-in", _show_sign_in, methods=["GET"]),
    Route("/sign-in", _sign_in, methods=["POST"]),
    Route("/sign-out", writing(_leave), methods=["POST"]),
    *(_queue_route(status) for status in words.QUEUES),
    Route("/reports", reading(_reported), methods=["GET"]),
    Route("/decided", reading(_decided), methods=["GET"]),
    Route("/clients", reading(_clients), methods=["GET"]),
    Route("/checks/{check}", reading(_check), methods=["GET"]),
    Route("/checks/{check}/decide", writing(_decide_check), methods=["POST"]),
    Route("/comments/{comment}", reading(_comment), methods=["GET"]),
    Route("/comments/{comment}/decide", writing(_decide), methods=["POST"]),
    Route("/decisions/{decision}/undo", writing(_undo), methods=["POST"]),
    *comment.ROUTES,
    *rules.ROUTES,
]
