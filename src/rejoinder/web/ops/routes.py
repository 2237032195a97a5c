"""Liveness and readiness. No content is rendered for it, so that a bad comment can never make a server look dead."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.owning.health import health as ask
from rejoinder.web.answers import json

__all__ = ["health"]


async def health(request: Request) -> Response:
    """200 when the database answers and the filter judges, else 503; `?detail` says more."""
    found = await run_in_threadpool(ask, request.app.state.house)
    detail = "detail" in request.query_params
    told = {"status": "ready" if found.ready else "failing"}
    if detail:
        told |= {"ledger": str(found.head.position), "voids": str(found.head.voids), "weights": found.digest}
    return json(told, status=200 if found.ready else 503)
