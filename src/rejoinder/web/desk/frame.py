"""What every page of the desk shows around its own matter, what every form of it sends, and the way back from both."""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rejoinder.actions.deciding import queue
from rejoinder.actions.deciding.queue import Card
from rejoinder.errors import BadInput, NotFound
from rejoinder.moderation import Status
from rejoinder.policy.refusals import REFUSALS
from rejoinder.web import answers
from rejoinder.web.border.forms import query_of
from rejoinder.web.border.house import house_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.desk import words
from rejoinder.web.desk.session import Visitor, seal
from rejoinder.web.desk.view import EntryView, entry_view

__all__ = ["card_in", "decided", "done", "frame", "path_back", "version_in"]

_BACK = {path or "waiting": path for _name, path in words.QUEUES.values()}
_BACK |= {name: name for name in ("decided", "clients", "reports")}
_GUID = re.compile("check-[0-9a-f]{32}")


def frame(request: Request, visitor: Visitor, here: str) -> dict[str, object]:
    """What every page of the desk shows, whatever else it shows. `here` is the name under which forms come back."""
    house = house_of(request)
    standing = queue.counts(house)
    tabs: list[dict[str, object]] = [
        {"name": name, "path": path, "status": status.value, "count": standing[status], "key": path or "waiting"}
        for status, (name, path) in words.QUEUES.items()
    ]
    waiting: dict[str, object] = {"name": "Reported", "path": "reports", "status": "reports", "key": "reports"}
    tabs.insert(1, waiting | {"count": queue.count_reported(house)})
    return {
        "visitor": visitor,
        "tabs": tabs,
        "here": here,
        "learned": house.judge.learned,
        "flash": _flash(request),
        "notice": words.DID.get(query_of(request).get("did", ""), ""),
        "refusals": REFUSALS,
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


def card_in(request: Request) -> Card:
    """The comment that the address names, as it stands now."""
    number = number_in(request.path_params["comment"], "comment")
    card = queue.one_card(house_of(request), number)
    if card is None:
        raise NotFound("unknown_comment", "There is no such comment.", "It may have been deleted meanwhile.")
    return card


def version_in(form: dict[str, str]) -> int:
    """Which version of a comment a form speaks of. Raises `BadInput` when it does not say."""
    given = form.get("version", "")
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise BadInput("version_missing", "The form does not say which version it speaks of.", "Reload the desk.")
    return int(given)


def path_back(form: dict[str, str]) -> str:
    """Where to go after a decision: one of our own pages, by name and never by address."""
    name = form.get("back", "")
    if name.startswith("comment-"):
        return f"comments/{number_in(name.removeprefix('comment-'), 'comment')}"
    if _GUID.fullmatch(name):
        return f"checks/{name.removeprefix('check-')}"
    return _BACK.get(name, "")


def decided(request: Request, number: int, status: Status, path: str) -> Response:
    """Back to where the form was, with the decision told; for desk.js the same as JSON."""
    back = f"{request.app.state.root}/desk/{path}?done={number}"
    if request.headers.get("accept") != "application/json":
        return seal(RedirectResponse(back, 303))
    return seal(answers.json(_told(request, number, status, back)))


def done(request: Request, what: str, path: str, anchor: str = "") -> Response:
    """Back to where the form was, with one of `words.DID` told."""
    return seal(RedirectResponse(f"{request.app.state.root}/desk/{path}?did={what}{anchor}", 303))


def _told(request: Request, number: int, status: Status, back: str) -> dict[str, object]:
    """The same answer for desk.js, which shows it without loading a page."""
    house = house_of(request)
    made = queue.entry(house, number)
    return {
        "decision": number,
        "status": status.value,
        "what": words.reported(made.decision.event) if made else "Decided",
        "words": words.excerpt(made.decision.text) if made else "",
        "counts": {at.value: count for at, count in queue.counts(house).items()}
        | {"reports": queue.count_reported(house)},
        "learned": house.judge.learned,
        "back": back,
    }
