"""A reader's own comments in the script's thread: what became of them, and changing and deleting them.

Every request carries the receipt of a comment, which nobody has but its writer. It stands in the body, so that no log
of addresses holds it, and no answer is kept anywhere.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.edit import edit as edit_comment
from rejoinder.actions.reading.mine import read_mine
from rejoinder.actions.reading.own import Own, read_own_all
from rejoinder.actions.reading.read import Part, read_thread
from rejoinder.actions.reading.receipt import Fate, look_up, unknown_receipt
from rejoinder.actions.reading.remove import remove
from rejoinder.locale import Speech
from rejoinder.moderation import Status
from rejoinder.text.clean import LIMITS
from rejoinder.text.markup import Node
from rejoinder.web.answers import json, render
from rejoinder.web.border.forms import fields_of
from rejoinder.web.border.house import house_of, rates_of
from rejoinder.web.border.peers import address_of
from rejoinder.web.thread.asked import sent_in, speech_for
from rejoinder.web.thread.draft import receipt_in
from rejoinder.web.thread.links import thread_url
from rejoinder.web.thread.nodes import nodes_of
from rejoinder.web.thread.origins import refuse_origin
from rejoinder.web.thread.pages import Form, heading_of, look_of
from rejoinder.web.thread.sharing import shared
from rejoinder.web.thread.shown import Shown, shown
from rejoinder.web.thread.words import DONE, fate

__all__ = ["ask", "change", "delete", "edit_now", "written"]


@shared
async def ask(request: Request) -> Response:
    """What became of the comments with these receipts."""
    pairs = await fields_of(request)
    sent = request.state.sent = dict(pairs)
    receipt_in(sent)
    receipts = [value for name, value in pairs if name == "receipt"]
    speech = speech_for(request, sent.get("lang", ""))
    return json({"mine": await run_in_threadpool(_mine, request, receipts, speech)})


@shared
async def change(request: Request) -> Response:
    """With a text, the comment gets it; without one, the form to change it comes back as nodes."""
    sent, speech = await sent_in(request)
    do = _changed if "text" in sent else _form
    return json(await run_in_threadpool(do, request, sent, speech))


@shared
async def delete(request: Request) -> Response:
    """Delete a comment; what is left of it, if replies hang under it, comes back as nodes."""
    sent, speech = await sent_in(request)
    return json(await run_in_threadpool(_deleted, request, receipt_in(sent), speech))


def written(request: Request, own: Own, receipt: str, speech: Speech) -> dict[str, Any]:
    """A comment for the page of whoever has just written or changed it."""
    found = own.fate
    return {
        "id": str(found.comment_id),
        "status": found.status.value,
        "receipt": receipt,
        "open_until": found.open_until,
        "nodes": _article(request, own, speech),
        "told": str(fate(found.status, found.held_for, found.decided_for, speech)),
        "heading": heading_of(own.count, speech),
    }


def edit_now(request: Request, found: Fate, receipt: str, text: str) -> None:
    """Change a comment from a page of its site, or of ours. Raises what `edit` raises, and `TooMany`."""
    house, address = house_of(request), address_of(request)
    refuse_origin(request, house, found.origins, private=True)
    crowded = rates_of(request).post(address)
    behaviour = ("crowd",) if crowded else ()
    agent = request.headers.get("user-agent", "")[:500]
    edit_comment(house, receipt, text, ip=address, user_agent=agent, behaviour=behaviour)


def _mine(request: Request, receipts: list[str], speech: Speech) -> list[dict[str, Any]]:
    return [
        {
            "id": str(one.fate.comment_id),
            "status": one.fate.status.value,
            "open_until": one.fate.open_until,
            # What is published stands in the thread already.
            "nodes": [] if one.fate.status is Status.PUBLISHED else _article(request, one, speech),
        }
        for one in read_mine(house_of(request), receipts)
    ]


def _form(request: Request, sent: dict[str, str], speech: Speech) -> dict[str, Any]:
    receipt = receipt_in(sent)
    found = look_up(house_of(request), receipt)
    values = {"comment_id": found.comment_id, "receipt": receipt, "text": found.text, "form": Form(), "where": "embed"}
    values |= {"base": house_of(request).base_url, "limits": LIMITS}
    return {"nodes": nodes_of(render(request, "thread_edit.html", values, speech=speech))}


def _changed(request: Request, sent: dict[str, str], speech: Speech) -> dict[str, Any]:
    house, receipt = house_of(request), receipt_in(sent)
    found = look_up(house, receipt)
    edit_now(request, found, receipt, sent["text"])
    own = read_own_all(house, [found.comment_id]).get(found.comment_id)
    if own is None:
        raise unknown_receipt()
    done = written(request, own, receipt, speech)
    if done["status"] == Status.PUBLISHED:
        done["told"] = speech.gettext(DONE["edited"])
    return done


def _deleted(request: Request, receipt: str, speech: Speech) -> dict[str, Any]:
    house = house_of(request)
    found = look_up(house, receipt)
    refuse_origin(request, house, found.origins, private=True)
    remove(house, receipt)
    view = read_thread(house, found.site_url, found.page_url, Part(at=found.comment_id))
    left = [one for one in view.placed if one.comment.id == found.comment_id]
    look = look_of(request, "embed", speech)
    here = thread_url(look.base, found.site_url, found.page_url)
    tombstones = [shown(look, one, here, {}, in_article=True) for one in left]
    nodes = [node for one in tombstones for node in _drawn(request, one, view.rules, speech, closed=view.closed)]
    return {"told": speech.gettext(DONE["deleted"]), "nodes": nodes, "heading": heading_of(view.count, speech)}


def _article(request: Request, own: Own, speech: Speech) -> list[Node]:
    look, parent, found = look_of(request, "embed", speech), own.placed.parent, own.fate
    here = thread_url(look.base, found.site_url, found.page_url)
    hidden = found.status is not Status.PUBLISHED
    note = fate(found.status, found.held_for, found.decided_for, speech) if hidden else None
    # How deep the parent is drawn is known when this is as deep as can be: as deep as this, or less.
    depths = {parent.id: own.placed.depth} if parent else {}
    one = shown(look, own.placed, here, depths, in_article=True, note=note)
    return _drawn(request, one, own.thread.rules, speech, closed=own.thread.closed)


def _drawn(request: Request, one: Shown, rules: Any, speech: Speech, *, closed: bool) -> list[Node]:
    values = {"comment": one, "where": "embed", "rules": rules, "closed": closed}
    return nodes_of(render(request, "thread_one.html", values, speech=speech))
