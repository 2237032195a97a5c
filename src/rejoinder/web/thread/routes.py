"""`/thread`: reading, writing and replying without JavaScript; the receipt; the files of the embed script.

Nothing that waits for a moderator is ever at an address that somebody could guess: a receipt is signed, and whoever has
it wrote the comment. Pages with comments are not to be indexed here; the article is the place where they are found.
"""

from __future__ import annotations

from functools import partial

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from rejoinder.actions.reading.read import ThreadView, read_thread
from rejoinder.actions.reading.receipt import look_up
from rejoinder.actions.reading.submit import Submitted, submit
from rejoinder.errors import BadInput, Conflict, NotFound, RejoinderError, TooMany, Unavailable
from rejoinder.store.sites import Site
from rejoinder.text.markup import render as render_markup
from rejoinder.web.answers import html, retry_after
from rejoinder.web.border.forms import form_of, query_of, site_in
from rejoinder.web.border.house import house_of
from rejoinder.web.border.ids import number_in
from rejoinder.web.border.keys import key_in, new_key
from rejoinder.web.shown import link
from rejoinder.web.thread import files
from rejoinder.web.thread.admission import admit
from rejoinder.web.thread.draft import draft_of, problem_of
from rejoinder.web.thread.origins import refuse_strangers
from rejoinder.web.thread.pages import SHARED_KEY, Form, data_url, frames, thread_page, thread_url, with_own_key
from rejoinder.web.thread.turns import turns_of
from rejoinder.web.thread.words import fate

__all__ = ["post", "receipt", "script", "show", "style"]


async def show(request: Request) -> Response:
    """The thread of a page; `reply` opens the form under the comment of that number."""
    asked = query_of(request)
    house, site, url, title = house_of(request), site_in(asked), asked.get("url", ""), asked.get("title", "")
    reply = number_in(asked["reply"], "comment") if asked.get("reply") else None
    page = await turns_of(request).share(
        ("page", site, url, title, reply),
        partial(read_thread, house, site, url),
        partial(thread_page, request, form=Form(reply=reply, title=title, key=SHARED_KEY)),
    )
    return with_own_key(page)


async def post(request: Request) -> Response:
    """Take a comment and lead its writer to the receipt, or show the form again with all that was typed."""
    sent = await form_of(request)
    site = site_in(sent)
    try:
        done = await run_in_threadpool(_submit, request, site, sent)
    except (BadInput, Conflict, NotFound, TooMany, Unavailable) as error:
        page = await turns_of(request).take(
            partial(_thread_behind, request, sent),
            partial(thread_page, request, form=_as_sent(sent, error), status=error.status),
        )
        page.headers.update(retry_after(error))
        return page
    # Seen through 303 the answer is a page of its own: reloading it sends nothing twice.
    return RedirectResponse(f"{request.app.state.root}/thread/receipt/{done.receipt}", 303)


def _submit(request: Request, site: str, sent: dict[str, str]) -> Submitted:
    house = house_of(request)
    behaviour = admit(request, sent)
    refuse_strangers(request, house, site)
    return submit(house, draft_of(request, sent, key_in(sent.get("key") or None), behaviour))


def _thread_behind(request: Request, sent: dict[str, str]) -> ThreadView:
    """The thread that a form was sent to. Raises the error of a site or page that is not ours."""
    site, url = sent.get("site", ""), sent.get("url", "")
    try:
        return read_thread(house_of(request), site, url)
    except Unavailable:
        return ThreadView(Site(0, site, site, ""), frozenset(), url, "", 0, ())


def _as_sent(sent: dict[str, str], error: RejoinderError) -> Form:
    """The form as it was sent, with what is wrong."""
    parent = sent.get("parent", "")
    reply = int(parent) if parent.isascii() and parent.isdigit() and len(parent) < 19 else None
    # The form keeps its key, since it is the same comment that will be sent again; unless it was sent with another.
    key = "" if error.code in ("key_reused", "bad_key") else sent.get("key", "")
    return Form(
        typed=sent, reply=reply, title=sent.get("title", ""), problem=problem_of(error, sent), key=key or new_key()
    )


async def receipt(request: Request) -> Response:
    """What became of a comment, for whoever wrote it."""
    return await run_in_threadpool(_receipt, request)


def _receipt(request: Request) -> Response:
    found = look_up(house_of(request), request.path_params["receipt"])
    root: str = request.app.state.root
    values = {
        "told": fate(found.status),
        "status": found.status,
        "author": found.author,
        "body": Markup(render_markup(found.text)),  # noqa: S704 - cleaned, see text/markup.py
        "page_url": link(found.page_url),
        "page_title": found.page_title,
        "comment_url": f"{found.page_url}#comment-{found.comment_id}",
        "thread_url": thread_url(root, found.site_url, found.page_url),
        "data_url": data_url(root, found.site_url),
    }
    return html(request, "thread_receipt.html", values, frames=frames(found.origins))


async def script(request: Request) -> Response:
    """The script with which any page of a site shows its thread."""
    return files.answer(request, files.SCRIPT)


async def style(request: Request) -> Response:
    """The style sheet of the thread, embedded or not."""
    return files.answer(request, files.STYLE)
