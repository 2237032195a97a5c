"""`/data`: how comment data is processed. Nothing on it is written by hand about a particular installation."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.rights.describe import describe
from rejoinder.web.answers import html
from rejoinder.web.border.forms import query_of

__all__ = ["data"]


async def data(request: Request) -> Response:
    """The page, generated at this moment from the data map and the settings that are in force."""
    described = await run_in_threadpool(describe, request.app.state.house, query_of(request).get("site", ""))
    return html(request, "data.html", {"data": described})
