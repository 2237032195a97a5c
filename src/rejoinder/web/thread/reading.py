"""A thread is read: as a page, as a piece of HTML for somebody's page, and as the nodes of the embed script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.reading.read import ThreadView, outline, read_thread
from rejoinder.locale import Speech
from rejoinder.web.answers import JSON_HEADERS
from rejoinder.web.border.house import house_of
from rejoinder.web.thread.asked import Asked, asked_of, by_header, speech_for
from rejoinder.web.thread.kept import Drawn, drawn, has, kept_of, shared_for, tag_of
from rejoinder.web.thread.nodes import nodes_of
from rejoinder.web.thread.origins import may_show
from rejoinder.web.thread.pages import heading_of, thread_fragment, thread_list, thread_page, thread_section
from rejoinder.web.thread.sharing import shared
from rejoinder.web.thread.turns import turns_of

__all__ = ["part", "read", "show"]

Made: TypeAlias = tuple[bytes, str, Mapping[str, str]]  # body, type and headers


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the forms of a thread: its name, and what makes it."""

    name: str
    make: Callable[[Request, ThreadView, Speech, Asked], Made]


async def show(request: Request) -> Response:
    """The thread of a page; `reply` opens the form under the comment of that number."""
    return await _answer(request, _PAGE)


@shared
async def part(request: Request) -> Response:
    """The thread as a piece of HTML that a site puts into its article on its own server."""
    return await _answer(request, _PART)


@shared
async def read(request: Request) -> Response:
    """The thread as nodes; with `after` only the comments that follow."""
    return await _answer(request, _NODES)


async def _answer(request: Request, kind: Kind) -> Response:
    asked, house, turns = asked_of(request), house_of(request), turns_of(request)
    seen = await turns.look(("outline", asked.site, asked.url), partial(outline, house, asked.site, asked.url))
    request.state.may_read = may_show(request, house, seen.origins)
    speech = speech_for(request, asked.lang, seen.rules)
    tag = tag_of(house, kind.name, seen, speech, asked)
    headers = shared_for(one_language=not by_header(asked.lang, seen.rules))
    if has(request, tag):
        return Response(status_code=304, headers={**headers, "ETag": tag})
    found = kept_of(request).get(tag)
    if found is None:
        read_it = partial(read_thread, house, asked.site, asked.url, asked.part)
        found = await turns.share((kind.name, tag), read_it, partial(_drawn, request, kind, speech, asked))
        kept_of(request).put(found)
    return found.answer(request, headers)


def _drawn(request: Request, kind: Kind, speech: Speech, asked: Asked, view: ThreadView) -> Drawn:
    # The thread may have changed since its outline was read, so the tag is made of what is drawn.
    tag = tag_of(house_of(request), kind.name, view, speech, asked)
    body, type_, headers = kind.make(request, view, speech, asked)
    return drawn(tag, body, type_, headers)


def _page(request: Request, view: ThreadView, speech: Speech, asked: Asked) -> Made:
    page = thread_page(request, view, speech, asked)
    own = {"content-length", "content-type", "cache-control"}
    return bytes(page.body), "text/html", {name: value for name, value in page.headers.items() if name not in own}


def _part(request: Request, view: ThreadView, speech: Speech, asked: Asked) -> Made:
    headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
    # As a page of its own it can do nothing; in somebody's article their policy holds.
    headers["Content-Security-Policy"] = JSON_HEADERS["Content-Security-Policy"]
    return thread_fragment(request, view, speech, asked).encode(), "text/html", headers


def _nodes(request: Request, view: ThreadView, speech: Speech, asked: Asked) -> Made:
    drawn_as = thread_list if asked.part.after is not None else thread_section
    told = {
        "nodes": nodes_of(drawn_as(request, view, speech, asked)),
        "version": view.version,
        "count": view.count,
        "heading": heading_of(view.count, speech),
        "following": str(view.following) if view.following else None,
    }
    headers = {name: value for name, value in JSON_HEADERS.items() if name != "Cache-Control"}
    return msgspec.json.encode(told), "application/json", headers


_PAGE, _PART, _NODES = Kind("page", _page), Kind("part", _part), Kind("nodes", _nodes)
