"""Answers for scripts: the pages of our sites may read them (CORS), also when they are errors; and errors for readers.

Never with credentials: there is no cookie to send. `Vary: Origin` is on every answer, errors and preflights included,
or a cache would give one site's permission to another (docs/architecture.md, "Whose pages may ask").
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.errors import RejoinderError
from rejoinder.locale import ENGLISH
from rejoinder.web.answers import Words, failure
from rejoinder.web.border.forms import query_of
from rejoinder.web.border.house import house_of
from rejoinder.web.border.origins import sender_origin
from rejoinder.web.thread.asked import speech_for
from rejoinder.web.thread.origins import may_read
from rejoinder.web.thread.problems import problem_of

__all__ = ["Endpoint", "in_their_words", "may_ask", "shared"]

_READERS = ("/thread", "/embed")  # what the addresses begin with where readers ask

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


def shared(endpoint: Endpoint) -> Endpoint:
    """Let the pages of our sites read the answer."""

    @wraps(endpoint)
    async def answer(request: Request) -> Response:
        try:
            response = await endpoint(request)
        except RejoinderError as error:
            response = await failure(request, error)
        response.headers.setdefault("Vary", "Origin")
        origin = sender_origin(request)
        if origin is not None and await _allowed(request):
            response.headers["Access-Control-Allow-Origin"] = origin
        return response

    return answer


def in_their_words(request: Request, error: RejoinderError) -> Words:
    """What is wrong: to readers in the language of the form, the address or their browser; in English elsewhere."""
    if not request.scope["path"].startswith(_READERS):
        return Words(ENGLISH, error.sentence, error.remedy)
    sent = getattr(request.state, "sent", None) or _query(request)
    speech = speech_for(request, sent.get("lang", ""))
    problem = problem_of(error, sent, speech)
    return Words(speech, problem.sentence, problem.remedy)


async def may_ask(request: Request) -> bool:
    """Whether a script in the asking page may read the answer to it."""
    return await run_in_threadpool(_may_read, request)


async def _allowed(request: Request) -> bool:
    known: bool | None = getattr(request.state, "may_read", None)  # by whoever has read the site anyway
    return await may_ask(request) if known is None else known


def _may_read(request: Request) -> bool:
    try:
        return may_read(request, house_of(request), query_of(request).get("site"))
    except RejoinderError:
        # A query that cannot be read, or a database that does not answer: the page is told nothing then.
        return False


def _query(request: Request) -> dict[str, str]:
    try:
        return query_of(request)
    except RejoinderError:
        return {}
