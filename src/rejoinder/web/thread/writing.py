"""A comment is written: by the plain form, which leads its writer to the receipt, and by the script's form.

What is refused comes back with all that was typed: the page shows its form again, and the script keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rejoinder.actions.reading.read import Part, ThreadView, read_thread
from rejoinder.errors import BadInput, Conflict, NotFound, RejoinderError, TooMany, Unavailable
from rejoinder.locale import Speech
from rejoinder.store.sites import Site
from rejoinder.text.markup import render
from rejoinder.web.answers import json, retry_after
from rejoinder.web.border.forms import form_of, site_in
from rejoinder.web.border.house import house_of
from rejoinder.web.border.keys import key_in, new_key
from rejoinder.web.thread.asked import Asked, sent_in, speech_for
from rejoinder.web.thread.draft import text_in
from rejoinder.web.thread.links import receipt_url
from rejoinder.web.thread.mine import written
from rejoinder.web.thread.nodes import nodes_of
from rejoinder.web.thread.origins import refuse_strangers
from rejoinder.web.thread.pages import Form, thread_page
from rejoinder.web.thread.posting import take, take_and_draw
from rejoinder.web.thread.problems import problem_of
from rejoinder.web.thread.sharing import shared
from rejoinder.web.thread.shown import in_words
from rejoinder.web.thread.turns import turns_of

__all__ = ["post", "preview", "send"]

# What sending the same once more under the same key would be told again.
_NEW_KEY = ("key_reused", "bad_key", "comment_deleted")
_MENDABLE = (BadInput, Conflict, NotFound, TooMany, Unavailable)


async def post(request: Request) -> Response:
    """Take a comment and lead its writer to the receipt, or show the form again: with a preview, or what is wrong."""
    sent = request.state.sent = await form_of(request)
    site = site_in(sent)
    try:
        if "preview" in sent:
            await run_in_threadpool(refuse_strangers, request, house_of(request), site)
            return await _again(request, sent, Form(preview=in_words(text_in(sent))))
        done = await take(request, sent, partial(_key, sent))
    except _MENDABLE as error:
        page = await _again(request, sent, Form(), error)
        page.headers.update(retry_after(error))
        return page
    # Seen through 303 the answer is a page of its own: reloading it sends nothing twice.
    speech = speech_for(request, sent.get("lang", ""))
    return RedirectResponse(receipt_url(request.app.state.root, done.receipt, speech.code), 303)


@shared
async def send(request: Request) -> Response:
    """Take a comment from the script; its article comes back, to be put into the thread that is on the screen."""
    sent, speech = await sent_in(request)
    site_in(sent)
    out = await take_and_draw(
        request, sent, partial(_key, sent), lambda done, own: written(request, own, done.receipt, speech)
    )
    return json(out, status=201)


@shared
async def preview(request: Request) -> Response:
    """What a comment would look like, as nodes. Nothing is stored."""
    sent = request.state.sent = await form_of(request)
    text = text_in(sent)
    return json({"nodes": await run_in_threadpool(lambda: nodes_of(render(text)))})


def _key(sent: Mapping[str, str]) -> str:
    return key_in(sent.get("key") or None)


async def _again(
    request: Request, sent: Mapping[str, str], form: Form, error: RejoinderError | None = None
) -> Response:
    """The thread with the form as it was sent. Raises the error of a site or page that is not ours."""
    return await turns_of(request).take(
        partial(_thread_behind, request, sent), partial(_drawn_again, request, sent, form, error)
    )


def _drawn_again(
    request: Request, sent: Mapping[str, str], form: Form, error: RejoinderError | None, view: ThreadView
) -> Response:
    speech = speech_for(request, sent.get("lang", ""), view.rules)
    asked = Asked(sent.get("site", ""), sent.get("url", ""), sent.get("title", ""), sent.get("lang", ""))
    form = _as_sent(sent, form, error, speech)
    return thread_page(request, view, speech, asked, form, error.status if error else 200)


def _as_sent(sent: Mapping[str, str], form: Form, error: RejoinderError | None, speech: Speech) -> Form:
    # The form keeps its key, since it is the same comment that will be sent again; unless it was sent with another.
    key = "" if error and error.code in _NEW_KEY else sent.get("key", "")
    return Form(
        typed=sent,
        reply=_replied_to(sent),
        problem=problem_of(error, sent, speech) if error else None,
        preview=form.preview,
        key=key or new_key(),
    )


def _thread_behind(request: Request, sent: Mapping[str, str]) -> ThreadView:
    """The part of the thread with the comment that is replied to, if it is a reply."""
    site, url = sent.get("site", ""), sent.get("url", "")
    try:
        return read_thread(house_of(request), site, url, Part(at=_replied_to(sent)))
    except Unavailable:
        return ThreadView(Site(0, site, site, ""), frozenset(), url, "", 0, ())


def _replied_to(sent: Mapping[str, str]) -> int | None:
    parent = sent.get("parent", "")
    return int(parent) if parent.isascii() and parent.isdigit() and len(parent) < 19 else None
