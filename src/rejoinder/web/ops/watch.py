"""What passes every request that has found the door: it is numbered, counted and timed, and told in the log if wanted.

The log has the route and never the path: paths hold receipts, numbers of comments and whatever strangers type, and the
query, headers and body hold more. A number tells which lines of the log belong to one request.
"""

from __future__ import annotations

import itertools
import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rejoinder.actions.faults import REQUEST
from rejoinder.metrics import Metrics
from rejoinder.metrics.counters import GROUPS
from rejoinder.web.akismet.addresses import ADDRESSES, VERSIONS, name_of
from rejoinder.web.border.route import method_of, route_of

__all__ = ["ACCESS", "Watch"]

ACCESS = "rejoinder.access"  # the logger of a line on each request

_OF_PART = {
    **{group: group for group in GROUPS},
    **dict.fromkeys(VERSIONS, "akismet"),
    **dict.fromkeys(("healthz", "metrics"), "ops"),
    **dict.fromkeys(("embed.js", "embed-more.js", "embed.css", "counts.js"), "thread"),
}
_GONE = 499  # who asked went away before there was an answer; nginx writes the same
_log = logging.getLogger(ACCESS)


class Watch:
    """Stands in front of all faces, behind the doorway."""

    def __init__(self, inside: ASGIApp, metrics: Metrics, *, log: bool) -> None:
        self._inside = inside
        self._metrics = metrics
        self._log = log
        # Two processes, or two starts, do not number alike.
        self._start, self._numbers = secrets.token_hex(4), itertools.count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = time.perf_counter()
        REQUEST.set((self._start, next(self._numbers)))
        status = _GONE

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._inside(scope, receive, noting)
        finally:
            took = time.perf_counter() - began
            self._metrics.answered(_group_of(scope["path"]), status, took)
            if self._log:
                told = {"method": method_of(scope), "route": _route(scope), "status": status}
                _log.info("request", extra={"told": told | {"ms": round(took * 1000, 1)}})


def _route(scope: Scope) -> str:
    """The address, also where it is one of the protocol, which stands in no list of routes."""
    path: str = scope["path"]
    if _group_of(path) != "akismet":
        return route_of(scope)
    name = name_of(path)
    return f"/{name}" if name in ADDRESSES else ""


def _group_of(path: str) -> str:
    return _OF_PART.get(path.lstrip("/").partition("/")[0], "other")
