"""All routes of the server in one list, and the order in which a request meets its parts.

`/1.1/…` and `/1.2/…` are answered by a plain ASGI application in front of everything else: Akismet's clients need
exact bodies and speed, not pages (measurements: docs/architecture.md, "The server").
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from urllib.parse import urlsplit

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from rejoinder.actions.installation import Installation
from rejoinder.errors import RejoinderError
from rejoinder.metrics.shared import Alone
from rejoinder.web import answers
from rejoinder.web.akismet.app import AkismetFace, is_protocol_path
from rejoinder.web.api import routes as api
from rejoinder.web.border.bodies import Gone
from rejoinder.web.border.doorway import Doorway
from rejoinder.web.border.rules import Rules
from rejoinder.web.desk import routes as desk
from rejoinder.web.feeds import routes as feeds
from rejoinder.web.files import FILES
from rejoinder.web.ops import metrics
from rejoinder.web.ops import routes as ops
from rejoinder.web.ops.state import own_figures
from rejoinder.web.ops.watch import Watch
from rejoinder.web.rights import routes as rights
from rejoinder.web.thread import routes as thread
from rejoinder.web.thread.kept import Kept
from rejoinder.web.thread.posting import posts_for
from rejoinder.web.thread.quick import Quick
from rejoinder.web.thread.sharing import in_their_words
from rejoinder.web.thread.turns import Turns

__all__ = ["ROUTES", "build"]

# Starlette tries one after the other: what is asked most comes first.
ROUTES: tuple[BaseRoute, ...] = (
    Route("/api/v1/comments", api.post, methods=["POST"]),
    *thread.ROUTES,
    Route("/healthz", ops.health),
    Route("/metrics", metrics.show),
    Route("/embed/counts", api.counts, methods=["GET"]),
    Route("/feed", feeds.show, methods=["GET"]),
    Route("/data", rights.data),
    Route("/api/v1/thread", api.read),
    Route("/api/v1/counts", api.counts, methods=["GET"]),
    Route("/api/v1/comments", api.preflight, methods=["OPTIONS"]),
    Route("/api/openapi.json", api.describe),
    Route("/desk", desk.enter),
    # Starlette's own redirects to the path with or without a slash take their address from the Host header.
    Mount("/desk", app=Router(desk.ROUTES, redirect_slashes=False)),
    Mount("/static", app=FILES),
)


def build(house: Installation, extra: Sequence[BaseRoute] = (), rules: Rules | None = None) -> ASGIApp:
    """The server of an installation. `extra` routes come first; the demonstration adds its newspaper with them."""
    rules = rules or Rules()
    pages = Starlette(
        routes=[*extra, *ROUTES],
        exception_handlers={
            RejoinderError: answers.failure,
            HTTPException: answers.wrong_address,
            Gone: answers.nobody,
            Exception: answers.unexpected,
        },
    )
    pages.router.redirect_slashes = False
    pages.state.house = house
    pages.state.rates = rules.rates
    pages.state.words = in_their_words
    pages.state.monitors = anyio.CapacityLimiter(2)
    pages.state.turns = Turns()
    pages.state.kept = Kept()
    pages.state.posts = posts_for(house)
    pages.state.metrics_token = rules.metrics_token
    pages.state.figures = rules.figures or Alone(house.metrics.families, partial(own_figures, house))
    rules.rates.watched_by(house.metrics.refused)
    pages.state.root = urlsplit(house.base_url).path.rstrip("/")
    akismet = AkismetFace(house, rules.rates)
    quick = Quick(pages, lambda: house.store.writes)

    async def entrance(scope: Scope, receive: Receive, send: Send) -> None:
        asked_by_client = scope["type"] == "http" and is_protocol_path(scope["path"])
        # Starlette raises a fault again after `answers.unexpected` has logged and answered it, for the server to log it
        # once more: in the fault's own words, which may be a reader's.
        with suppress(Exception):
            await (akismet if asked_by_client else quick)(scope, receive, send)

    return Doorway(
        Watch(entrance, house.metrics, log=rules.access_log), rules.proxies, house.base_url, [*extra, *ROUTES]
    )
