"""The page of a receipt: what became of a comment, and without JavaScript its change and its end.

Its address is a secret of whoever wrote the comment: `no-store`, `no-referrer`, and what is sent from it carries the
receipt in the body. Opening an address changes nothing; deleting takes a second step.
"""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rejoinder.actions.reading.receipt import Fate, look_up
from rejoinder.actions.reading.remove import remove
from rejoinder.errors import BadInput, Conflict, Refused, RejoinderError, TooMany, Unavailable
from rejoinder.locale import Speech
from rejoinder.text.clean import LIMITS
from rejoinder.web.answers import html, retry_after
from rejoinder.web.border.forms import query_of
from rejoinder.web.border.house import house_of
from rejoinder.web.shown import link
from rejoinder.web.thread.asked import sent_in, speech_for
from rejoinder.web.thread.draft import receipt_in, text_in
from rejoinder.web.thread.links import data_url, frames, receipt_url, thread_url
from rejoinder.web.thread.mine import edit_now
from rejoinder.web.thread.origins import refuse_origin
from rejoinder.web.thread.pages import Form
from rejoinder.web.thread.problems import problem_of
from rejoinder.web.thread.shown import in_words, moment_of
from rejoinder.web.thread.words import DONE, fate

__all__ = ["change", "delete", "receipt"]


async def receipt(request: Request) -> Response:
    """What became of a comment, for whoever wrote it."""
    speech = speech_for(request, query_of(request).get("lang", ""))
    return await run_in_threadpool(_shown, request, request.path_params["receipt"], speech, Form())


async def change(request: Request) -> Response:
    """Give a comment another text, or show the form again: with a preview, or with what is wrong."""
    return await run_in_threadpool(_change, request, *await sent_in(request))


async def delete(request: Request) -> Response:
    """Ask whether a comment is to be deleted; with `sure`, delete it."""
    return await run_in_threadpool(_delete, request, *await sent_in(request))


def _change(request: Request, sent: dict[str, str], speech: Speech) -> Response:
    given = receipt_in(sent)
    found = look_up(house_of(request), given)
    try:
        if "preview" in sent:
            refuse_origin(request, house_of(request), found.origins, private=True)
            seen = Form(typed=sent, preview=in_words(text_in(sent)))
            return _shown(request, given, speech, seen)
        edit_now(request, found, given, sent.get("text", ""))
    except (BadInput, Conflict, TooMany, Unavailable) as error:
        return _refused(request, sent, error, speech)
    except Refused as error:
        if error.code == "other_site":
            raise
        return _refused(request, sent, error, speech)
    return RedirectResponse(receipt_url(request.app.state.root, given, speech.code), 303)


def _refused(request: Request, sent: dict[str, str], error: RejoinderError, speech: Speech) -> Response:
    form = Form(typed=sent, problem=problem_of(error, sent, speech))
    page = _shown(request, sent["receipt"], speech, form, error.status)
    page.headers.update(retry_after(error))
    return page


def _delete(request: Request, sent: dict[str, str], speech: Speech) -> Response:
    house, given = house_of(request), receipt_in(sent)
    found = look_up(house, given)
    refuse_origin(request, house, found.origins, private=True)
    root: str = request.app.state.root
    values = _about(root, found, speech) | {"receipt": given, "receipt_url": receipt_url(root, given, speech.code)}
    if not sent.get("sure"):
        return html(request, "thread_delete.html", values, frames=frames(found.origins), speech=speech)
    remove(house, given)
    values["told"] = speech.gettext(DONE["deleted"])
    return html(request, "thread_done.html", values, frames=frames(found.origins), speech=speech)


def _shown(request: Request, given: str, speech: Speech, form: Form, status: int = 200) -> Response:
    found = look_up(house_of(request), given)
    values = _about(request.app.state.root, found, speech) | {
        "told": fate(found.status, found.held_for, found.decided_for, speech),
        "form": form,
        "receipt": given,
        "limits": LIMITS,
        "where": "page",
    }
    return html(request, "thread_receipt.html", values, status=status, frames=frames(found.origins), speech=speech)


def _about(root: str, found: Fate, speech: Speech) -> dict[str, Any]:
    return {
        "base": root,
        "status": found.status,
        "comment_id": found.comment_id,
        "author": found.author,
        "text": found.text,
        "body": in_words(found.text),
        "created": moment_of(speech, found.created_at) if found.created_at else None,
        "open_until": moment_of(speech, found.open_until) if found.open_until else None,
        "deletable": bool(found.open_until),
        "page_url": link(found.page_url),
        "comment_url": f"{link(found.page_url)}#comment-{found.comment_id}",
        "thread_url": thread_url(root, found.site_url, found.page_url, lang=speech.code),
        "data_url": data_url(root, found.site_url),
    }
