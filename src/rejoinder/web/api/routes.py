"""`/api/v1/…`: a page's thread and a new comment as JSON, with CORS for the pages of the sites that are served here.

Never with credentials: there is no cookie to send. `Vary: Origin` is on every answer, errors and preflights included,
or a cache would give one site's permission to another (docs/architecture.md, "Whose pages may ask").
"""

from __future__ import annotations

from functools import partial

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.counts import count
from rejoinder.actions.reading.read import ThreadView, read_thread
from rejoinder.errors import BadInput, Refused
from rejoinder.locale import speak
from rejoinder.moderation import Status
from rejoinder.store.comments import StoredComment
from rejoinder.text.markup import render, tree
from rejoinder.thread import Placed
from rejoinder.web.answers import JSON_HEADERS, json
from rejoinder.web.api.openapi import DESCRIPTION
from rejoinder.web.api.shapes import Answered, CommentOut, CountOut, CountsOut, NewComment, ThreadOut
from rejoinder.web.border.documents import json_of
from rejoinder.web.border.forms import query_of, repeated_in_query, site_in
from rejoinder.web.border.house import house_of
from rejoinder.web.border.keys import key_of
from rejoinder.web.border.origins import sender_origin
from rejoinder.web.shown import iso_time, link
from rejoinder.web.thread.asked import part_in
from rejoinder.web.thread.counted import counted
from rejoinder.web.thread.posting import take
from rejoinder.web.thread.sharing import may_ask, shared
from rejoinder.web.thread.turns import turns_of
from rejoinder.web.thread.words import fate
from rejoinder.web.unchanged import unless_known

__all__ = ["counts", "describe", "post", "preflight", "read"]

# A minute, in which a list of articles may lag behind: it is asked for with every page of a site's front.
_KEPT = {**JSON_HEADERS, "Cache-Control": "public, max-age=60"}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type, idempotency-key",
    "Access-Control-Max-Age": "600",
}


@shared
async def read(request: Request) -> Response:
    """The thread of a page."""
    sent = query_of(request)
    house, site, url, part = house_of(request), site_in(sent), sent.get("url", ""), part_in(sent)
    drawn = await turns_of(request).share(
        ("json", site, url, part), partial(read_thread, house, site, url, part), _drawn
    )
    return json(drawn)


def _drawn(view: ThreadView) -> msgspec.Raw:
    return msgspec.Raw(msgspec.json.encode(_thread(view)))


@shared
async def post(request: Request) -> Response:
    """Take a comment."""
    new = await json_of(request, NewComment)
    if new.parent == "":
        raise BadInput("parent_empty", "The field “parent” is empty.", "Leave it out when this is not a reply.")
    fields = {name: value for name, value in msgspec.structs.asdict(new).items() if value is not None}
    done = await take(request, fields, partial(key_of, request))
    out = Answered(
        id=str(done.comment_id),
        status=done.status.value,  # type: ignore[arg-type]  # `fate` raises for the one status that is not among them
        message=str(fate(done.status)),
        receipt=done.receipt,
        receipt_url=f"{house_of(request).base_url}/thread/receipt/{done.receipt}",
    )
    return json(out, status=201)


@shared
async def preflight(request: Request) -> Response:
    """Whether a page may send a comment by script. The browser does not say for which site, so this asks for any."""
    if sender_origin(request) is None or not await may_ask(request):
        raise Refused("other_site", "Comments are taken from the pages of our sites only.", "Register the origin.")
    return Response(status_code=204, headers=_PREFLIGHT)


@shared
async def counts(request: Request) -> Response:
    """How many comments each of many pages has, for programs and for lists of articles; with words for readers."""
    asked, urls = query_of(request), repeated_in_query(request, "url")
    site, speech = site_in(asked), speak(asked.get("lang", ""))
    if not urls:
        raise BadInput("pages_missing", "No page is named.", "Name up to 100, each as “url”.")
    found = await run_in_threadpool(count, house_of(request), site, urls)
    told = [CountOut(url, number, counted(number, speech)) for url, number in zip(urls, found, strict=True)]
    return unless_known(request, msgspec.json.encode(CountsOut(told)), "application/json", _KEPT)


async def describe(_request: Request) -> Response:
    """These routes as an OpenAPI document. Anybody may read it, from anywhere: it is the same for all."""
    return json(DESCRIPTION, headers={"Access-Control-Allow-Origin": "*", "Vary": "Origin"})


def _thread(view: ThreadView) -> ThreadOut:
    return ThreadOut(
        site=view.site.url,
        url=view.page_url,
        title=view.title,
        count=view.count,
        version=view.version,
        closed=view.closed,
        order=view.order.value,
        following=str(view.following) if view.following else None,
        left=view.left,
        comments=[_comment(placed) for placed in view.placed],
    )


def _comment(placed: Placed[StoredComment]) -> CommentOut:
    comment = placed.comment
    removed = comment.status is Status.REMOVED
    html = "" if removed else render(comment.text)
    return CommentOut(
        id=str(comment.id),
        parent=str(placed.parent.id) if placed.parent else None,
        depth=placed.depth,
        author="" if removed else comment.author,
        website="" if removed else link(comment.url),
        time=iso_time(comment.created_at),
        body=list(tree(html)),
        html=html,
        removed=removed,
        edited=iso_time(comment.edited_at) if comment.edited_at is not None and not removed else None,
        ups=comment.ups,
        downs=comment.downs,
        featured=comment.featured_at is not None and not removed,
        moderator=comment.moderator_id is not None and not removed,
    )
