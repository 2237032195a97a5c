"""Liveness and readiness. No content is rendered for it, so that a bad comment can never make a server look dead."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.owning.health import health as ask
from rejoinder.web.answers import json
from rejoinder.web.border.forms import query_of

__all__ = ["health"]


async def health(request: Request) -> Response:
    """200 when the database answers, else 503; `?detail` says how far the weights have read."""
    found = await run_in_threadpool(ask, request.app.state.house)
    told = {"status": "ready" if found.ready else "failing"}
    if "detail" in query_of(request):
        told["weights"], _head = await run_in_threadpool(request.app.state.house.judge.digest)
        read = {"ledger": found.head.position, "voids": found.head.voids, "unreadable": found.unreadable}
        told |= {name: str(number) for name, number in read.items()}
        told |= {"notice": found.notice} if found.notice else {}
    return json(told, status=200 if found.ready else 503)
