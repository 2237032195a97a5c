"""Liveness and readiness. No content is rendered for it, so that a bad comment can never make a server look dead.

Two questions, because two things are done about the answers. A server that does not answer `?live` is to be started
anew; one that answers and is not ready is to be sent no requests for a while, and starting it anew would not help.
"""

from __future__ import annotations

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import Response

from rejoinder.actions.owning.health import health as ask
from rejoinder.errors import Unavailable
from rejoinder.web.answers import json
from rejoinder.web.border.forms import query_of
from rejoinder.web.border.house import house_of

__all__ = ["health"]

_LATER = {"Retry-After": str(Unavailable.retry_after)}


async def health(request: Request) -> Response:
    """200 when the database answers, else 503; `?live` asks nobody, `?detail` tells more."""
    asked = query_of(request)
    if "live" in asked:
        return json({"status": "alive"})
    # Threads of its own: where all others wait for the database, a monitor is still told so.
    house, threads = house_of(request), request.app.state.monitors
    found = await anyio.to_thread.run_sync(ask, house, limiter=threads)
    told = {"status": "ready" if found.ready else "failing"}
    if "detail" in asked:
        told["weights"], _head = await anyio.to_thread.run_sync(house.judge.digest, limiter=threads)
        read = {"ledger": found.head.position, "voids": found.head.voids, "behind": found.behind}
        told |= {name: str(number) for name, number in {**read, "unreadable": found.unreadable}.items()}
        told |= {"notice": found.notice} if found.notice else {}
        told |= {f"trouble: {part}": sentence for part, sentence in found.troubles.items()}
    return json(told, status=200 if found.ready else 503, headers={} if found.ready else _LATER)
